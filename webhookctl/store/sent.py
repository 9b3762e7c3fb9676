"""Questions to SQL about deliveries: a page of them, newest first."""

import sqlite3
from collections.abc import Iterator

from webhookctl.core.ids import encode_id
from webhookctl.core.model import DeliveryKind, FailureKind
from webhookctl.core.ports import DeliveryQuery, DeliveryRow
from webhookctl.store.encoding import from_column, to_column
from webhookctl.store.rows import Row, named
from webhookctl.store.search import Condition, event_condition, joined

_COLUMNS = (
    "delivery.id, kind, target_url, provider, event, message_id, capture_id, tamper,"
    " (SELECT count(*) FROM attempt WHERE delivery_id = delivery.id),"
    " (SELECT started_at FROM attempt WHERE delivery_id = delivery.id ORDER BY number LIMIT 1),"
    " last.elapsed, last.accepted, last.status, last.failure_kind"
)

_SOURCE = """
FROM delivery LEFT JOIN attempt AS last ON last.delivery_id = delivery.id AND last.number = (
  SELECT max(number) FROM attempt WHERE delivery_id = delivery.id
)
"""


def matching_deliveries(
    connection: sqlite3.Connection, query: DeliveryQuery, limit: int
) -> list[DeliveryRow]:
    """Return the deliveries that match, newest first, at most `limit`."""
    where, values = joined(_conditions(query))
    rows = connection.execute(
        f"SELECT {_COLUMNS} {_SOURCE} WHERE {where} ORDER BY delivery.id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [_listed(row) for row in rows]


def _conditions(query: DeliveryQuery) -> Iterator[Condition]:
    places = ", ".join("?" * len(query.kinds))
    yield Condition(f"kind IN ({places})", tuple(kind.value for kind in query.kinds))
    if query.provider is not None:
        yield Condition("provider = ?", (to_column(query.provider),))
    if query.event is not None:
        yield event_condition("event", query.event)
    if query.since is not None:  # a delivery has its id before its first attempt
        yield Condition("delivery.id >= ?", (encode_id(int(query.since * 1000), 0),))
    if query.before_id is not None:
        yield Condition("delivery.id < ?", (query.before_id,))


def _listed(row: Row) -> DeliveryRow:
    id_, kind, url, provider, event, message_id, capture_id, tamper, *rest = row
    attempts, at, elapsed, accepted, status, failure = rest
    return DeliveryRow(
        id=id_,
        kind=named(DeliveryKind, kind),
        target_url=from_column(url) or "",
        provider=from_column(provider),
        event=from_column(event),
        message_id=from_column(message_id),
        capture_id=capture_id,
        tamper=from_column(tamper),
        attempts=attempts,
        at=at,
        elapsed=elapsed,
        accepted=bool(accepted),
        status=status,
        failure=None if failure is None else named(FailureKind, failure),
    )
