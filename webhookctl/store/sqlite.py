"""The store in one SQLite file: captures and deliveries, durable before they are confirmed."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from webhookctl.core.model import Capture, Delivery
from webhookctl.core.ports import (
    CaptureQuery,
    CaptureRow,
    DeliveryQuery,
    DeliveryRow,
    Done,
    StoreError,
)
from webhookctl.store.database import Database
from webhookctl.store.deliveries import deliveries_of, delivery_with_id
from webhookctl.store.job import Job
from webhookctl.store.references import resolve, resolve_delivery, unknown
from webhookctl.store.rows import find_capture
from webhookctl.store.search import PAGE, matching
from webhookctl.store.sent import matching_deliveries
from webhookctl.store.writer import HIGH_WATER, Desk, Writer

__all__ = ["HIGH_WATER", "Desk", "SqliteStore"]

Query = TypeVar("Query", CaptureQuery, DeliveryQuery)
Line = TypeVar("Line", CaptureRow, DeliveryRow)


class SqliteStore:
    """A `core.ports.Store` in one file, safe to use from any thread and by several processes.

    Whatever was submitted together, or while the last commit was synced, shares a commit.

    Back-pressure: `submit` never waits for another process or a slow disk. A server that takes in
    more than the disk takes should stop reading while `pending_bytes` is above `HIGH_WATER`; it
    falls right before submitters are told, so that is the place to start reading again.
    """

    def __init__(self, database: Database, reader: sqlite3.Connection, writer: Writer) -> None:
        self._database = database
        self._reader = reader
        self._reading = threading.Lock()
        self._writer = writer

    @classmethod
    def open(cls, path: Path, *, create: bool, desk: Desk | None = None) -> "SqliteStore":
        """Open the store at `path`; with `create` also make it, readable by its owner only.

        With the `desk` of an event loop, `submit` and `submit_delivery` are for its thread alone,
        in which submitters are told, and in which a quick disk is written to. Without one, a thread
        writes and tells; what is refused at once (store closed, far too much queued) is told
        before `submit` returns.

        Raises StoreError when the file cannot be used, is not a store, is of a newer version, or
        (without `create`) is not there.
        """
        database = Database(path)
        reader = database.open(create=create)
        return cls(database, reader, Writer(database, desk))

    @property
    def pending_bytes(self) -> int:
        """The bytes of memory that wait to be written, about."""
        return self._writer.pending_bytes

    def submit(self, capture: Capture, done: Done) -> None:
        """Queue a capture; `done` is called when it is on disk or cannot be."""
        self._writer.put(Job(capture, done))

    def submit_delivery(self, delivery: Delivery, done: Done) -> None:
        """Queue a delivery, in place of an earlier one of its id; `done` as for `submit`."""
        self._writer.put(Job(delivery, done))

    def add(self, capture: Capture) -> None:
        """Keep a capture and return when it is on disk. Raises StoreError."""
        self._wait_for(capture)

    def record(self, delivery: Delivery) -> None:
        """Keep a delivery with its attempts, in place of an earlier one. Raises StoreError."""
        self._wait_for(delivery)

    def get(self, capture_id: str) -> Capture:
        """Return the capture with that full id; a large body stays in the store until it is read.

        Raises UsageError when there is none.
        """
        with self._read() as connection:
            capture = find_capture(self._database, connection, capture_id)
            if capture is None:
                raise unknown(connection, capture_id)
            return capture

    def resolve(self, reference: str) -> str:
        """Return the full id for an id, an unambiguous start of one, `last` or `last~N`.

        Raises UsageError that lists captures to choose from when it fits none or several.
        """
        with self._read() as connection:
            return resolve(connection, reference)

    def rows(self, query: CaptureQuery) -> Iterator[CaptureRow]:
        """Yield the captures that match, newest first; read a page at a time."""
        return self._pages(matching, query)

    def deliveries(self, capture_id: str) -> Sequence[Delivery]:
        """Return the deliveries made of a capture, oldest first."""
        with self._read() as connection:
            return deliveries_of(self._database, connection, capture_id)

    def delivery_rows(self, query: DeliveryQuery) -> Iterator[DeliveryRow]:
        """Yield the deliveries that match, newest first; read a page at a time."""
        return self._pages(matching_deliveries, query)

    def find_delivery(self, reference: str) -> Delivery | None:
        """Return the delivery with that id or unambiguous start of one; captures go before.

        None when it fits a capture or nothing. Raises UsageError that lists the candidates when it
        fits several.
        """
        with self._read() as connection:
            delivery_id = resolve_delivery(connection, reference)
            return (
                None
                if delivery_id is None
                else delivery_with_id(self._database, connection, delivery_id)
            )

    def close(self) -> None:
        """Write what is queued and let go of the file; may be called again."""
        self._writer.close()
        with self._reading:
            self._reader.close()

    def _pages(
        self, read: Callable[[sqlite3.Connection, Query, int], Sequence[Line]], query: Query
    ) -> Iterator[Line]:
        left = query.limit
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            with self._read() as connection:
                page = read(connection, query, size)
            yield from page
            if len(page) < size:
                return
            left = None if left is None else left - size
            query = replace(query, before_id=page[-1].id)

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with self._reading, self._database.errors_told():
            yield self._reader

    def _wait_for(self, item: Capture | Delivery) -> None:
        finished = threading.Event()
        outcome: list[StoreError | None] = []

        def done(error: StoreError | None) -> None:
            outcome.append(error)
            finished.set()

        self._writer.put(Job(item, done, at_once=True))
        finished.wait()
        if outcome[0] is not None:
            raise outcome[0]
