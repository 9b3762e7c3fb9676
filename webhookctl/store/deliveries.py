"""Deliveries and their attempts: kept, replaced, read back."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from webhookctl.core.body import EMPTY, MEMORY_LIMIT, Body
from webhookctl.core.model import (
    Answer,
    Attempt,
    Delivery,
    DeliveryKind,
    Failure,
    FailureKind,
    OutgoingRequest,
)
from webhookctl.store.database import Database
from webhookctl.store.encoding import from_column, pack_headers, to_column, unpack_headers
from webhookctl.store.insert import insert_bodies, insert_large_body, insert_rows
from webhookctl.store.rows import Row, body_of, in_memory, named

_DELIVERY_COLUMNS = "id, kind, target_url, capture_id, provider, event, message_id, tamper"

_INSERTED_COLUMNS = f"{_DELIVERY_COLUMNS}, last_at, last_status, last_elapsed"

_ASKED_FOR = 500
"""Ids in a question at most."""

_ATTEMPT_COLUMNS = (
    "number, started_at, elapsed, waited, accepted, method, origin, target, headers, payload,"
    " status, answer_reason, answer_version, answer_headers, answer_body, answer_size,"
    " failure_kind, failure_message, failure_hint"
)


def insert_deliveries(
    database: Database, connection: sqlite3.Connection, deliveries: Iterable[Delivery]
) -> None:
    """Insert deliveries, each in place of an earlier one of its id, in the open transaction.

    A body is stored once: not at all when it is that of the delivery's capture.
    """
    latest = {delivery.id: delivery for delivery in deliveries}
    _forget(connection, tuple(latest))
    shelf = _Shelf(connection)
    kept = [
        (delivery, shelf.places(delivery, _capture_body(database, connection, delivery.capture_id)))
        for delivery in latest.values()
    ]
    shelf.fill()
    rows = [_delivery_values(delivery) for delivery in latest.values()]
    insert_rows(connection, "delivery", _INSERTED_COLUMNS, rows)
    attempts = [
        (delivery.id, *_attempt_values(attempt, shelf.number(place)))
        for delivery, places in kept
        for attempt, place in zip(delivery.attempts, places, strict=True)
    ]
    insert_rows(connection, "attempt", f"delivery_id, {_ATTEMPT_COLUMNS}", attempts)


class _Shelf:
    """Where bodies are put: those in memory many at a time, the others piece by piece."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: list[int] = []
        self._waiting: dict[int, bytes] = {}

    def places(self, delivery: Delivery, known: list[tuple[int, Body]]) -> list[int | None]:
        """Return the place of each attempt's body, None for an empty one; put what is new.

        `known` are payloads, by their number, in which a body may be already.
        """
        there = [(self._put(number), body) for number, body in known]
        return [self._place(attempt.request.body, there) for attempt in delivery.attempts]

    def fill(self) -> None:
        """Insert what waits."""
        numbers = insert_bodies(self._connection, tuple(self._waiting.values()))
        for place, number in zip(self._waiting, numbers, strict=True):
            self._numbers[place] = number

    def number(self, place: int | None) -> int | None:
        """Return the number of the payload at a place, once all is filled."""
        return None if place is None else self._numbers[place]

    def _place(self, body: Body, there: list[tuple[int, Body]]) -> int | None:
        if not body.size:
            return None
        for place, other in there:
            if _same(body, other):
                return place
        data = in_memory(body)
        if data is None:
            place = self._put(insert_large_body(self._connection, body))
        else:
            place = self._put(0)
            self._waiting[place] = data
        there.append((place, body))
        return place

    def _put(self, number: int) -> int:
        self._numbers.append(number)
        return len(self._numbers) - 1


def deliveries_of(
    database: Database, connection: sqlite3.Connection, capture_id: str
) -> Sequence[Delivery]:
    """Return the deliveries made of a capture, oldest first."""
    rows = connection.execute(
        f"SELECT {_DELIVERY_COLUMNS} FROM delivery WHERE capture_id = ? ORDER BY id",  # noqa: S608
        (capture_id,),
    ).fetchall()
    return [_delivery_from(row, tuple(_attempts(database, connection, row[0]))) for row in rows]


def delivery_with_id(
    database: Database, connection: sqlite3.Connection, delivery_id: str
) -> Delivery | None:
    """Return the delivery with that full id, None when there is none."""
    row = connection.execute(
        f"SELECT {_DELIVERY_COLUMNS} FROM delivery WHERE id = ?",  # noqa: S608
        (delivery_id,),
    ).fetchone()
    if row is None:
        return None
    return _delivery_from(row, tuple(_attempts(database, connection, delivery_id)))


