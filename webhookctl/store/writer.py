"""Group commit: what comes during a commit, or together, shares the next one.

A store that belongs to an event loop writes in the loop's own thread as long as its disk is quick:
handing each request to another thread costs more than the sync does. All else is written by a
thread: what is large, what a slow disk or another process holds up, what has no loop.
"""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from typing import Protocol, TypeAlias

from webhookctl.core.ports import StoreError
from webhookctl.store.committer import Committer, Outcome
from webhookctl.store.database import Database
from webhookctl.store.job import Job, call_all, report
from webhookctl.store.locks import LOCK_WAIT

Cancel: TypeAlias = Callable[[], None]

HIGH_WATER = 32 * 1024 * 1024
"""Bytes of queued work at which callers should stop taking in more."""

QUEUE_LIMIT = 8 * HIGH_WATER
"""Bytes of queued work above which more is refused."""

CLOSING_WAIT = 0.5
"""Seconds that a closing store still waits for another process's lock."""

QUICK = 0.01
"""Seconds that the last commit took at most, for the next one to be made in the loop's thread."""

_CROWD = 4
"""After a commit of this many senders or more, the next one waits for them to come back, since a
commit costs them all the same; alone, nobody waits.
"""

_PATIENCE = 3.0
"""How long a commit waits for the crowd of the last one, in times of what that one took."""

_MOST_PATIENCE = 0.02
"""Seconds that a commit waits for others at most."""

_MOST_GATHERED = 1024 * 1024
"""Bytes for which a commit waits no longer."""

_MOST_HERE = 8 * _MOST_GATHERED
"""Bytes that the loop's thread writes in one commit at most."""


class Desk(Protocol):
    """The event loop that a store belongs to."""

    def call(self, calls: Sequence[Callable[[], None]], /) -> None:
        """Call these, in the loop's thread; none may keep the others from it."""
        ...

    def tell(self, calls: Sequence[Callable[[], None]], /) -> None:
        """Have these called in the loop's thread; called in any other, once for a commit."""
        ...

    def later(self, seconds: float, call: Callable[[], None], /) -> Cancel:
        """Call this in so many seconds, after what is ready by then; return what cancels it."""
        ...


class Writer:
    """Writes jobs in the order they come, many at a time; everything it confirms is synced.

    With a `desk`, jobs but those `at_once` are put in its thread. `quick` is how many seconds a
    commit may take there.
    """

    def __init__(
        self, database: Database, desk: Desk | None = None, *, quick: float = QUICK
    ) -> None:
        self._committer = Committer(database)
        self._desk = desk
        self._quick = quick
        self._lock = threading.Lock()
        self._gathered: list[Job] = []
        self._gathered_bytes = 0
        self._cancel: Cancel | None = None
        self._crowd = 0
        self._queue: SimpleQueue[Job | None] = SimpleQueue()  # None: there is no more
        self._away = 0
        self._pending = 0
        self._closed_at: float | None = None
        self._thread: threading.Thread | None = None

    @property
    def pending_bytes(self) -> int:
        """The bytes that wait to be written; they shrink before anybody is told."""
        return self._pending

    def put(self, job: Job) -> None:
        """Queue a job; it is refused, through its `done`, when closed or far behind."""
        with self._lock:
            is_taken = self._closed_at is None and self._pending <= QUEUE_LIMIT
            if is_taken:
                self._pending += job.weight
                is_quick = self._committer.took <= self._quick and job.is_small
                if self._desk is not None and is_quick and not job.at_once:
                    self._gather(job, self._desk)
                else:
                    self._hand_over([job])
        if not is_taken:
            self._tell([(job, self._refusal())])

    def close(self) -> None:
        """Write what is queued, then let go of the file."""
        with self._lock:
            self._closed_at = self._closed_at or time.monotonic()
            self._hand_over([])
            self._queue.put(None)
        if self._thread is not None:
            self._thread.join()
        self._committer.close()

    def _refusal(self) -> StoreError:
        if self._closed_at is not None:
            return StoreError("the store is closed", hint="start the command again")
        return StoreError(
            f"the disk cannot keep up: {self._pending} bytes wait to be written",
            hint="send more slowly, or choose a file on a faster disk with `--store`",
        )

    def _gather(self, job: Job, desk: Desk) -> None:
        """Keep a job until the crowd of the last commit is back, or patience ends."""
        self._gathered.append(job)
        self._gathered_bytes += job.size
        count = len(self._gathered)
        if count == self._crowd or (count > 1 and self._gathered_bytes > _MOST_GATHERED):
            self._come_back(0, desk)
        elif count == 1:
            patience = min(_PATIENCE * self._committer.took, _MOST_PATIENCE)
            self._come_back(patience if self._crowd else 0, desk)

    def _come_back(self, seconds: float, desk: Desk) -> None:
        if self._cancel is not None:
            self._cancel()
        self._cancel = desk.later(seconds, partial(self._write_here, desk))

    def _write_here(self, desk: Desk) -> None:
        """Write what is gathered, in the thread of the loop."""
        with self._lock:
            self._cancel = None
            jobs = self._gathered
            if self._away or not jobs:
                return  # what came first goes first: when that is told, it is time for these
            is_little = self._gathered_bytes <= _MOST_HERE
            if not (is_little and self._committer.commit_now(jobs)):
                self._hand_over([])
                return
            self._gathered, self._gathered_bytes = [], 0
            self._crowd = len(jobs) if len(jobs) >= _CROWD else 0
            self._pending -= sum([job.weight for job in jobs])
        desk.call([partial(job.done, None) for job in jobs])

    def _hand_over(self, jobs: Sequence[Job]) -> None:
        """Leave jobs to the thread, after those that are gathered."""
        jobs = [*self._gathered, *jobs]
        self._gathered, self._gathered_bytes = [], 0
        self._away += len(jobs)
        for job in jobs:
            self._queue.put(job)
        if self._thread is None and jobs:
            self._thread = threading.Thread(target=self._run, name="store", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while jobs := self._next():
            self._settle([job for job in jobs if not job.takes_long])
            for job in jobs:
                if job.takes_long:
                    self._settle([job])

    def _next(self) -> list[Job]:
        """Wait for work and return all of it, nothing when the store is closed."""
        jobs: list[Job] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if self._queue.empty():
                return jobs
            job = self._queue.get_nowait()
        if jobs:
            self._queue.put(None)
        return jobs

    def _settle(self, jobs: Sequence[Job]) -> None:
        if not jobs:
            return
        outcomes = self._committer.commit(jobs, self._may_wait)
        with self._lock:
            self._pending -= sum([job.weight for job in jobs])
        self._tell(outcomes, partial(self._come_home, len(jobs)))

    def _come_home(self, count: int) -> None:
        """Take note that what was left to the thread has been told."""
        with self._lock:
            self._away -= count
        if self._desk is not None:
            self._write_here(self._desk)

    def _may_wait(self, waited: float) -> bool:
        closing = 0.0 if self._closed_at is None else time.monotonic() - self._closed_at
        return waited < LOCK_WAIT and closing < CLOSING_WAIT

    def _tell(self, outcomes: Sequence[Outcome], *then: Callable[[], None]) -> None:
        """Tell whoever waits, each where it belongs, and do something else afterwards."""
        own = [partial(job.done, error) for job, error in outcomes if job.at_once]
        theirs = [partial(job.done, error) for job, error in outcomes if not job.at_once]
        call_all(own)
        if self._desk is None:
            call_all([*theirs, *then])
        else:
            try:
                self._desk.tell([*theirs, *then])
            except Exception as exc:  # noqa: BLE001 - a loop that is gone must not end the writer
                report(exc)
