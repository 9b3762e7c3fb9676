import base64
import hashlib
import hmac

import pytest

from tests.providers.fixed import NOW
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.providers.hubspot import V3

SECRET = Secret("env:SECRET", b"client secret")
RAW = "https://x.test/h%2fa?u=https%3A%2F%2Fy.test%20%26"
DECODED = "https://x.test/h/a?u=https://y.test%20%26"
STAMP = str(int(NOW * 1000))


@pytest.mark.parametrize(
    ("signed", "reason"),
    [
        (RAW, Reason.VALID),
        (DECODED, Reason.VALID),
        ("https://x.test/h/a?u=https://y.test &", Reason.MISMATCH),
    ],
)
def test_url_may_be_signed_as_it_is_or_as_the_docs_decode_it(signed: str, reason: Reason) -> None:
    digest = hmac.new(SECRET.value, f"POST{signed}{{}}{STAMP}".encode(), hashlib.sha256).digest()
    headers = (
        (b"X-HubSpot-Request-Timestamp", STAMP.encode()),
        (b"X-HubSpot-Signature-v3", base64.b64encode(digest)),
    )

    assert V3.judge(SignedMessage("POST", RAW, headers, b"{}"), [SECRET], NOW).reason is reason
