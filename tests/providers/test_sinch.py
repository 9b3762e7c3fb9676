import hmac
from base64 import b64decode, b64encode
from dataclasses import replace
from typing import Any

import pytest

from tests.providers.messages import a_request, at, given, having, holding, judged, signed
from webhookctl.core.headers import first
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.sinch import APPLICATION_AUTH, CONVERSATION, NUMBERS

SECRET = b"dm9pY2Utc2VjcmV0LXZvaWNlLXNlY3JldC0xMjM0NTY="
URL = "https://hooks.example.test/sinch/voice"
NAME = "Authorization"
GENUINE = signed(APPLICATION_AUTH, a_request(b'{"event":"ice"}', url=URL, key="app"), SECRET)
VALUE = dict(GENUINE.headers)[NAME.encode()].decode()


@pytest.fixture
def library() -> Any:
    return pytest.importorskip(
        "sinch.core.internal.sinch_events.authorization_helpers", reason="sinch is not installed"
    )


@pytest.mark.parametrize("body", [b'{"event":"ice"}', b"", b"\0\xff"])
def test_library_accepts_what_we_sign(library: Any, body: bytes) -> None:
    message = signed(APPLICATION_AUTH, a_request(body, url=URL, key="app"), SECRET)
    headers = {name.decode(): value.decode() for name, value in message.headers}

    def accepts(text: bytes, path: str = "/sinch/voice") -> bool:
        found: bool = library.validate_authentication_header(
            "app", SECRET.decode(), headers, text, path, "post"
        )
        return found

    assert accepts(body)
    assert not accepts(body + b" ")
    assert not accepts(body, "/other")


def test_library_accepts_the_other_two() -> None:
    library = pytest.importorskip(
        "sinch.domains.authentication.sinch_events.v1.authentication_validation",
        reason="sinch is not installed",
    )
    numbers = signed(NUMBERS, a_request(b"{}"), b"s")
    conversation = signed(CONVERSATION, a_request(b"{}"), b"s")

    def headers(message: Any) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in message.headers}

    assert library.validate_signature_header("s", headers(numbers), "{}")
    assert library.validate_sinch_event_signature_with_nonce("s", headers(conversation), "{}")
    assert first(conversation.headers, "x-sinch-webhook-signature-nonce") == b"msg_1"


@pytest.mark.parametrize("word", ["Service", "service", "application", "Application"])
def test_signature_has_two_names(word: str) -> None:
    message = having(GENUINE, NAME, VALUE.replace("Service", word))

    assert judged(APPLICATION_AUTH, message, b"AAAA", SECRET).valid


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, Reason.MISSING_HEADER),
        ("", Reason.WRONG_VERSION),
        ("Bearer app:x", Reason.WRONG_VERSION),
        ("Service app", Reason.EMPTY_SIGNATURE),
        ("Service app:", Reason.EMPTY_SIGNATURE),
        (VALUE[:-4], Reason.TRUNCATED_SIGNATURE),
        ("Service app:*", Reason.MALFORMED_SIGNATURE),
        (f"Service app:{'A' * 43}=", Reason.MISMATCH),
        (VALUE.replace("app:", "other:"), Reason.UNTRUSTED_KEY),
    ],
)
def test_each_flaw_of_the_header_has_its_reason(value: str | None, reason: Reason) -> None:
    assert judged(APPLICATION_AUTH, having(GENUINE, NAME, value), SECRET).reason is reason


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (holding(GENUINE, b"{}"), Reason.MISMATCH),
        (holding(GENUINE, b""), Reason.MISMATCH),
        (replace(GENUINE, method="PUT"), Reason.MISMATCH),
        (at(GENUINE, URL + "/x"), Reason.MISMATCH),
        (at(GENUINE, URL + "?a=1"), Reason.VALID),
        (at(GENUINE, None), Reason.MISSING_PARAMETER),
        (having(GENUINE, "Content-Type", "text/plain"), Reason.MISMATCH),
        (having(GENUINE, "Content-Type", None), Reason.MISSING_HEADER),
        (having(GENUINE, "x-timestamp", "2026-01-01T00:00:01Z"), Reason.MISMATCH),
        (having(GENUINE, "x-timestamp", None), Reason.MISSING_HEADER),
    ],
)
def test_each_flaw_of_the_request_has_its_reason(message: Any, reason: Reason) -> None:
    assert judged(APPLICATION_AUTH, message, SECRET).reason is reason


def test_query_may_have_been_signed_too() -> None:
    message = at(GENUINE, URL + "?a=1")
    lines = ("POST", "/vKXLQJZRu9EHOyoeg74Mg==", "application/json", "", "/sinch/voice?a=1")
    stamp = dict(message.headers)[b"x-timestamp"].decode()
    text = "\n".join((*lines[:3], f"x-timestamp:{stamp}", lines[4])).encode()
    made = b64encode(hmac.digest(b64decode(SECRET), text, "sha256")).decode()

    assert judged(APPLICATION_AUTH, having(message, NAME, f"Service app:{made}"), SECRET).valid


def test_key_need_not_be_known() -> None:
    other = having(GENUINE, NAME, VALUE.replace("app:", "other:"))

    assert judged(APPLICATION_AUTH, replace(other, params={}), SECRET).valid
    with pytest.raises(UsageError, match="`key`"):
        signed(APPLICATION_AUTH, replace(other, params={}), SECRET)


def test_other_secrets_do_not_fit() -> None:
    assert judged(APPLICATION_AUTH, GENUINE, b"AAAA").reason is Reason.MISMATCH
    assert judged(APPLICATION_AUTH, GENUINE, b"no base64").reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match="with the secret"):
        signed(APPLICATION_AUTH, given(GENUINE, key="app"), b"no base64")
