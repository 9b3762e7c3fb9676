"""Write locks that several processes share: short waits, in turn, with an end."""

import sqlite3
import time
from collections.abc import Callable

from webhookctl.store.failures import is_busy

LOCK_WAIT = 30.0
"""Seconds that a write waits for another process before it gives up."""

# SQLite's own busy handler backs off to 100 ms, and two busy writers then starve each other.
_PAUSE = 0.001


def for_long(waited: float) -> bool:
    """Say whether to go on waiting after so many seconds."""
    return waited < LOCK_WAIT


def begin(connection: sqlite3.Connection, may_wait: Callable[[float], bool] = for_long) -> None:
    """Start a write transaction; wait for the lock while `may_wait` says so.

    It is asked with the seconds that were waited. Raises sqlite3.OperationalError (busy) when it
    says no.
    """
    # a script hands over the GIL once; `execute` does several times, which a busy server feels
    retry_while_busy(lambda: connection.executescript("BEGIN IMMEDIATE"), may_wait)


def retry_while_busy(
    action: Callable[[], object], may_wait: Callable[[float], bool] = for_long
) -> None:
    """Do `action`, again and again while SQLite says that another connection is in the way."""
    started = time.monotonic()
    while True:
        try:
            action()
        except sqlite3.OperationalError as exc:
            if not is_busy(exc) or not may_wait(time.monotonic() - started):
                raise
            time.sleep(_PAUSE)
        else:
            return
