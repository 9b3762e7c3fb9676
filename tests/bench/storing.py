"""The store alone: `python -m tests.bench.storing [CAPTURES]`, a million unless told.

Writing is compared with the least that could be done, in turn: the same bytes into one bare table
of the same file format, as many a commit, each commit synced. Then the questions of a list are
asked of that many captures.
"""

import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from webhookctl.core.body import MemoryBody
from webhookctl.core.ids import encode_id
from webhookctl.core.model import Capture, CapturedRequest, Recognition
from webhookctl.core.ports import CaptureQuery
from webhookctl.store.database import Database
from webhookctl.store.insert import insert_captures
from webhookctl.store.sqlite import SqliteStore
from webhookctl.store.topics import Topics

START = 1_780_000_000
SPACING = 0.9
"""Seconds between two captures."""

HEADERS = tuple((b"X-Header-%d" % n, b"the value of header %d" % n) for n in range(15))

SENDERS = (
    Recognition("stripe", "stripe-v1", "charge.succeeded"),
    Recognition("stripe", "stripe-v1", "charge.failed"),
    Recognition("github", "github-sha256", "push"),
    Recognition("shopify", "shopify", "orders/create"),
    Recognition(),
)

QUESTIONS = {
    "the newest": CaptureQuery(),
    "a page in the middle": CaptureQuery(before_id="MIDDLE"),
    "method, 1 in 50": CaptureQuery(method="get"),
    "method, absent": CaptureQuery(method="PUT"),
    "path, common": CaptureQuery(path="/hooks/1"),
    "path, 1 in 8000": CaptureQuery(path="/rare/77"),
    "path, absent": CaptureQuery(path="/absent"),
    "prefix, common": CaptureQuery(path_prefix="/hooks/"),
    "prefix, 800 paths": CaptureQuery(path_prefix="/rare/"),
    "prefix, one old capture": CaptureQuery(path_prefix="/need"),
    "provider": CaptureQuery(provider="stripe"),
    "provider, one old capture": CaptureQuery(provider="acme"),
    "event": CaptureQuery(event="push"),
    "event with *": CaptureQuery(event="charge.*"),
    "since, nothing": CaptureQuery(since=9e9),
    "all at once": CaptureQuery("POST", "/hooks/1", "/hooks", "stripe", "charge.*", START),
}


def captures(count: int, body: MemoryBody) -> Iterator[Capture]:
    """Yield captures of a few providers, paths and events, and one of its own kind."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    for number in range(count):
        at = START + number * SPACING
        path = b"/hooks/%d" % chance.randrange(3)
        if chance.random() < 0.1:
            path = b"/rare/%d" % chance.randrange(800)
        sender = chance.choice(SENDERS)
        if number == count // 200:
            path, sender = b"/needle", Recognition("acme", None, "acme.event")
        method = b"GET" if chance.random() < 0.02 else b"POST"
        request = CapturedRequest(method, path, "1.1", HEADERS, body, "127.0.0.1:50000", at, at)
        yield Capture(encode_id(int(at * 1000), chance.getrandbits(39)), request, sender)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        _writing(Path(folder))
        _asking(Path(folder) / "many.sqlite3", count)


def _writing(folder: Path) -> None:
    print(f"{'captures a commit':>18}{'rows/s':>9}{'µs CPU':>8}{'of bare: time':>15}{'CPU':>6}")
    some = list(captures(12_800, MemoryBody(b'{"a": "' + b"x" * 2039 + b'"}')))
    for size in (1, 8, 64, 256):
        part = some[: max(1000, 50 * size)]
        pairs = []
        for turn in range(5):
            full = _timed(lambda: _store(folder / f"full-{size}-{turn}", part, size))  # noqa: B023
            bare = _timed(lambda: _bare(folder / f"bare-{size}-{turn}", part, size))  # noqa: B023
            pairs.append((full, bare))
        seconds = statistics.median(full[0] for full, _ in pairs) / len(part)
        cpu = statistics.median(full[1] for full, _ in pairs) / len(part)
        slower, dearer = (statistics.median(f[n] / b[n] for f, b in pairs) for n in (0, 1))
        print(f"{size:18}{1 / seconds:9.0f}{cpu * 1e6:8.1f}{slower:15.2f}{dearer:6.2f}")


def _store(path: Path, some: Sequence[Capture], size: int) -> None:
    store = SqliteStore.open(path, create=True)
    for at in range(0, len(some), size):
        part = some[at : at + size]
        kept = threading.Semaphore(0)
        for one in part:
            store.submit(one, lambda _, kept=kept: kept.release())  # type: ignore[misc]
        for _ in part:
            kept.acquire()
    store.close()


def _bare(path: Path, some: Sequence[Capture], size: int) -> None:
    database = Database(path, (("CREATE TABLE bare (id INTEGER PRIMARY KEY, head, body)",),))
    database.open(create=True).close()
    with closing(database.writer()) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 1000")
        for at in range(0, len(some), size):
            rows = [(b"x" * 500, one.request.body.read()) for one in some[at : at + size]]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO bare (head, body) VALUES (?, ?)", rows)
            connection.execute("COMMIT")


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _asking(path: Path, count: int) -> None:
    SqliteStore.open(path, create=True).close()
    _fill(path, count)
    store = SqliteStore.open(path, create=False)
    middle = encode_id(int((START + count * SPACING / 2) * 1000), 0)
    print(f"\n{count} captures, {path.stat().st_size / 1e6:.0f} MB; 20 of them: ms, p50 and most")
    for name, asked in QUESTIONS.items():
        query = replace(asked, before_id=middle) if asked.before_id else asked
        taken = [_timed(lambda: list(store.rows(query)))[0] * 1000 for _ in range(25)]  # noqa: B023
        print(f"{name:28}{statistics.median(taken):9.3f}{max(taken):9.3f}")
    store.close()


def _fill(path: Path, count: int) -> None:
    topics, queue = Topics(), captures(count, MemoryBody(b"{}"))
    with closing(Database(path).writer()) as connection:
        while part := list(islice(queue, 1000)):
            connection.execute("BEGIN IMMEDIATE")
            insert_captures(connection, topics, part)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


if __name__ == "__main__":
    main()
