"""Moving the log back into the file, beside the writer and not in its way."""

import contextlib
import sqlite3
from threading import Thread

from webhookctl.store.database import PAGE_SIZE, Database

EVERY = 16 * 1024 * 1024
"""Bytes written to the log between two checkpoints."""

_PATIENCE = 4
"""After so many times `EVERY` bytes the writer waits for the checkpoint that is under way."""

_PAGES_A_COMMIT = 6
"""Pages that a commit touches beside its payloads: the list and its indexes."""

_CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"


class Checkpoints:
    """Says when to move the log, and does most of it in a thread of its own.

    The log only starts over when nothing is left in it, so a short pass of the writer itself
    follows each one of the thread.
    """

    def __init__(self, database: Database, every: int = EVERY) -> None:
        self._database = database
        self._every = every
        self._thread: Thread | None = None
        self._written = 0

    def wrote(self, connection: sqlite3.Connection, size: int) -> None:
        """Take note of a commit of `size` payload bytes; called by the writer after each one."""
        self._written += size + _PAGES_A_COMMIT * PAGE_SIZE
        if self._thread is None:
            if self._written >= self._every:
                self._written = 0
                self._start()
        elif not self._thread.is_alive() or self._written >= _PATIENCE * self._every:
            self.finish()
            with contextlib.suppress(sqlite3.Error):  # another time, then
                connection.execute(_CHECKPOINT).fetchone()

    def finish(self) -> None:
        """Wait for the checkpoint that is under way, if any."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _start(self) -> None:
        thread = Thread(target=self._move, name="checkpoint", daemon=True)
        with contextlib.suppress(RuntimeError):  # the system has no thread left: another time
            thread.start()
            self._thread = thread

    def _move(self) -> None:
        with contextlib.suppress(sqlite3.Error), contextlib.closing(self._database.writer()) as own:
            own.execute(_CHECKPOINT).fetchone()
