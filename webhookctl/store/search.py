"""Questions to SQL: a page of captures, newest first, by the way that reads the fewest rows."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from webhookctl.core.ids import encode_id
from webhookctl.core.ports import CaptureQuery, CaptureRow
from webhookctl.store.encoding import from_column, to_column
from webhookctl.store.rows import Row

PAGE = 500
"""Captures read at a time, so that a long list neither fills memory nor holds up the writer."""

FEW_TOPICS = 256
"""Up to so many topics are looked up one by one; more have captures among any recent ones."""

ID_LAG = 600.0
"""Seconds that an id may be older than the receipt of its capture: an upload that took long."""

_COLUMNS = (
    "capture.id, received_at, method, path, query, peer, size, topic.provider, topic.event, valid,"
    " reason, answer_status, last_at IS NOT NULL, last_status, last_elapsed, handshake, refused"
)

_SOURCE = """
FROM capture CROSS JOIN topic ON topic.id = capture.topic LEFT JOIN delivery AS last ON last.id = (
  SELECT id FROM delivery WHERE capture_id = capture.id AND kind <> 'confirm'
  ORDER BY last_at DESC LIMIT 1
)
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that must hold, and the values bound in it. Only words of this file become SQL."""

    sql: str
    values: tuple[Any, ...]


def matching(connection: sqlite3.Connection, query: CaptureQuery, limit: int) -> list[CaptureRow]:
    """Return the captures that match, newest first, at most `limit`."""
    about_topic = list(_about_topic(query))
    about_capture = list(_about_capture(query))
    if not about_topic:
        return _read(connection, about_capture, limit)
    topics = _topics(connection, about_topic)
    if not topics:
        return []
    if len(topics) == 1:
        return _read(connection, [Condition("topic = ?", (topics[0],)), *about_capture], limit)
    if len(topics) <= FEW_TOPICS:
        ids = _newest(connection, topics, about_capture, limit)
        places = ", ".join("?" * len(ids))
        return _read(connection, [Condition(f"capture.id IN ({places})", tuple(ids))], limit)
    return _read(connection, [*about_topic, *about_capture], limit)


def _read(
    connection: sqlite3.Connection, conditions: Iterable[Condition], limit: int
) -> list[CaptureRow]:
    where, values = joined(conditions)
    rows = connection.execute(
        f"SELECT {_COLUMNS} {_SOURCE} WHERE {where} ORDER BY capture.id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [_listed(row) for row in rows]


def _topics(connection: sqlite3.Connection, conditions: Iterable[Condition]) -> list[int]:
    """Return the topics that match, one more than are looked up one by one at most."""
    where, values = joined(conditions)
    rows = connection.execute(
        f"SELECT topic.id FROM topic WHERE {where} LIMIT ?",  # noqa: S608
        (*values, FEW_TOPICS + 1),
    ).fetchall()
    return [row[0] for row in rows]


def _newest(
    connection: sqlite3.Connection,
    topics: Iterable[int],
    conditions: Iterable[Condition],
    limit: int,
) -> list[str]:
    """Return the newest ids of several topics together; each topic's are in order already."""
    where, values = joined(conditions)
    sql = (
        f"SELECT id FROM capture WHERE topic = ? AND id > ? AND {where}"  # noqa: S608
        " ORDER BY id DESC LIMIT ?"
    )
    ids: list[str] = []
    for topic in topics:
        oldest = ids[-1] if len(ids) == limit else ""
        found = connection.execute(sql, (topic, oldest, *values, limit))
        ids = sorted((*ids, *(row[0] for row in found)), reverse=True)[:limit]
    return ids


def joined(conditions: Iterable[Condition]) -> tuple[str, list[Any]]:
    """Return SQL in which all conditions hold, and its values."""
    given = list(conditions)
    where = " AND ".join(condition.sql for condition in given) or "1"
    return where, [value for condition in given for value in condition.values]


def _about_capture(query: CaptureQuery) -> Iterator[Condition]:
    if query.before_id is not None:
        yield Condition("capture.id < ?", (query.before_id,))
    if query.since is not None:
        oldest = encode_id(int((query.since - ID_LAG) * 1000), 0)
        yield Condition("capture.id >= ? AND received_at >= ?", (oldest, query.since))
    _, whole = _parts(query.path or "")
    if whole:
        yield Condition("query = ?", (whole,))
    _, start = _parts(query.path_prefix or "")
    if start:
        yield Condition("substr(query, 1, ?) = ?", (len(start), start))


def _about_topic(query: CaptureQuery) -> Iterator[Condition]:
    if query.method is not None:
        yield Condition("method = ? COLLATE NOCASE", (to_column(query.method),))
    if query.path is not None:
        yield Condition("path = ?", (_parts(query.path)[0],))
    if query.path_prefix:
        yield _path_prefix(query.path_prefix)
    if query.provider is not None:
        yield Condition("topic.provider = ?", (to_column(query.provider),))
    if query.event is not None:
        yield event_condition("topic.event", query.event)


def _parts(target: str) -> tuple[bytes, bytes]:
    """Return the path of a target as it was typed, and from its `?` on the rest."""
    path, mark, query = target.encode("utf-8", "surrogateescape").partition(b"?")
    return path, mark + query


def _path_prefix(prefix: str) -> Condition:
    path, query = _parts(prefix)
    if query:
        return Condition("path = ?", (path,))
    end = _after(path)
    if end is None:
        return Condition("path >= ?", (path,))
    return Condition("path >= ? AND path < ?", (path, end))


def _after(prefix: bytes) -> bytes | None:
    """Return the first bytes that sort behind all that start with `prefix`, None for none."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else None


def event_condition(column: str, pattern: str) -> Condition:
    """Return that a column fits a name in which only `*` stands for anything."""
    if "*" not in pattern:
        return Condition(f"{column} = ?", (to_column(pattern),))
    glob = pattern.replace("[", "[[]").replace("?", "[?]")
    return Condition(f"{column} GLOB ?", (to_column(glob),))


def _listed(row: Row) -> CaptureRow:
    id_, received_at, method, path, query, peer, size, provider, event, valid, reason, *rest = row
    answer_status, attempted, last_status, last_elapsed, handshake, refused = rest
    return CaptureRow(
        id=id_,
        received_at=received_at,
        method=method.encode("latin-1"),
        target=path + (query or b""),
        peer=peer,
        size=size,
        provider=from_column(provider),
        event=from_column(event),
        valid=None if valid is None else bool(valid),
        reason=reason,
        status=last_status if attempted else answer_status,
        elapsed=last_elapsed,
        handshake=from_column(handshake),
        refused=bool(refused),
    )
