"""Captures into tables: many rows a statement, since each statement hands over the GIL."""

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain

from webhookctl.core.body import Body
from webhookctl.core.model import Capture
from webhookctl.store.bodies import fill_body
from webhookctl.store.rows import (
    CAPTURE_COLUMNS,
    PAYLOAD_COLUMNS,
    Row,
    capture_values,
    in_memory,
    payload_values,
)
from webhookctl.store.topics import Topics

_LARGEST = 64
"""Rows a statement at most."""

_MOST_VALUES = 999
"""Values a statement at most, as of SQLite before 3.32."""


def insert_captures(
    connection: sqlite3.Connection, topics: Topics, captures: Sequence[Capture]
) -> None:
    """Insert captures inside the transaction that is open."""
    whole: list[tuple[Capture, bytes]] = []
    streamed: list[Capture] = []
    for capture in captures:
        body = in_memory(capture.request.body)
        if body is None:
            streamed.append(capture)
        else:
            whole.append((capture, body))
    payloads = [payload_values(capture, body) for capture, body in whole]
    numbers = _insert_payloads(connection, payloads)
    numbered = [(capture, number) for (capture, _), number in zip(whole, numbers, strict=True)]
    numbered.extend((capture, _insert_streamed(connection, capture)) for capture in streamed)
    rows = [
        capture_values(capture, topics.number(connection, capture), number)
        for capture, number in numbered
    ]
    insert_rows(connection, "capture", CAPTURE_COLUMNS, rows)


def insert_bodies(connection: sqlite3.Connection, bodies: Sequence[bytes]) -> range:
    """Insert payloads that are only bodies; return their numbers."""
    return _insert_payloads(connection, [(None, None, body) for body in bodies])


def insert_large_body(connection: sqlite3.Connection, body: Body) -> int:
    """Insert a payload that is only a body, piece by piece; return its number."""
    return _insert_in_pieces(connection, None, None, body)


def _insert_payloads(connection: sqlite3.Connection, rows: Sequence[Row]) -> range:
    last = insert_rows(connection, "payload", PAYLOAD_COLUMNS, rows)
    return range(last - len(rows) + 1, last + 1)  # SQLite counts on from the largest


def _insert_streamed(connection: sqlite3.Connection, capture: Capture) -> int:
    verdict, headers, _ = payload_values(capture, b"")
    return _insert_in_pieces(connection, verdict, headers, capture.request.body)


def _insert_in_pieces(
    connection: sqlite3.Connection, verdict: str | None, headers: bytes | None, body: Body
) -> int:
    """Insert a payload whose body is copied piece by piece; return its number."""
    number = connection.execute(
        f"INSERT INTO payload ({PAYLOAD_COLUMNS}) VALUES (?, ?, zeroblob(?))",  # noqa: S608
        (verdict, headers, body.size),
    ).lastrowid
    fill_body(connection, number or 0, body)
    return number or 0


def insert_rows(
    connection: sqlite3.Connection, table: str, columns: str, rows: Sequence[Row]
) -> int:
    """Insert rows; return the number that SQLite gave the last one."""
    width = columns.count(",") + 1
    many = min(_LARGEST, _MOST_VALUES // width)
    last = 0
    for at in range(0, len(rows), many):
        piece = rows[at : at + many]
        statement = _statement(table, columns, width, len(piece))
        last = connection.execute(statement, tuple(chain.from_iterable(piece))).lastrowid or 0
    return last


@cache
def _statement(table: str, columns: str, width: int, rows: int) -> str:
    # `OR ROLLBACK`: a failure ends the transaction, so that SQLite need not keep, in a file of its
    # own, what it would take to undo one statement of many rows
    row = f"({', '.join('?' * width)})"
    return f"INSERT OR ROLLBACK INTO {table} ({columns}) VALUES {', '.join([row] * rows)}"  # noqa: S608
