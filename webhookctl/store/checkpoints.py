"""Moving the log back into the file, beside the writer and not in its way."""

import contextlib
import sqlite3
from threading import Lock, Thread

from webhookctl.store.database import PAGE_SIZE, Database

EVERY = 48 * 1024 * 1024
"""Bytes written to the log between two checkpoints; the end of each holds up who writes."""

_PATIENCE = 4
"""After so many times `EVERY` bytes a checkpoint that is under way has to be waited for."""

_PASSES = 2
"""Passes beside the writer; each leaves what was written during it, less than the one before."""

_PAGES_A_COMMIT = 6
"""Pages that a commit touches beside its payloads: the list and its indexes."""

_CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"


class Checkpoints:
    """Says when to move the log, and does it in a thread of its own.

    The log only starts over when nothing is left in it, so a last, short pass follows while nobody
    writes: whoever does so holds the `pen`.
    """

    def __init__(self, database: Database, pen: Lock, every: int = EVERY) -> None:
        self._database = database
        self._pen = pen
        self._every = every
        self._thread: Thread | None = None
        self._written = 0

    @property
    def is_behind(self) -> bool:
        """Whether the log grows faster than it is moved, so that `catch_up` has to wait."""
        return self._written >= _PATIENCE * self._every and self._is_under_way()

    def wrote(self, size: int) -> None:
        """Take note of a commit of `size` payload bytes; called with the pen after each one."""
        self._written += size + _PAGES_A_COMMIT * PAGE_SIZE
        if self._written >= self._every and not self._is_under_way():
            self._written = 0
            self._start()

    def catch_up(self) -> None:
        """Wait for the checkpoint that is under way when it is behind; called without the pen."""
        if self.is_behind:
            self.finish()

    def finish(self) -> None:
        """Wait for the checkpoint that is under way, if any; called without the pen."""
        if self._thread is not None:
            self._thread.join()

    def _is_under_way(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _start(self) -> None:
        thread = Thread(target=self._move, name="checkpoint", daemon=True)
        with contextlib.suppress(RuntimeError):  # the system has no thread left: another time
            thread.start()
            self._thread = thread

    def _move(self) -> None:
        with contextlib.suppress(sqlite3.Error), contextlib.closing(self._database.writer()) as own:
            for _ in range(_PASSES):
                own.execute(_CHECKPOINT).fetchone()
            with self._pen:
                own.execute(_CHECKPOINT).fetchone()
