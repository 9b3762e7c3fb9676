"""The one thread that writes, and group commit: what queued during a commit is the next one."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from typing import TypeAlias

from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.model import Capture, Delivery
from webhookctl.core.ports import Done, StoreError
from webhookctl.store import failures
from webhookctl.store.checkpoints import Checkpoints
from webhookctl.store.database import Database
from webhookctl.store.deliveries import insert_deliveries
from webhookctl.store.insert import insert_captures
from webhookctl.store.locks import LOCK_WAIT, begin
from webhookctl.store.topics import Topics

Notify: TypeAlias = Callable[[Sequence[Callable[[], None]]], None]
"""Given the calls of one commit, in the writer's thread: has them called where they belong."""

HIGH_WATER = 32 * 1024 * 1024
"""Bytes of queued work at which callers should stop taking in more."""

QUEUE_LIMIT = 8 * HIGH_WATER
"""Bytes of queued work above which more is refused."""

CLOSING_WAIT = 0.5
"""Seconds that a closing store still waits for another process's lock."""

_CROWD = 4
"""After a commit of this many senders or more, the next one waits for them to come back, since a
commit costs them all the same, and the event loop has the interpreter for itself while it answers
them and reads what they send; alone, nobody waits.
"""

_PATIENCE = 3.0
"""How long a commit waits for the crowd of the last one, in times of what that one took."""

_MOST_PATIENCE = 0.02
"""Seconds that a commit waits for others at most."""

_FLAT = 2048
"""Bytes that an item weighs beside its bodies: headers, target, names."""


class Job:
    """Something to write, and who wants to know; `at_once` is told in the writer's own thread.

    `weight` is the bytes of memory it holds, about, `size` those it adds to the log.
    """

    __slots__ = ("at_once", "done", "item", "size", "weight")

    def __init__(self, item: Capture | Delivery, done: Done, at_once: bool = False) -> None:
        self.item = item
        self.done = done
        self.at_once = at_once
        if isinstance(item, Capture):
            body = item.request.body
            self.size = _FLAT + body.size
            self.weight = self.size if isinstance(body, MemoryBody) else _FLAT
        else:
            answers = (attempt.answer for attempt in item.attempts)
            sizes = (_FLAT + len(answer.body) for answer in answers if answer is not None)
            self.size = self.weight = _FLAT + sum(sizes)

    @property
    def takes_long(self) -> bool:
        """Whether others should not have to wait for it: its body is copied in pieces."""
        return self.size - _FLAT > MEMORY_LIMIT and isinstance(self.item, Capture)


Outcome: TypeAlias = tuple[Job, StoreError | None]


