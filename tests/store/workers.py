"""Processes of their own for tests of the store: `python -m tests.store.workers TASK PATH …`.

They write a line for each capture that was confirmed, and die as they are told to.
"""

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

from tests.store.samples import capture, capture_id, with_body
from webhookctl.core.body import MemoryBody
from webhookctl.core.ports import CaptureQuery, StoreError
from webhookctl.store.sqlite import SqliteStore

_BODY = MemoryBody(bytes(range(256)) * 8)


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def load(path: Path, first: int, count: int) -> None:
    """Submit captures without end of patience, 64 at a time; name each one that is confirmed."""
    store = SqliteStore.open(path, create=True)
    free = threading.Semaphore(64)
    for number in range(first, first + count):
        free.acquire()
        name = capture_id(number)

        def done(error: StoreError | None, name: str = name) -> None:
            say(name if error is None else f"failed {error.status} {error.message}")
            free.release()

        store.submit(with_body(capture(number), _BODY), done)
    store.close()


def steps(path: Path, first: int, count: int) -> None:
    """Add captures one by one; name each one that is confirmed."""
    store = SqliteStore.open(path, create=True)
    for number in range(first, first + count):
        store.add(capture(number))
        say(capture_id(number))
    store.close()


def full(path: Path, first: int, count: int) -> None:
    """Add captures until the system refuses to let a file grow, and again when it does."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = SqliteStore.open(path, create=True)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, most))
    for number in range(first, first + 2 * count):
        if number == first + count:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        try:
            store.add(with_body(capture(number), MemoryBody(b"x" * 40_000)))
        except StoreError as error:
            say(f"failed {error.status} {error.message}")
        else:
            say(capture_id(number))
    store.close()


def look(path: Path, first: int, count: int) -> None:
    """Read a store that this user may not write, then try to write it."""
    try:
        store = SqliteStore.open(path, create=False)
        say(f"read {len(list(store.rows(CaptureQuery())))}")
        say(f"body {store.get(capture_id(first)).request.body.size}")
        store.add(replace(capture(first + count)))
    except StoreError as error:
        say(f"failed {error.status} {error.message}")


if __name__ == "__main__":
    task, place, start, number = sys.argv[1:]
    {"load": load, "steps": steps, "full": full, "look": look}[task](
        Path(place), int(start), int(number)
    )
