import warnings
from base64 import encodebytes
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from tests.providers.messages import FORM, a_request, given, holding, judged, signed
from webhookctl.core.locate import RequestView
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.braintree import SCHEME

PRIVATE, PUBLIC = b"integration_private_key", "integration_public_key"
XML = b"<notification><kind>subscription_went_past_due</kind><subject/></notification>"
PAYLOAD = encodebytes(XML).decode()
GENUINE = signed(SCHEME, a_request(XML, "text/xml", public_key=PUBLIC), PRIVATE)
SIGNATURE = parse_qs(GENUINE.body.decode())["bt_signature"][0]


def form(signature: str | None = SIGNATURE, payload: str | None = PAYLOAD) -> bytes:
    fields = {"bt_signature": signature, "bt_payload": payload}
    return urlencode({name: value for name, value in fields.items() if value is not None}).encode()


@pytest.fixture
def gateway() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        braintree = pytest.importorskip("braintree", reason="braintree is not installed")
    configuration = braintree.Configuration(
        braintree.Environment.Development, "merchant", PUBLIC, PRIVATE.decode()
    )
    return braintree.BraintreeGateway(configuration)


def test_library_reads_what_we_sign(gateway: Any) -> None:
    fields = parse_qs(GENUINE.body.decode())

    notification = gateway.webhook_notification.parse(
        fields["bt_signature"][0], fields["bt_payload"][0]
    )

    assert notification.kind == "subscription_went_past_due"


def test_we_accept_what_the_library_signs(gateway: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sample = gateway.webhook_testing.sample_notification("check", "my_id")

    message = holding(GENUINE, urlencode(sample).encode())

    assert judged(SCHEME, message, PRIVATE).valid
    assert SCHEME.event.find(RequestView(message.headers, message.body)) == "check"


def test_form_that_is_there_is_signed_as_it_is() -> None:
    message = a_request(form("stale", PAYLOAD) + b"&other=1", FORM, public_key=PUBLIC)

    again = signed(SCHEME, message, PRIVATE)

    assert parse_qs(again.body.decode()) == {
        "bt_payload": [PAYLOAD],
        "bt_signature": [SIGNATURE],
        "other": ["1"],
    }
    assert dict(again.headers)[b"Content-Type"] == FORM.encode()
    assert judged(SCHEME, again, PRIVATE).valid


@pytest.mark.parametrize(
    "body",
    [
        form(),
        form(payload=PAYLOAD.rstrip("\n")),
        form(f"other|{'0' * 40}&{SIGNATURE}"),
        form(f"nonsense&{SIGNATURE}"),
        b"x=1&" + form(),
    ],
)
def test_variations_of_a_genuine_form_fit(body: bytes) -> None:
    assert judged(SCHEME, holding(GENUINE, body), b"other", PRIVATE).valid


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (form(payload=PAYLOAD[:-2] + "A\n"), Reason.MISMATCH),
        (form(payload=PAYLOAD.rstrip("\n") + "\n\n"), Reason.MISMATCH),
        (form(payload=""), Reason.MISMATCH),
        (form(payload=None), Reason.MALFORMED_BODY),
        (form(payload="^&"), Reason.MALFORMED_BODY),
        (form(payload="a b"), Reason.MALFORMED_BODY),
        (form(None), Reason.MISSING_SIGNATURE),
        (form(""), Reason.EMPTY_SIGNATURE),
        (form(SIGNATURE.partition("|")[2]), Reason.MALFORMED_SIGNATURE),
        (form(f"{PUBLIC}|"), Reason.EMPTY_SIGNATURE),
        (form(SIGNATURE[:-2]), Reason.TRUNCATED_SIGNATURE),
        (form(f"{PUBLIC}|*"), Reason.MALFORMED_SIGNATURE),
        (form(SIGNATURE.upper()), Reason.UNTRUSTED_KEY),
        (form(f"other|{'0' * 40}"), Reason.UNTRUSTED_KEY),
        (form(f"{PUBLIC}|{'0' * 40}"), Reason.MISMATCH),
        (b"", Reason.MALFORMED_BODY),
    ],
)
def test_each_flaw_has_its_reason(body: bytes, reason: Reason) -> None:
    assert judged(SCHEME, holding(GENUINE, body), PRIVATE).reason is reason


def test_public_key_need_not_be_known() -> None:
    message = a_request(form(f"other|{'0' * 40}&{SIGNATURE}"), FORM)

    assert judged(SCHEME, message, PRIVATE).valid
    assert judged(SCHEME, given(message, public_key="other"), PRIVATE).reason is Reason.MISMATCH


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        (PAYLOAD, "subscription_went_past_due"),
        (encodebytes(b"<kind> </kind>").decode(), None),
        (encodebytes(b"<a/>").decode(), None),
        ("a", None),
        ("é", None),
    ],
)
def test_event_is_told_by_the_payload(payload: str, event: str | None) -> None:
    view = RequestView(((b"Content-Type", FORM.encode()),), form(payload=payload))

    assert SCHEME.event.find(view) == event
    assert "bt_payload" in SCHEME.event.describe()


@pytest.mark.parametrize(
    ("body", "secret", "params", "words"),
    [
        (b"a=1", PRIVATE, {"public_key": PUBLIC}, "no form with"),
        (XML, b"", {"public_key": PUBLIC}, "with the secret"),
        (XML, PRIVATE, {}, "`public_key`"),
    ],
)
def test_what_cannot_be_signed_is_told(
    body: bytes, secret: bytes, params: dict[str, str], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        signed(SCHEME, a_request(body, FORM, **params), secret)


def test_other_secrets_do_not_fit() -> None:
    assert judged(SCHEME, GENUINE, b"other").reason is Reason.MISMATCH
    assert judged(SCHEME, GENUINE, b"").reason is Reason.MALFORMED_SECRET
