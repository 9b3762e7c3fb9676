"""What was sent, for people and for scripts."""

from collections.abc import Mapping
from dataclasses import replace

from tests.output.samples import AT, NARROW, PLAIN, REFUSED_CONNECTION, UTC, answer, attempt
from tests.output.samples import delivery as forwarded
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Attempt, Delivery, DeliveryKind, FailureKind, OutgoingRequest
from webhookctl.core.ports import DeliveryRow
from webhookctl.output.deliveries import delivery_lines, sent_fields, sent_lines, sent_row_fields

ROW = DeliveryRow(
    id="0ygr3a000000003x",
    kind=DeliveryKind.SEND,
    target_url="http://user:pass@app:3000/hook",
    provider="stripe",
    event="charge.succeeded",
    message_id="evt_1",
    capture_id=None,
    attempts=2,
    at=AT,
    elapsed=0.012,
    accepted=True,
    status=200,
)


def rows(*changes: Mapping[str, object]) -> list[str]:
    made = [
        replace(ROW, id=f"0ygr3a00000000{n:02}", **one)  # type: ignore[arg-type]
        for n, one in enumerate(changes)
    ]
    lines = list(sent_lines(made, PLAIN, AT + 60, UTC))
    return [line.split(maxsplit=5)[-1].strip() for line in lines[1:]]


def test_table_fits_the_screen() -> None:
    assert list(sent_lines([ROW], NARROW, AT + 60, UTC)) == [
        "ID          WHEN      KIND  EVENT           TO                  TRIES  OUTCOME",
        "0ygr3a0000  08:00:00  send  stripe charge…  http://••••@app:3…  2      200 12 ms",
    ]
    assert list(sent_lines([], NARROW, AT, UTC)) == []


def test_outcome_is_that_of_the_last_attempt() -> None:
    tampered = {"kind": DeliveryKind.TAMPER}
    none = {"accepted": False, "status": None}
    shown = rows(
        {},
        {"accepted": False, "status": 503},
        {"accepted": False, "status": 200},
        {**none, "failure": FailureKind.CONNECT_TIMEOUT},
        none,
        {**none, "attempts": 0, "at": None},
        tampered,
        {**tampered, "status": 401},
        {**tampered, "accepted": False},
        {**tampered, "accepted": False, "status": 500},
    )
    outcomes = [one.split("hook", 1)[-1].split(maxsplit=1)[1] for one in shown]
    assert outcomes == [
        "200 12 ms",
        "503 12 ms",
        "200 12 ms",
        "connect timeout",
        "no answer",
        "–",
        "200 refused",
        "401 refused",
        "200 TAKEN",
        "500 not refused",
    ]


def test_row_for_scripts_is_exact() -> None:
    assert sent_row_fields(ROW) == {
        "id": ROW.id,
        "kind": "send",
        "tamper": None,
        "sent_at": AT,
        "provider": "stripe",
        "event_type": "charge.succeeded",
        "message_id": "evt_1",
        "capture_id": None,
        "url": ROW.target_url,
        "attempts": 2,
        "accepted": True,
        "status": 200,
        "failure": None,
        "elapsed_ms": 12.0,
    }
    failed = replace(ROW, failure=FailureKind.DNS)
    assert sent_row_fields(failed)["failure"] == "dns"


def outgoing(signature: bytes) -> OutgoingRequest:
    headers = ((b"Host", b"app:3000"), (b"X-Api-Key", b"hidden"), (b"X-Signature", signature))
    return OutgoingRequest(
        b"POST", "http://app:3000", b"/hook", headers, MemoryBody(b"plain \x1b text")
    )


def sent(*attempts: Attempt, kind: DeliveryKind = DeliveryKind.SEND) -> Delivery:
    known = {"provider": "stripe", "event": "charge.succeeded", "message_id": "evt_1"}
    return replace(forwarded(*attempts), kind=kind, capture_id=None, **known)  # type: ignore[arg-type]


def test_everything_about_a_delivery_is_told() -> None:
    first = replace(attempt(failure=REFUSED_CONNECTION), request=outgoing(b"one"))
    second = replace(
        attempt(answer(200, b"fine", ((b"Set-Cookie", b"hidden"),)), number=2),
        request=outgoing(b"two"),
        accepted=True,
    )
    assert list(delivery_lines(sent(first, second), NARROW, local=UTC)) == [
        "id        0ygr3a000000003x",
        "sent      2027-01-15 08:00:00.250 +00:00",
        "kind      send",
        "event     stripe charge.succeeded",
        "message   evt_1",
        "to        http://app:3000/hook",
        "outcome   accepted",
        "",
        "POST /hook HTTP/1.1",
        "Host: app:3000",
        "X-Api-Key: ••••",
        "X-Signature: one",
        "",
        "plain \\x1b text",
        "",
        "#1  2027-01-15 08:00:00.250 +00:00  → refused",
        "  nothing listens at app:3000",
        "  hint: start the app",
        "",
        "#2  2027-01-15 08:00:00.250 +00:00  → 200 12 ms",
        "  > X-Signature: two",
        "  < Set-Cookie: ••••",
        "  fine",
    ]


def test_secrets_are_shown_when_asked_for() -> None:
    one = replace(attempt(answer()), request=outgoing(b"one"))
    lines = list(delivery_lines(sent(one), NARROW, show_secrets=True, local=UTC))
    assert "X-Api-Key: hidden" in lines


def test_kind_says_how_it_was_tampered_with() -> None:
    one = replace(sent(attempt(answer()), kind=DeliveryKind.TAMPER), tamper="stale")
    assert "kind      tamper stale" in delivery_lines(one, NARROW, local=UTC)
    assert sent_fields(one)["tamper"] == "stale"
    row = replace(ROW, kind=DeliveryKind.TAMPER, tamper="stale")
    assert sent_row_fields(row)["tamper"] == "stale"
    *_, line = sent_lines([row], PLAIN, AT, UTC)
    assert "  tamper stale  " in line


def test_outcome_of_what_is_tampered_with_is_the_receivers() -> None:
    def outcome(status: int, *, accepted: bool) -> str:
        one = replace(attempt(answer(status)), accepted=accepted)
        lines = delivery_lines(sent(one, kind=DeliveryKind.TAMPER), NARROW, local=UTC)
        return next(line for line in lines if line.startswith("outcome")).split(maxsplit=1)[1]

    assert outcome(401, accepted=True) == "refused, as it should be"
    assert outcome(200, accepted=False) == "TAKEN, but it is forged"
    assert outcome(500, accepted=False) == "not refused"


def test_delivery_of_a_capture_names_it_and_one_without_attempts_is_short() -> None:
    one = replace(sent(kind=DeliveryKind.REPLAY), capture_id="0ygr3a000000002d", message_id=None)
    assert list(delivery_lines(one, NARROW, local=UTC)) == [
        "id        0ygr3a000000003x",
        "kind      replay",
        "event     stripe charge.succeeded",
        "capture   0ygr3a000000002d",
        "to        http://app:3000/hook",
        "outcome   not accepted",
    ]


def test_fields_hold_requests_and_answers() -> None:
    one = replace(attempt(answer()), request=outgoing(b"one"))
    fields = sent_fields(sent(one))
    assert (fields["kind"], fields["provider"], fields["message_id"]) == ("send", "stripe", "evt_1")
    (told,) = fields["attempts"]
    assert told["request"]["headers"][2] == ["X-Signature", "one"]
    assert told["answer"]["body_b64"] == "ZmluZQ=="
