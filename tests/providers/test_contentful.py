import hmac
from dataclasses import replace

import pytest

from tests.providers.fixed import NOW
from tests.providers.messages import a_request, at, having, holding, judged, signed
from webhookctl.core.headers import first
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.contentful import SCHEME

SECRET = b"a" * 64
SIGNATURE, LISTED, STAMP = (
    f"x-contentful-{name}" for name in ("signature", "signed-headers", "timestamp")
)
TOPIC = "x-contentful-topic"
URL = "https://hooks.example.test/api/v1/resources/1"
GENUINE = signed(SCHEME, having(a_request(b"{}", url=URL), TOPIC, " Entry.publish "), SECRET)


def by_hand(message: SignedMessage, path: str, headers: str) -> SignedMessage:
    """Return the message with the signature of what is written out here."""
    text = f"{message.method}\n{path}\n{headers}\n".encode() + message.body
    return having(message, SIGNATURE, hmac.digest(SECRET, text, "sha256").hex())


def test_signature_is_over_method_path_headers_and_body() -> None:
    listed = f"{LISTED},{STAMP},{TOPIC}"
    pairs = f"{LISTED}:{listed};{STAMP}:{int(NOW)}000;{TOPIC}:Entry.publish"

    assert by_hand(GENUINE, "/api/v1/resources/1", pairs) == GENUINE
    assert judged(SCHEME, GENUINE, b"x", SECRET).valid


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.test", "/"),
        ("https://a.test/caf%C3%A9", "/caf%25C3%25A9"),
        ("https://a.test/caf%C3%A9", "/caf%C3%A9"),
        ("https://a.test/a b'", "/a%20b'"),
        ("https://a.test/x?q=1&b=%20", "/x?q%253D1%2526b%253D%252520"),
        ("https://a.test/x?q=1&b=%20", "/x?q=1&b=%20"),
        ("https://a.test/x?", "/x"),
    ],
)
def test_path_may_have_been_encoded_in_several_ways(url: str, path: str) -> None:
    message = at(GENUINE, url)
    pairs = f"{LISTED}:{LISTED},{STAMP},{TOPIC};{STAMP}:{int(NOW)}000;{TOPIC}:Entry.publish"

    assert judged(SCHEME, by_hand(message, path, pairs), SECRET).valid
    assert judged(SCHEME, message, SECRET).reason is Reason.MISMATCH


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (holding(GENUINE, b"{} "), Reason.MISMATCH),
        (replace(GENUINE, method="PUT"), Reason.MISMATCH),
        (at(GENUINE, URL + "/2"), Reason.MISMATCH),
        (at(GENUINE, URL + "?a=1"), Reason.MISMATCH),
        (at(GENUINE, None), Reason.MISSING_PARAMETER),
        (at(GENUINE, "/path"), Reason.MISSING_PARAMETER),
        (having(GENUINE, TOPIC, "Entry.delete"), Reason.MISMATCH),
        (having(GENUINE, TOPIC, None), Reason.MISSING_HEADER),
        (having(GENUINE, LISTED, None), Reason.MISSING_HEADER),
        (having(GENUINE, LISTED, f"{LISTED},{STAMP}"), Reason.MISMATCH),
        (having(GENUINE, LISTED, ""), Reason.MISSING_HEADER),
        (having(GENUINE, STAMP, None), Reason.MISSING_TIMESTAMP),
        (having(GENUINE, STAMP, "soon"), Reason.MALFORMED_TIMESTAMP),
        (having(GENUINE, STAMP, f"{int(NOW)}001"), Reason.MISMATCH),
        (having(GENUINE, SIGNATURE, None), Reason.MISSING_HEADER),
        (having(GENUINE, SIGNATURE, ""), Reason.EMPTY_SIGNATURE),
        (having(GENUINE, SIGNATURE, "ab" * 30), Reason.TRUNCATED_SIGNATURE),
        (having(GENUINE, SIGNATURE, "*"), Reason.MALFORMED_SIGNATURE),
    ],
)
def test_each_flaw_has_its_reason(message: SignedMessage, reason: Reason) -> None:
    assert judged(SCHEME, message, SECRET).reason is reason


@pytest.mark.parametrize(
    ("ago", "reason"),
    [
        (29.999, Reason.VALID),
        (30.0, Reason.STALE_TIMESTAMP),
        (31.0, Reason.STALE_TIMESTAMP),
        (-3600.0, Reason.VALID),
    ],
)
def test_end_of_the_tolerance_does_not_belong_to_it(ago: float, reason: Reason) -> None:
    assert judged(SCHEME, GENUINE, SECRET, now=NOW + ago).reason is reason


def test_time_is_not_looked_at_without_a_clock_or_a_tolerance() -> None:
    timeless = replace(SCHEME, timestamp=None)

    assert judged(SCHEME, GENUINE, SECRET, now=None).valid
    assert judged(timeless, GENUINE, SECRET, now=NOW + 30).valid


def test_listed_headers_are_signed_again_and_no_others() -> None:
    message = having(GENUINE, LISTED, f"{STAMP},{LISTED},Content-Type,x-gone")

    again = signed(SCHEME, message, SECRET, now=NOW + 60)

    assert first(again.headers, LISTED) == f"content-type,{LISTED},{STAMP}".encode()
    assert judged(SCHEME, again, SECRET, now=NOW + 60).valid
    assert judged(SCHEME, having(again, TOPIC, "other"), SECRET, now=NOW + 60).valid


def test_other_secrets_do_not_fit() -> None:
    assert judged(SCHEME, GENUINE, b"b" * 64).reason is Reason.MISMATCH
    assert judged(SCHEME, GENUINE, b"").reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match="URL"):
        signed(SCHEME, at(GENUINE, None), SECRET)
    with pytest.raises(UsageError, match="with the secret"):
        signed(SCHEME, GENUINE, b"")
