import hashlib
import hmac

import pytest

from tests.providers.fixed import NOW
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.providers.inngest import SCHEME

SECRET = Secret("env:SECRET", b"signkey-prod-12345678")
BODY = b'{"steps": {}, "ctx": {"attempt": 0.50}}'


@pytest.mark.parametrize(
    ("signed", "reason"),
    [
        (BODY, Reason.VALID),
        (b'{"ctx":{"attempt":0.5},"steps":{}}', Reason.VALID),
        (b'{"ctx":{"attempt":0.50},"steps":{}}', Reason.MISMATCH),
    ],
)
def test_body_may_be_signed_as_it_is_or_as_canonical_json(signed: bytes, reason: Reason) -> None:
    stamp = str(int(NOW)).encode()
    digest = hmac.new(b"12345678", signed + stamp, hashlib.sha256).hexdigest()
    headers = ((b"X-Inngest-Signature", b"t=" + stamp + b"&s=" + digest.encode()),)

    assert SCHEME.judge(SignedMessage("POST", None, headers, BODY), [SECRET], NOW).reason is reason