def _forget(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Delete deliveries, their attempts, and the bodies that only they had (without headers)."""
    for at in range(0, len(ids), _ASKED_FOR):
        some = ids[at : at + _ASKED_FOR]
        places = ", ".join("?" * len(some))
        found = connection.execute(
            f"SELECT id FROM delivery WHERE id IN ({places})",  # noqa: S608
            some,
        ).fetchall()
        for row in found:
            connection.execute(
                "DELETE FROM payload WHERE headers IS NULL AND id IN"
                " (SELECT payload FROM attempt WHERE delivery_id = ?)",
                row,
            )
            connection.execute("DELETE FROM attempt WHERE delivery_id = ?", row)
            connection.execute("DELETE FROM delivery WHERE id = ?", row)


def _capture_body(
    database: Database, connection: sqlite3.Connection, capture_id: str | None
) -> list[tuple[int, Body]]:
    if capture_id is None:
        return []
    row = connection.execute(
        "SELECT payload, size FROM capture WHERE id = ?", (capture_id,)
    ).fetchone()
    if row is None:
        return []
    payload, size = row
    return [(payload, body_of(database, connection, payload, size))]


def _same(one: Body, other: Body) -> bool:
    if one is other:
        return True
    if one.size != other.size:
        return False
    if one.size <= MEMORY_LIMIT:
        return one.read() == other.read()
    return _digest(one) == _digest(other)


def _digest(body: Body) -> bytes:
    from hashlib import sha256

    digest = sha256()
    for piece in body.chunks():
        digest.update(piece)
    return digest.digest()


def _delivery_values(delivery: Delivery) -> Row:
    last = delivery.attempts[-1] if delivery.attempts else None
    return (
        delivery.id,
        delivery.kind.value,
        to_column(delivery.target_url),
        delivery.capture_id,
        to_column(delivery.provider),
        to_column(delivery.event),
        to_column(delivery.message_id),
        to_column(delivery.tamper),
        None if last is None else last.started_at,
        None if last is None or last.answer is None else last.answer.status,
        None if last is None else last.elapsed,
    )


def _attempt_values(attempt: Attempt, payload: int | None) -> Row:
    request, answer, failure = attempt.request, attempt.answer, attempt.failure
    return (
        attempt.number,
        attempt.started_at,
        attempt.elapsed,
        attempt.waited,
        attempt.accepted,
        request.method.decode("latin-1"),
        to_column(request.origin),
        request.target,
        pack_headers(request.headers),
        payload,
        *_answer_values(answer),
        None if failure is None else failure.kind.value,
        None if failure is None else to_column(failure.message),
        None if failure is None else to_column(failure.hint),
    )


def _answer_values(answer: Answer | None) -> Row:
    if answer is None:
        return (None,) * 6
    return (
        answer.status,
        to_column(answer.reason),
        answer.http_version,
        pack_headers(answer.headers),
        answer.body,
        answer.body_size,
    )


def _delivery_from(row: Row, attempts: tuple[Attempt, ...]) -> Delivery:
    id_, kind, target_url, capture_id, provider, event, message_id, tamper = row
    return Delivery(
        id=id_,
        kind=named(DeliveryKind, kind),
        target_url=from_column(target_url) or "",
        attempts=attempts,
        capture_id=capture_id,
        provider=from_column(provider),
        event=from_column(event),
        message_id=from_column(message_id),
        tamper=from_column(tamper),
    )


def _attempts(
    database: Database, connection: sqlite3.Connection, delivery_id: str
) -> Iterator[Attempt]:
    rows = connection.execute(
        f"SELECT {_ATTEMPT_COLUMNS}, (SELECT length(body) FROM payload WHERE id = payload)"  # noqa: S608
        " FROM attempt WHERE delivery_id = ? ORDER BY number",
        (delivery_id,),
    ).fetchall()
    for row in rows:
        payload, size = row[9], row[-1]
        body = EMPTY if payload is None else body_of(database, connection, payload, size)
        yield _attempt_from(row, body)


def _attempt_from(row: Row, body: Body) -> Attempt:
    number, started_at, elapsed, waited, accepted, method, origin, target, headers, _, *rest = row
    answer, (kind, message, hint, _) = rest[:6], rest[6:]
    return Attempt(
        number=number,
        request=OutgoingRequest(
            method=method.encode("latin-1"),
            origin=from_column(origin) or "",
            target=target,
            headers=unpack_headers(headers),
            body=body,
        ),
        started_at=started_at,
        elapsed=elapsed,
        waited=waited,
        answer=_answer_from(answer),
        failure=None
        if kind is None
        else Failure(named(FailureKind, kind), from_column(message) or "", from_column(hint)),
        accepted=bool(accepted),
    )


def _answer_from(columns: Sequence[Any]) -> Answer | None:
    status, reason, version, headers, body, size = columns
    if status is None:
        return None
    return Answer(status, from_column(reason) or "", version, unpack_headers(headers), body, size)
