"""Captures into tables: many rows a statement, since each statement hands over the GIL."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from webhookctl.core.body import Body
from webhookctl.core.model import Capture
from webhookctl.store.bodies import fill_body
from webhookctl.store.rows import (
    CAPTURE_COLUMNS,
    CAPTURE_WIDTH,
    PAYLOAD_COLUMNS,
    PAYLOAD_WIDTH,
    Row,
    capture_values,
    in_memory,
    next_payload,
    payload_values,
)
from webhookctl.store.topics import Topics

_LARGEST = 64
"""Rows a statement at most: 64 x 14 values stay under the 999 of SQLite before 3.32."""


def insert_captures(
    connection: sqlite3.Connection, topics: Topics, captures: Sequence[Capture]
) -> None:
    """Insert captures inside the transaction that is open."""
    first = next_payload(connection)
    rows: list[Row] = []
    payloads: list[Row] = []
    streamed: list[tuple[int, Capture]] = []
    for number, capture in enumerate(captures, start=first):
        rows.append(capture_values(capture, topics.number(connection, capture), number))
        body = in_memory(capture.request.body)
        if body is None:
            streamed.append((number, capture))
        else:
            payloads.append(payload_values(capture, number, body))
    _insert(connection, "capture", CAPTURE_COLUMNS, CAPTURE_WIDTH, rows)
    _insert(connection, "payload", PAYLOAD_COLUMNS, PAYLOAD_WIDTH, payloads)
    for number, capture in streamed:
        verdict, headers = payload_values(capture, number, b"")[1:3]
        insert_streamed(connection, number, verdict, headers, capture.request.body)


def insert_streamed(
    connection: sqlite3.Connection,
    number: int,
    verdict: str | None,
    headers: bytes | None,
    body: Body,
) -> None:
    """Insert a payload whose body is copied piece by piece."""
    connection.execute(
        f"INSERT INTO payload ({PAYLOAD_COLUMNS}) VALUES (?, ?, ?, zeroblob(?))",  # noqa: S608
        (number, verdict, headers, body.size),
    )
    fill_body(connection, number, body)


def _insert(
    connection: sqlite3.Connection, table: str, columns: str, width: int, rows: Sequence[Row]
) -> None:
    at = 0
    for size in _pieces(len(rows)):
        values = chain.from_iterable(rows[at : at + size])
        connection.execute(_statement(table, columns, width, size), tuple(values))
        at += size


def _pieces(count: int) -> Iterator[int]:
    """Yield sizes that add up to `count`: few, and few different ones, so that SQLite compiles
    each statement once.
    """
    size = _LARGEST
    while count:
        while size > count:
            size //= 2
        yield size
        count -= size


@cache
def _statement(table: str, columns: str, width: int, rows: int) -> str:
    row = f"({', '.join('?' * width)})"
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * rows)}"  # noqa: S608
