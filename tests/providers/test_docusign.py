import hmac
from base64 import b64encode

import pytest

from tests.providers.messages import a_request, having, holding, judged, signed
from webhookctl.core.headers import first
from webhookctl.core.verdict import Reason
from webhookctl.providers.docusign import SCHEME

KEY = b"docusign_hmac_key"
BODY = b"<DocuSignEnvelopeInformation/>"
GENUINE = signed(SCHEME, a_request(BODY, "text/xml"), KEY)
FIRST, SECOND = "X-DocuSign-Signature-1", "X-DocuSign-Signature-2"


def made(key: bytes, body: bytes = BODY) -> bytes:
    return b64encode(hmac.digest(key, body, "sha256"))


def test_signature_is_an_hmac_of_the_body() -> None:
    assert first(GENUINE.headers, FIRST) == made(KEY)
    assert first(GENUINE.headers, "X-Authorization-Digest") == b"HMACSHA256"
    assert judged(SCHEME, GENUINE, b"other", KEY).valid


@pytest.mark.parametrize("name", [SECOND, "x-docusign-signature-100", FIRST])
def test_signature_may_be_in_any_numbered_header(name: str) -> None:
    message = having(having(GENUINE, FIRST, made(b"retired")), name, made(KEY))

    assert judged(SCHEME, message, KEY).valid
    assert judged(SCHEME, holding(message, BODY + b" "), KEY).reason is Reason.MISMATCH


@pytest.mark.parametrize("name", ["X-DocuSign-Signature", "X-DocuSign-Signature-1x", "X-Other-1"])
def test_other_headers_are_none(name: str) -> None:
    message = having(having(GENUINE, FIRST, None), name, made(KEY))

    assert judged(SCHEME, message, KEY).reason is Reason.MISSING_HEADER


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", Reason.EMPTY_SIGNATURE),
        (made(KEY)[:40], Reason.TRUNCATED_SIGNATURE),
        (b"*", Reason.MALFORMED_SIGNATURE),
        (made(b"x"), Reason.MISMATCH),
    ],
)
def test_other_signatures_do_not_fit(value: bytes, reason: Reason) -> None:
    assert judged(SCHEME, having(GENUINE, FIRST, value), KEY).reason is reason


def test_signing_again_leaves_no_signature_of_another_key() -> None:
    message = signed(SCHEME, having(GENUINE, SECOND, made(b"retired")), b"new")

    assert first(message.headers, SECOND) is None
    assert judged(SCHEME, message, b"new").valid
    assert not judged(SCHEME, message, b"retired", KEY).valid
