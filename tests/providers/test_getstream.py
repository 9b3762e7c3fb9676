import gzip
import zlib

import pytest

from tests.providers.messages import a_request, given, having, holding, judged, signed
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.getstream import SCHEME

SECRET = b"stream_api_secret"
PLAIN = b'{"type":"message.new"}'
GENUINE = signed(SCHEME, having(a_request(PLAIN), "X-Api-Key", "key1"), SECRET)
BOMB = gzip.compress(bytes(33 * 1024 * 1024))


@pytest.mark.parametrize("body", [PLAIN, gzip.compress(PLAIN), b"", b"\x1f", b"\x1f\x8c x"])
def test_library_accepts_what_we_sign(body: bytes) -> None:
    library = pytest.importorskip("stream_chat.webhook", reason="stream-chat is not installed")
    message = signed(SCHEME, a_request(body), SECRET)
    signature = dict(message.headers)[b"X-Signature"].decode()
    plain = library.gunzip_payload(body)

    assert message.body == body
    assert library.verify_signature(plain, signature, SECRET.decode())
    assert not library.verify_signature(plain + b" ", signature, SECRET.decode())


@pytest.mark.parametrize(
    "body",
    [
        PLAIN,
        gzip.compress(PLAIN),
        gzip.compress(PLAIN[:7]) + gzip.compress(PLAIN[7:]),
        gzip.compress(PLAIN) + bytes(9),
    ],
)
def test_body_is_signed_as_it_was_before_it_was_compressed(body: bytes) -> None:
    assert judged(SCHEME, holding(GENUINE, body), SECRET).valid


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (PLAIN + b"\n", Reason.MISMATCH),
        (b"", Reason.MISMATCH),
        (zlib.compress(PLAIN), Reason.MISMATCH),
        (gzip.compress(PLAIN + b"\n"), Reason.MISMATCH),
        (gzip.compress(PLAIN)[:-5], Reason.MALFORMED_BODY),
        (gzip.compress(PLAIN) + b"rest", Reason.MALFORMED_BODY),
        (b"\x1f\x8b", Reason.MALFORMED_BODY),
        (b"\x1f\x8bnonsense", Reason.MALFORMED_BODY),
        pytest.param(BOMB, Reason.MALFORMED_BODY, id="bomb"),
    ],
)
def test_other_bodies_do_not_fit(body: bytes, reason: Reason) -> None:
    assert judged(SCHEME, holding(GENUINE, body), SECRET).reason is reason


def test_other_key_is_told_where_ours_is_known() -> None:
    assert judged(SCHEME, given(GENUINE, api_key="key1"), SECRET).valid
    assert judged(SCHEME, given(GENUINE, api_key="key2"), SECRET).reason is Reason.UNTRUSTED_KEY


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, Reason.MISSING_HEADER),
        ("", Reason.EMPTY_SIGNATURE),
        ("ab" * 30, Reason.TRUNCATED_SIGNATURE),
        ("*", Reason.MALFORMED_SIGNATURE),
        ("ab" * 32, Reason.MISMATCH),
    ],
)
def test_other_signatures_do_not_fit(value: str | None, reason: Reason) -> None:
    assert judged(SCHEME, having(GENUINE, "X-Signature", value), SECRET).reason is reason


def test_other_secrets_do_not_fit() -> None:
    assert judged(SCHEME, GENUINE, b"x").reason is Reason.MISMATCH
    assert judged(SCHEME, GENUINE, b"").reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match="cannot be unpacked"):
        signed(SCHEME, holding(GENUINE, b"\x1f\x8b"), SECRET)
