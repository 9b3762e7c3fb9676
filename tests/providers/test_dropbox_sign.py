import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.providers.fixed import NOW
from tests.providers.messages import FORM, a_request, having, holding, judged, signed
from webhookctl.core.form import form_fields
from webhookctl.core.locate import RequestView
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.dropbox_sign import SCHEME

KEY = b"apikey"
EVENT: dict[str, Any] = {
    "event_time": "1348177752",
    "event_type": "signature_request_sent",
    "event_metadata": {"reported_for_account_id": "6352"},
}
GENUINE = signed(SCHEME, a_request(json.dumps({"event": EVENT}).encode()), KEY)


def callback(body: bytes) -> Any:
    return json.loads(dict(form_fields(GENUINE.headers, body))[b"json"])


HASH = callback(GENUINE.body)["event"]["event_hash"]


def as_json(**fields: object) -> bytes:
    event = {**callback(GENUINE.body)["event"], **fields}
    return json.dumps({"event": event}).encode()


def test_hash_is_an_hmac_of_time_and_type() -> None:
    text = f"{int(NOW)}signature_request_sent".encode()

    assert hmac.digest(KEY, text, "sha256").hex() == HASH
    assert b'name="json"' in GENUINE.body
    assert judged(SCHEME, GENUINE, b"x", KEY).secret is not None


def test_library_accepts_what_we_sign() -> None:
    library = pytest.importorskip("dropbox_sign", reason="dropbox-sign is not installed")
    request = library.EventCallbackRequest.init(callback(GENUINE.body))

    assert library.EventCallbackHelper.is_valid(KEY.decode(), request)
    assert not library.EventCallbackHelper.is_valid("x", request)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (GENUINE.body, dict(GENUINE.headers)[b"Content-Type"].decode()),
        (urlencode({"json": as_json()}).encode(), FORM),
        (as_json(), "application/json"),
        (as_json(event_time=int(NOW)), "application/json"),
        (as_json(event_metadata="evil"), "application/json"),
    ],
)
def test_callback_may_come_in_three_forms(body: bytes, content_type: str) -> None:
    verdict = judged(SCHEME, a_request(body, content_type), KEY)

    assert (verdict.valid, verdict.facts) == (True, {"body_covered": False})
    assert "event_time" in (verdict.hint or "")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (as_json(event_type="signature_request_signed"), Reason.MISMATCH),
        (as_json(event_time="1"), Reason.MISMATCH),
        (as_json(event_hash=None), Reason.MISSING_SIGNATURE),
        (as_json(event_hash=""), Reason.EMPTY_SIGNATURE),
        (as_json(event_hash=HASH[:-4]), Reason.TRUNCATED_SIGNATURE),
        (as_json(event_hash="*"), Reason.MALFORMED_SIGNATURE),
        (as_json(event_hash="0" * 64), Reason.MISMATCH),
        (b'{"event":1}', Reason.MALFORMED_BODY),
        (b"{}", Reason.MALFORMED_BODY),
        (b"json=x", Reason.MALFORMED_BODY),
        (b"", Reason.MALFORMED_BODY),
    ],
)
def test_each_flaw_has_its_reason(body: bytes, reason: Reason) -> None:
    assert judged(SCHEME, a_request(body), KEY).reason is reason


def test_signing_again_keeps_the_callback_and_makes_it_fresh() -> None:
    again = signed(SCHEME, having(GENUINE, "Content-Length", "1"), KEY, now=NOW + 60)

    event = callback(GENUINE.body)["event"] | {"event_time": str(int(NOW) + 60)}
    del event["event_hash"]
    content_type = dict(again.headers)[b"Content-Type"]
    fields = dict(form_fields(again.headers, again.body))
    assert json.loads(fields[b"json"])["event"].items() >= event.items()
    assert content_type.startswith(b"multipart/form-data; boundary=")
    assert dict(again.headers)[b"Content-Length"] == str(len(again.body)).encode()
    assert judged(SCHEME, again, KEY).valid


def test_event_is_told() -> None:
    view = RequestView(GENUINE.headers, GENUINE.body)

    assert SCHEME.event.find(view) == "signature_request_sent"


def test_other_secrets_do_not_fit() -> None:
    assert judged(SCHEME, GENUINE, b"x").reason is Reason.MISMATCH
    assert judged(SCHEME, GENUINE, b"").reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match="no `event`"):
        signed(SCHEME, holding(a_request(), b"{}"), KEY)
