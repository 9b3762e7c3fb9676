"""What was sent: as a table, and each delivery with its request and all attempts."""

import time
from collections.abc import Iterable, Iterator, Sequence

from webhookctl.core.export import outgoing_json
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.ids import telling_length
from webhookctl.core.model import Attempt, Delivery, DeliveryKind
from webhookctl.core.ports import DeliveryRow
from webhookctl.output.bodies import body_lines
from webhookctl.output.capture import moment
from webhookctl.output.console import BOLD, CYAN, DIM, GREEN, RED, UNCHECKED, Screen
from webhookctl.output.history import when
from webhookctl.output.jsonl import Fields, delivery_fields, milliseconds_of
from webhookctl.output.lines import Localtime, attempt_text, event_text, milliseconds, status_style
from webhookctl.output.mask import shown_url
from webhookctl.output.outgoing import outgoing_lines
from webhookctl.output.pretty import answer_body, header_lines, indented
from webhookctl.output.safe import safe_line
from webhookctl.output.tables import Cell, Column, Row, table_lines

_OK = range(200, 300)
_HEAD = (
    Column("ID"),
    Column("WHEN", rank=3),
    Column("KIND", rank=2),
    Column("EVENT", least=8),
    Column("TO", least=12, rank=1),
    Column("TRIES", rank=4),
    Column("OUTCOME", least=10),
)


def sent_lines(
    rows: Iterable[DeliveryRow], screen: Screen, now: float, local: Localtime = time.localtime
) -> Iterator[str]:
    """Yield a table of deliveries with its titles, or nothing when there are none.

    Ids and times are written as in a list of captures.
    """
    today = local(now)[:3]

    def cells(page: Sequence[DeliveryRow]) -> list[Row]:
        length = telling_length([row.id for row in page])
        return [_cells(row, length, today, local) for row in page]

    return table_lines(_HEAD, rows, cells, screen)


def sent_row_fields(row: DeliveryRow) -> Fields:
    """Return what `list --sent --json` prints of a delivery."""
    return {
        "id": row.id,
        "kind": row.kind.value,
        "tamper": row.tamper,
        "sent_at": row.at,
        "provider": row.provider,
        "event_type": row.event,
        "message_id": row.message_id,
        "capture_id": row.capture_id,
        "url": row.target_url,
        "attempts": row.attempts,
        "accepted": row.accepted,
        "status": row.status,
        "failure": None if row.failure is None else row.failure.value,
        "elapsed_ms": milliseconds_of(row.elapsed),
    }


def sent_fields(delivery: Delivery) -> Fields:
    """Return what `show --json` prints of a delivery: its attempts with requests and answers."""
    fields = delivery_fields(delivery, answers=True)
    requests = [outgoing_json(attempt.request) for attempt in delivery.attempts]
    attempts = zip(fields["attempts"], requests, strict=True)
    return {
        **fields,
        "provider": delivery.provider,
        "event_type": delivery.event,
        "message_id": delivery.message_id,
        "capture_id": delivery.capture_id,
        "tamper": delivery.tamper,
        "attempts": [{**one, "request": request} for one, request in attempts],
    }


def delivery_lines(
    delivery: Delivery,
    screen: Screen,
    *,
    show_secrets: bool = False,
    local: Localtime = time.localtime,
) -> Iterator[str]:
    """Yield what is known of a delivery, line by line; secrets masked unless told otherwise.

    The request is that of the first attempt; of later ones only the headers that differ are shown.
    Raises OSError or StoreError when a body cannot be read.
    """
    for name, value in _facts(delivery, screen, local):
        yield f"{screen.paint(DIM, f'{name:<9}')} {value}"
    before: HeaderPairs | None = None
    whole = f"webhookctl show {delivery.id} --body"
    for attempt in delivery.attempts:
        request = attempt.request
        yield ""
        if before is None:
            yield from outgoing_lines(request, screen, show_secrets=show_secrets, whole=whole)
            yield ""
        new = () if before is None else tuple(set(request.headers) - set(before))
        fresh = tuple(pair for pair in request.headers if pair in new)
        before = before or request.headers
        yield from _attempt_lines(attempt, fresh, screen, local, show_secrets=show_secrets)


