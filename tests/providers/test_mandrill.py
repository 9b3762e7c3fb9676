import hmac
from base64 import b64encode

import pytest

from tests.providers.messages import FORM, a_request, at, given, having, holding, judged, signed
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.mandrill import SCHEME

KEY = b"mandrill_webhook_key"
URL = "https://hooks.example.test/mandrill"
HEADER = "X-Mandrill-Signature"
BODY = b"b=2&mandrill_events=%5B%7B%22event%22%3A%22send%22%7D%5D&a=x+y&B=%C3%A9"
GENUINE = signed(SCHEME, a_request(BODY, FORM, url=URL), KEY)


def test_signature_is_an_hmac_of_url_and_sorted_fields() -> None:
    text = f'{URL}Béax yb2mandrill_events[{{"event":"send"}}]'
    value = b64encode(hmac.digest(KEY, text.encode(), "sha1"))

    assert dict(GENUINE.headers)[HEADER.encode()] == value
    assert judged(SCHEME, GENUINE, b"test-webhook", KEY).valid


def test_registered_url_counts() -> None:
    behind = at(GENUINE, "http://localhost:8080/mandrill")

    assert judged(SCHEME, behind, KEY).reason is Reason.MISMATCH
    assert judged(SCHEME, given(behind, notification_url=URL), KEY).valid


@pytest.mark.parametrize("body", [BODY + b"&c=", BODY.replace(b"=2", b"=3"), b"", b"x" + BODY])
def test_other_bodies_do_not_fit(body: bytes) -> None:
    assert judged(SCHEME, holding(GENUINE, body), KEY).reason is Reason.MISMATCH


def test_nothing_stands_between_names_and_values() -> None:
    assert judged(SCHEME, holding(GENUINE, BODY.replace(b"b=2", b"b2=")), KEY).valid


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, Reason.MISSING_HEADER),
        ("", Reason.EMPTY_SIGNATURE),
        ("A" * 20, Reason.TRUNCATED_SIGNATURE),
        ("*", Reason.MALFORMED_SIGNATURE),
        ("A" * 27 + "=", Reason.MISMATCH),
    ],
)
def test_other_signatures_do_not_fit(value: str | None, reason: Reason) -> None:
    assert judged(SCHEME, having(GENUINE, HEADER, value), KEY).reason is reason


def test_url_must_be_known() -> None:
    assert judged(SCHEME, at(GENUINE, None), KEY).reason is Reason.MISSING_PARAMETER
    assert judged(SCHEME, at(having(GENUINE, HEADER, None), None), KEY).reason is (
        Reason.MISSING_HEADER
    )
    with pytest.raises(UsageError, match="URL"):
        signed(SCHEME, at(GENUINE, None), KEY)
