import hmac
import json
import time
from urllib.parse import parse_qs, urlencode

import pytest

from tests.providers.fixed import NOW
from tests.providers.messages import FORM, a_request, holding, judged, signed
from webhookctl.core.locate import RequestView
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.mailgun import SCHEME

KEY = b"mailgun-signing-key"
EVENT = {"event": "delivered", "id": "evt1"}
GENUINE = signed(SCHEME, a_request(json.dumps({"event-data": EVENT}).encode()), KEY)
VALUES = json.loads(GENUINE.body)["signature"]


def as_json(**fields: object) -> bytes:
    values = {name: value for name, value in {**VALUES, **fields}.items() if value is not None}
    return json.dumps({"signature": values, "event-data": EVENT}).encode()


def test_signature_is_an_hmac_of_time_and_token() -> None:
    text = f"{int(NOW)}{VALUES['token']}".encode()

    assert hmac.digest(KEY, text, "sha256").hex() == VALUES["signature"]
    assert len(VALUES["token"]) == 50
    assert json.loads(GENUINE.body)["event-data"] == EVENT


def test_library_accepts_what_we_sign() -> None:
    library = pytest.importorskip("mailgun.security", reason="mailgun is not installed")
    message = signed(SCHEME, a_request(b"{}"), KEY, now=time.time())
    values = json.loads(message.body)["signature"]

    def accepts(key: bytes) -> bool:
        found: bool = library.SecurityGuard.verify_webhook(
            key, values["token"], values["timestamp"], values["signature"]
        )
        return found

    assert accepts(KEY)
    assert not accepts(b"x")


def test_tokens_are_fresh() -> None:
    body = a_request(b"{}")
    made = (signed(SCHEME, body, KEY, now=NOW + later, id_=id_) for later in (0, 1) for id_ in "ab")

    assert len({json.loads(message.body)["signature"]["token"] for message in made}) == 4


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (as_json(), "application/json"),
        (as_json(timestamp=int(NOW)), "application/json"),
        (urlencode({**VALUES, "event": "x"}).encode(), FORM),
        (urlencode(VALUES).encode(), "text/plain"),
    ],
)
def test_values_may_be_in_json_or_in_a_form(body: bytes, content_type: str) -> None:
    verdict = judged(SCHEME, a_request(body, content_type), b"x", KEY)

    assert (verdict.valid, verdict.age) == (True, 0.0)
    assert verdict.facts == {"body_covered": False}
    assert "tokens" in (verdict.hint or "")


def test_values_may_be_in_parts() -> None:
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in VALUES.items()
    )
    message = a_request(f"{parts}--x--".encode(), "multipart/form-data; boundary=x")

    assert judged(SCHEME, message, KEY).valid
    with pytest.raises(UsageError, match="in parts"):
        signed(SCHEME, message, KEY)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (as_json(token="x"), Reason.MISMATCH),  # noqa: S106 - no secret
        (as_json(timestamp=str(int(NOW) + 1)), Reason.MISMATCH),
        (as_json(signature="0" * 64), Reason.MISMATCH),
        (as_json(signature=None), Reason.MISSING_SIGNATURE),
        (as_json(signature=""), Reason.EMPTY_SIGNATURE),
        (as_json(signature="ab" * 30), Reason.TRUNCATED_SIGNATURE),
        (as_json(signature="*"), Reason.MALFORMED_SIGNATURE),
        (as_json(token=None), Reason.MISSING_SIGNATURE),
        (as_json(timestamp=None), Reason.MISSING_TIMESTAMP),
        (b'{"signature":"x"}', Reason.MISSING_SIGNATURE),
        (b"[]", Reason.MISSING_SIGNATURE),
        (b"", Reason.MISSING_SIGNATURE),
    ],
)
def test_each_flaw_has_its_reason(body: bytes, reason: Reason) -> None:
    assert judged(SCHEME, holding(GENUINE, body), KEY).reason is reason


def test_signed_time_must_be_one() -> None:
    made = hmac.digest(KEY, b"soonx", "sha256").hex()
    body = as_json(timestamp="soon", token="x", signature=made)  # noqa: S106 - no secret

    assert judged(SCHEME, holding(GENUINE, body), KEY).reason is Reason.MALFORMED_TIMESTAMP
    assert judged(SCHEME, holding(GENUINE, body), b"x").reason is Reason.MISMATCH


@pytest.mark.parametrize(
    ("ago", "reason"),
    [
        (900.0, Reason.VALID),
        (901.0, Reason.STALE_TIMESTAMP),
        (-900.0, Reason.VALID),
        (-901.0, Reason.FUTURE_TIMESTAMP),
    ],
)
def test_time_may_be_a_quarter_of_an_hour_off(ago: float, reason: Reason) -> None:
    assert judged(SCHEME, GENUINE, KEY, now=NOW + ago).reason is reason


def test_form_is_signed_as_a_form() -> None:
    message = a_request(b"event=delivered&token=stale&recipient=a%40b.c", FORM)

    again = signed(SCHEME, message, KEY)

    fields = parse_qs(again.body.decode())
    assert (fields["event"], fields["recipient"], len(fields)) == (["delivered"], ["a@b.c"], 5)
    assert judged(SCHEME, again, KEY).valid
    assert SCHEME.event.find(RequestView(again.headers, again.body)) == "delivered"


def test_other_secrets_do_not_fit() -> None:
    assert judged(SCHEME, GENUINE, b"x").reason is Reason.MISMATCH
    assert judged(SCHEME, GENUINE, b"").reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match="no Mailgun event"):
        signed(SCHEME, a_request(b"text"), KEY)