def _facts(delivery: Delivery, screen: Screen, local: Localtime) -> Iterator[tuple[str, str]]:
    yield "id", delivery.id
    if delivery.attempts:
        yield "sent", moment(delivery.attempts[0].started_at, local)
    yield "kind", _kind(delivery.kind, delivery.tamper)
    if event := event_text(delivery.provider, delivery.event):
        yield "event", event
    if delivery.message_id:
        yield "message", safe_line(delivery.message_id)
    if delivery.capture_id:
        yield "capture", delivery.capture_id
    yield "to", safe_line(shown_url(delivery.target_url))
    last = delivery.attempts[-1] if delivery.attempts else None
    status = last.answer.status if last and last.answer else None
    yield "outcome", screen.paint(*_outcome(delivery.kind, status, accepted=delivery.accepted))


def _attempt_lines(
    attempt: Attempt, fresh: HeaderPairs, screen: Screen, local: Localtime, *, show_secrets: bool
) -> Iterator[str]:
    text, style = attempt_text(attempt)
    start = screen.paint(BOLD, f"#{attempt.number}")
    at = screen.paint(DIM, moment(attempt.started_at, local))
    yield f"{start}  {at}  {screen.paint(style, text)}"
    yield from indented(
        f"{screen.paint(DIM, '>')} {line}"
        for line in header_lines(fresh, screen, show_secrets=show_secrets)
    )
    if attempt.failure is not None:
        yield from indented([safe_line(attempt.failure.message)])
        if attempt.failure.hint:
            yield from indented([f"hint: {safe_line(attempt.failure.hint)}"])
    if attempt.answer is not None:
        answer = attempt.answer
        yield from indented(
            f"{screen.paint(DIM, '<')} {line}"
            for line in header_lines(answer.headers, screen, show_secrets=show_secrets)
        )
        yield from indented(
            body_lines(answer.headers, answer_body(answer), screen, show_secrets=show_secrets)
        )


def _cells(
    row: DeliveryRow, length: int, today: tuple[int, ...], local: Localtime
) -> tuple[Cell, ...]:
    return (
        Cell(row.id[:length]),
        Cell(UNCHECKED if row.at is None else when(row.at, today, local), DIM),
        Cell(_kind(row.kind, row.tamper)),
        Cell(event_text(row.provider, row.event) or UNCHECKED, CYAN),
        Cell(safe_line(shown_url(row.target_url))),
        Cell(str(row.attempts), DIM),
        _outcome_cell(row),
    )


def _kind(kind: DeliveryKind, tamper: str | None) -> str:
    return safe_line(" ".join(filter(None, (kind.value, tamper))))


def _outcome_cell(row: DeliveryRow) -> Cell:
    if not row.attempts:
        return Cell(UNCHECKED)
    if row.status is None:
        return Cell(row.failure.value.replace("_", " ") if row.failure else "no answer", RED)
    took = "" if row.elapsed is None else f" {milliseconds(row.elapsed)}"
    if row.kind is DeliveryKind.TAMPER:
        style, words = _outcome(row.kind, row.status, accepted=row.accepted)
        return Cell(f"{row.status} {words.partition(',')[0]}", style)
    return Cell(f"{row.status}{took}", GREEN if row.accepted else _failed_style(row.status))


def _outcome(kind: DeliveryKind, status: int | None, *, accepted: bool) -> tuple[str, str]:
    """Return the style and the words for how a delivery ended."""
    if kind is not DeliveryKind.TAMPER:
        return (GREEN, "accepted") if accepted else (RED, "not accepted")
    if accepted:
        return GREEN, "refused, as it should be"
    taken = status is not None and status in _OK
    return RED, "TAKEN, but it is forged" if taken else "not refused"


def _failed_style(status: int) -> str:
    return RED if status in _OK else status_style(status)
