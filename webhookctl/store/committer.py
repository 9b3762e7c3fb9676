"""Transactions: many jobs in one, all on disk when it has ended."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

from webhookctl.core.model import Capture, Delivery
from webhookctl.core.ports import StoreError
from webhookctl.store import failures
from webhookctl.store.checkpoints import Checkpoints
from webhookctl.store.database import Database
from webhookctl.store.deliveries import insert_deliveries
from webhookctl.store.insert import insert_captures
from webhookctl.store.job import Job
from webhookctl.store.locks import begin
from webhookctl.store.topics import Topics

Outcome: TypeAlias = tuple[Job, StoreError | None]

MayWait: TypeAlias = Callable[[float], bool]
"""Asked, with the seconds waited so far, whether to go on waiting for another process."""


class Committer:
    """Writes jobs through the one connection of a store that writes, one thread at a time.

    `took` is how long the last commit took, in seconds.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._identity = database.identity()
        self._pen = threading.Lock()
        self._checkpoints = Checkpoints(database, self._pen)
        self._topics = Topics()
        self._connection: sqlite3.Connection | None = None
        self.took = 0.0

    def commit(self, jobs: Sequence[Job], may_wait: MayWait) -> list[Outcome]:
        """Write jobs in one transaction, or each in its own when that fails.

        Waits for whoever else is writing.
        """
        self._checkpoints.catch_up()
        with self._pen:
            outcomes = self._commit(jobs, may_wait)
            self._checkpoints.wrote(sum([job.size for job in jobs]))
        return outcomes

    def commit_now(self, jobs: Sequence[Job]) -> bool:
        """Write jobs in one transaction; False, and nothing is written, when that is not to be done
        without a wait or fails: `commit` then tells why.
        """
        if self._connection is None or self._checkpoints.is_behind:
            return False
        if not self._pen.acquire(blocking=False):
            return False
        try:
            self._write(self._begin(_never), jobs)
            self._checkpoints.wrote(sum([job.size for job in jobs]))
        except Exception:  # noqa: BLE001 - whatever it is, `commit` meets it again
            return False
        finally:
            self._pen.release()
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._checkpoints.finish()
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()

    def _commit(self, jobs: Sequence[Job], may_wait: MayWait) -> list[Outcome]:
        try:
            connection = self._begin(may_wait)
        except Exception as exc:  # noqa: BLE001 - no sender may wait for ever
            error = failures.store_error(exc, self._database.path)
            return [(job, error) for job in jobs]
        try:
            self._write(connection, jobs)
        except Exception as exc:  # noqa: BLE001 - no sender may wait for ever
            if len(jobs) > 1:
                return [outcome for job in jobs for outcome in self._commit([job], may_wait)]
            return [(jobs[0], failures.store_error(exc, self._database.path))]
        return [(job, None) for job in jobs]

    def _begin(self, may_wait: MayWait) -> sqlite3.Connection:
        """Return the connection with the write lock held. Raises when it cannot be had."""
        if self._database.identity() != self._identity:
            raise failures.moved_away(self._database.path)
        if self._connection is None:
            self._connection = self._database.writer()
        begin(self._connection, may_wait)
        return self._connection

    def _write(self, connection: sqlite3.Connection, jobs: Sequence[Job]) -> None:
        """Write jobs in the transaction that has begun, and end it, whatever happens."""
        started = time.perf_counter()
        try:
            self._insert(connection, [job.item for job in jobs])
            connection.commit()
        except BaseException:
            self._roll_back(connection)
            raise
        self.took = time.perf_counter() - started

    def _insert(self, connection: sqlite3.Connection, items: Sequence[Capture | Delivery]) -> None:
        captures = [item for item in items if isinstance(item, Capture)]
        if captures:
            insert_captures(connection, self._topics, captures)
        deliveries = [item for item in items if isinstance(item, Delivery)]
        if deliveries:
            insert_deliveries(self._database, connection, deliveries)

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        """End a failed transaction; SQLite has done so by itself after some errors."""
        self._topics.forget()
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._connection = None
            connection.close()


def _never(_: float) -> bool:
    return False
