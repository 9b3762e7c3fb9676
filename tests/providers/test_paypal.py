import zlib
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from tests.core.certificates import NOON, certificate, key, private_pem, public_pem
from tests.providers.messages import a_request, given, having, holding, judged, signed
from webhookctl.core.headers import first, text
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.paypal import SCHEME

SIGNATURE, ID, TIME, URL, ALGORITHM = (
    f"PAYPAL-{name}"
    for name in (
        "TRANSMISSION-SIG",
        "TRANSMISSION-ID",
        "TRANSMISSION-TIME",
        "CERT-URL",
        "AUTH-ALGO",
    )
)
ROOT = certificate("ca", 0, "ca", 0, authority=True)
CERTIFICATE = certificate("messageverificationcerts.paypal.com", 2, "ca", 0)
BODY = b'{"id":"WH-1","event_type":"PAYMENT.SALE.COMPLETED"}'
GENUINE = signed(SCHEME, a_request(BODY, webhook_id="4JH86294D6297924G"), private_pem(2))


@pytest.mark.parametrize("algorithm", ["SHA256withRSA", "SHA1withRSA"])
def test_signature_is_over_id_time_webhook_and_checksum(algorithm: str) -> None:
    message = signed(SCHEME, having(GENUINE, ALGORITHM, algorithm), private_pem(2))
    signed_text = f"msg_1|2026-01-01T00:00:00Z|4JH86294D6297924G|{zlib.crc32(BODY)}"

    key(2).public_key().verify(
        b64decode(first(message.headers, SIGNATURE) or b""),
        signed_text.encode(),
        PKCS1v15(),
        SHA256() if "256" in algorithm else SHA1(),  # noqa: S303 - PayPal's libraries take it
    )
    assert judged(SCHEME, message, CERTIFICATE, now=NOON).valid


def test_genuine_event_says_how_the_body_is_covered() -> None:
    verdict = judged(SCHEME, GENUINE, public_pem(3), CERTIFICATE, now=NOON)

    assert (verdict.valid, verdict.secret) == (True, "s1")
    assert "CRC32" in verdict.message


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (holding(GENUINE, BODY + b" "), Reason.MISMATCH),
        (given(GENUINE, webhook_id="other"), Reason.MISMATCH),
        (given(GENUINE, webhook_id=""), Reason.MISSING_PARAMETER),
        (having(GENUINE, ID, "msg_2"), Reason.MISMATCH),
        (having(GENUINE, ID, None), Reason.MISSING_HEADER),
        (having(GENUINE, TIME, "2026-01-01T00:00:01Z"), Reason.MISMATCH),
        (having(GENUINE, TIME, None), Reason.MISSING_HEADER),
        (having(GENUINE, ALGORITHM, None), Reason.MISSING_HEADER),
        (having(GENUINE, ALGORITHM, "SHA1withRSA"), Reason.MISMATCH),
        (having(GENUINE, ALGORITHM, "MD5withRSA"), Reason.WRONG_VERSION),
        (having(GENUINE, SIGNATURE, None), Reason.MISSING_HEADER),
        (having(GENUINE, SIGNATURE, ""), Reason.EMPTY_SIGNATURE),
        (having(GENUINE, SIGNATURE, "AAAA"), Reason.TRUNCATED_SIGNATURE),
        (having(GENUINE, SIGNATURE, "*"), Reason.MALFORMED_SIGNATURE),
        (having(GENUINE, URL, None), Reason.MISSING_HEADER),
        (having(GENUINE, URL, "https://evil.test/cert.pem"), Reason.UNTRUSTED_KEY),
        (having(GENUINE, URL, "https://paypal.com.evil.test/"), Reason.UNTRUSTED_KEY),
        (having(GENUINE, URL, "https://evilpaypal.com/"), Reason.UNTRUSTED_KEY),
        (having(GENUINE, URL, "http://api.paypal.com/"), Reason.UNTRUSTED_KEY),
        (having(GENUINE, URL, "https://api.paypal.com/v1/c/1"), Reason.VALID),
        (having(GENUINE, URL, "https://paypal.com/c"), Reason.VALID),
    ],
)
def test_each_flaw_has_its_reason(message: SignedMessage, reason: Reason) -> None:
    assert judged(SCHEME, message, CERTIFICATE, now=NOON).reason is reason


@pytest.mark.parametrize(
    ("secret", "trusted", "reason"),
    [
        (CERTIFICATE, ROOT, Reason.VALID),
        (public_pem(2), ROOT, Reason.VALID),
        (CERTIFICATE, certificate("other", 1, "other", 1, authority=True), Reason.UNTRUSTED_KEY),
        (certificate("paypal.evil.test", 2, "ca", 0), ROOT, Reason.UNTRUSTED_KEY),
        (certificate("x.paypal.com", 2, "ca", 0, years=(2020, 2021)), ROOT, Reason.UNTRUSTED_KEY),
        (certificate("x.paypal.com", 3, "ca", 0), ROOT, Reason.MISMATCH),
        (b"4JH86294D6297924G", ROOT, Reason.MALFORMED_SECRET),
    ],
)
def test_certificate_must_fit_and_be_trusted(secret: bytes, trusted: bytes, reason: Reason) -> None:
    message = given(GENUINE, trusted_ca_pem=trusted.decode())

    assert judged(SCHEME, message, secret, now=NOON).reason is reason


def test_certificate_that_is_not_at_hand_is_named() -> None:
    verdict = judged(SCHEME, GENUINE)

    assert verdict.reason is Reason.KEY_UNAVAILABLE
    assert (text(GENUINE.headers, URL) or "") in (verdict.hint or "")


def test_signing_again_keeps_the_id_and_makes_the_time_fresh() -> None:
    again = signed(SCHEME, GENUINE, private_pem(2), now=NOON, id_="")

    assert text(again.headers, ID) == "msg_1"
    assert text(again.headers, TIME) == "2026-01-01T12:00:00Z"
    assert judged(SCHEME, again, CERTIFICATE, now=NOON).valid


@pytest.mark.parametrize(
    ("message", "secret", "words"),
    [
        (GENUINE, CERTIFICATE, "with the secret"),
        (a_request(BODY), private_pem(2), "`webhook_id`"),
    ],
)
def test_what_cannot_be_signed_is_told(message: SignedMessage, secret: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        signed(SCHEME, message, secret)


def test_event_without_an_id_cannot_be_signed() -> None:
    with pytest.raises(UsageError, match="TRANSMISSION-ID"):
        signed(SCHEME, a_request(BODY, webhook_id="1"), private_pem(2), id_="")