class Writer:
    """Writes jobs in the order they come, many at a time; everything it confirms is synced."""

    def __init__(self, database: Database, notify: Notify | None) -> None:
        self._database = database
        self._identity = database.identity()
        self._notify = notify or _call_all
        self._checkpoints = Checkpoints(database)
        self._topics = Topics()
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._queue: SimpleQueue[Job | None] = SimpleQueue()  # None: there is no more
        self._pending = 0
        self._crowd = 0
        self._patience = 0.0
        self._missing = 0
        self._bell = threading.Lock()  # rung (released) when the missing ones are back
        self._bell.acquire()
        self._closed_at: float | None = None
        self._thread: threading.Thread | None = None

    @property
    def pending_bytes(self) -> int:
        """The bytes that wait to be written; they shrink before `notify` is called."""
        return self._pending

    def put(self, job: Job) -> None:
        """Queue a job; it is refused, through its `done`, when closed or far behind."""
        with self._lock:
            refusal = self._refusal()
            if refusal is None:
                self._queue.put(job)
                self._pending += job.weight
                if self._missing and self._queue.qsize() >= self._missing:
                    self._ring()
                if self._thread is None:
                    thread = threading.Thread(target=self._run, name="store", daemon=True)
                    thread.start()
                    self._thread = thread
        if refusal is not None:
            self._tell([(job, refusal)])

    def close(self) -> None:
        """Write what is queued, then let go of the file."""
        with self._lock:
            self._closed_at = self._closed_at or time.monotonic()
            self._queue.put(None)
            if self._missing:
                self._ring()
        if self._thread is not None:
            self._thread.join()

    def _refusal(self) -> StoreError | None:
        if self._closed_at is not None:
            return StoreError("the store is closed", hint="start the command again")
        if self._pending > QUEUE_LIMIT:
            return StoreError(
                f"the disk cannot keep up: {self._pending} bytes wait to be written",
                hint="send more slowly, or choose a file on a faster disk with `--store`",
            )
        return None

    def _run(self) -> None:
        while jobs := self._next():
            self._settle([job for job in jobs if not job.takes_long])
            for job in jobs:
                if job.takes_long:
                    self._settle([job])
        self._checkpoints.finish()
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()

    def _next(self) -> list[Job]:
        """Wait for work and return all of it, nothing when the store is closed."""
        first = self._queue.get()
        if first is None:
            return []
        if self._crowd:
            self._await(self._crowd - 1)
        return [first, *self._queued()]

    def _await(self, crowd: int) -> None:
        """Wait until so many are queued, for as long as the last commit's time allows."""
        with self._lock:
            if self._closed_at is not None or self._queue.qsize() >= crowd:
                return
            self._missing = crowd
        if not self._bell.acquire(timeout=self._patience):
            with self._lock:
                if self._missing:
                    self._missing = 0
                else:  # it rang just now
                    self._bell.acquire()

    def _ring(self) -> None:
        self._missing = 0
        self._bell.release()

    def _queued(self) -> list[Job]:
        """Return what is queued by now; what says that there is no more stays at its end."""
        jobs: list[Job] = []
        for _ in range(self._queue.qsize()):
            job = self._queue.get_nowait()
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs

    def _settle(self, jobs: Sequence[Job]) -> None:
        if not jobs:
            return
        started = time.perf_counter()
        outcomes = self._commit(jobs)
        self._crowd = len(jobs) if len(jobs) >= _CROWD else 0
        took = time.perf_counter() - started
        self._patience = min(_PATIENCE * took, _MOST_PATIENCE)
        with self._lock:
            self._pending -= sum([job.weight for job in jobs])
        self._tell(outcomes)
        if self._connection is not None:
            self._checkpoints.wrote(self._connection, sum([job.size for job in jobs]))

    def _commit(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Write jobs in one transaction, or each in its own when that fails."""
        try:
            connection = self._begin()
        except Exception as exc:  # noqa: BLE001 - no sender may wait for ever
            error = failures.store_error(exc, self._database.path)
            return [(job, error) for job in jobs]
        try:
            self._insert(connection, jobs)
            connection.commit()
        except Exception as exc:  # noqa: BLE001 - no sender may wait for ever
            self._roll_back(connection)
            if len(jobs) > 1:
                return [outcome for job in jobs for outcome in self._commit([job])]
            return [(jobs[0], failures.store_error(exc, self._database.path))]
        return [(job, None) for job in jobs]

    def _begin(self) -> sqlite3.Connection:
        """Return the connection with the write lock held. Raises when it cannot be had."""
        if self._database.identity() != self._identity:
            raise failures.moved_away(self._database.path)
        if self._connection is None:
            self._connection = self._database.writer()
        begin(self._connection, self._may_wait)
        return self._connection

    def _may_wait(self, waited: float) -> bool:
        closing = 0.0 if self._closed_at is None else time.monotonic() - self._closed_at
        return waited < LOCK_WAIT and closing < CLOSING_WAIT

    def _insert(self, connection: sqlite3.Connection, jobs: Sequence[Job]) -> None:
        items = [job.item for job in jobs]
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

    def _tell(self, outcomes: Sequence[Outcome]) -> None:
        own = [partial(job.done, error) for job, error in outcomes if job.at_once]
        theirs = [partial(job.done, error) for job, error in outcomes if not job.at_once]
        _call_all(own)
        if theirs:
            try:
                self._notify(theirs)
            except Exception as exc:  # noqa: BLE001 - a listener that is gone must not end the writer
                _report(exc)


def _call_all(calls: Sequence[Callable[[], None]]) -> None:
    for call in calls:
        try:
            call()
        except Exception as exc:  # noqa: BLE001 - one caller's mistake must not cost the others
            _report(exc)


def _report(exc: Exception) -> None:
    """Say what went wrong in a callback, as Python does for a thread."""
    threading.excepthook(
        threading.ExceptHookArgs((type(exc), exc, exc.__traceback__, threading.current_thread()))
    )
