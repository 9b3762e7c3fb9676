import os
import sqlite3
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from tests.store.samples import StreamedBody, attempt, capture, capture_id, delivery, with_body
from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.ports import StoreError
from webhookctl.store.database import PAGE_SIZE, Database
from webhookctl.store.writer import CLOSING_WAIT, QUEUE_LIMIT, Job, Writer

CROWD = 40


@dataclass
class Told:
    """Collects what a writer tells, and in which thread and portions."""

    portions: list[int] = field(default_factory=list)
    outcomes: list[tuple[str, StoreError | None]] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    writer: Writer | None = None

    def notify(self, calls: Sequence[Callable[[], None]]) -> None:
        self.portions.append(len(calls))
        if self.writer is not None:
            self.pending.append(self.writer.pending_bytes)
        for call in calls:
            call()

    def done(self, name: str) -> Callable[[StoreError | None], None]:
        return lambda error: self.outcomes.append((name, error))

    @property
    def failures(self) -> dict[str, StoreError]:
        return {name: error for name, error in self.outcomes if error is not None}


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def writer(database: Database, told: Told) -> Iterator[Writer]:
    writer = told.writer = Writer(database, told.notify)
    yield writer
    writer.close()


def count(connection: sqlite3.Connection) -> int:
    (number,) = connection.execute("SELECT count(*) FROM capture").fetchone()
    return int(number)


def commits(database: Database) -> int:
    """Count the commits in the log (https://www.sqlite.org/fileformat2.html#walformat).

    A frame is a header of 24 bytes and a page; its second number is not 0 where a commit ends.
    """
    log = database.path.with_name(f"{database.path.name}-wal").read_bytes()
    salt = log[16:24]
    frames = range(32, len(log) - 23, 24 + PAGE_SIZE)
    current = [at for at in frames if log[at + 8 : at + 16] == salt]
    return sum(struct.unpack_from(">I", log, at + 4) != (0,) for at in current)


def test_what_queued_during_a_commit_is_the_next_one(
    database: Database, writer: Writer, told: Told, holder: sqlite3.Connection
) -> None:
    for number in range(300):
        writer.put(Job(capture(number), told.done(str(number))))
    holder.execute("COMMIT")
    before = commits(database)
    writer.close()
    assert len(told.portions) <= 2
    assert told.outcomes == [(str(number), None) for number in range(300)]
    # once for what the writer had taken when it met the lock, once for all the rest
    assert before <= 2


def test_commits_are_as_many_as_portions(
    database: Database, connection: sqlite3.Connection, writer: Writer, told: Told
) -> None:
    finished = threading.Event()
    for number in range(200):
        writer.put(Job(capture(number), told.done(str(number))))
    writer.put(Job(capture(200), lambda _: finished.set()))
    assert finished.wait(10)
    assert commits(database) == len(told.portions) < 200
    assert count(connection) == 201


def test_a_crowd_that_comes_back_shares_the_next_commit(
    database: Database, holder: sqlite3.Connection
) -> None:
    told, all_told = Told(), threading.Event()

    def notify(calls: Sequence[Callable[[], None]]) -> None:
        told.notify(calls)
        if sum(told.portions) == CROWD + 1:
            threading.Thread(target=come_back).start()
        elif sum(told.portions) == 2 * CROWD + 1:
            all_told.set()

    def come_back() -> None:
        for number in range(CROWD):
            own.put(Job(capture(1000 + number), told.done(str(number))))

    own = Writer(database, notify)
    own.put(Job(capture(0), told.done("first")))
    for number in range(1, CROWD + 1):
        own.put(Job(capture(number), told.done(str(number))))
    holder.execute("COMMIT")

    assert all_told.wait(10)
    own.close()
    assert sum(told.portions) == 2 * CROWD + 1
    assert len(told.outcomes) == 2 * CROWD + 1


def test_nobody_waits_long_for_a_crowd_that_does_not_come_back(
    database: Database, holder: sqlite3.Connection
) -> None:
    told, alone_told = Told(), threading.Event()
    own = Writer(database, told.notify)
    for number in range(CROWD):
        own.put(Job(capture(number), told.done(str(number))))
    holder.execute("COMMIT")
    own.put(Job(capture(1000), lambda _: alone_told.set()))

    assert alone_told.wait(10)
    own.close()


def test_a_store_that_closes_waits_for_no_crowd(
    database: Database, holder: sqlite3.Connection
) -> None:
    told = Told()
    own = Writer(database, told.notify)
    for number in range(CROWD):
        own.put(Job(capture(number), told.done(str(number))))
    holder.execute("COMMIT")
    own.put(Job(capture(1000), told.done("last")))
    own.close()
    assert [error for _, error in told.outcomes] == [None] * (CROWD + 1)


def test_one_bad_capture_costs_only_itself(
    database: Database, writer: Writer, told: Told, holder: sqlite3.Connection
) -> None:
    writer.put(Job(capture(0), told.done("first")))
    for number in (1, 2, 1, 3):
        writer.put(Job(capture(number), told.done(str(number))))
    peerless = replace(capture(4).request, peer="\ud800")
    writer.put(Job(replace(capture(4), request=peerless), told.done("4")))
    holder.execute("COMMIT")
    writer.close()
    assert [name for name, error in told.outcomes if error is None] == ["first", "1", "2", "3"]
    assert set(told.failures) == {"1", "4"}
    assert {error.status for error in told.failures.values()} == {503}
    assert count(holder) == 4


def test_topics_of_a_failed_commit_are_not_relied_upon(
    connection: sqlite3.Connection, writer: Writer, told: Told
) -> None:
    body = StreamedBody(2 * MEMORY_LIMIT, lies=True)
    writer.put(Job(with_body(capture(0, b"/new"), body), told.done("lies")))
    writer.put(Job(capture(1, b"/new"), told.done("true")))
    writer.close()
    assert set(told.failures) == {"lies"}
    rows = connection.execute("SELECT path FROM capture JOIN topic ON topic.id = topic").fetchall()
    assert rows == [(b"/new",)]


def test_a_large_body_does_not_hold_up_the_others(
    writer: Writer, told: Told, holder: sqlite3.Connection
) -> None:
    writer.put(Job(capture(0), told.done("taken")))
    writer.put(Job(with_body(capture(1), StreamedBody(8 * MEMORY_LIMIT)), told.done("large")))
    writer.put(Job(capture(2), told.done("small")))
    holder.execute("COMMIT")
    writer.close()
    assert [name for name, _ in told.outcomes] == ["taken", "small", "large"]


def test_captures_and_deliveries_may_share_a_commit(
    connection: sqlite3.Connection, writer: Writer, told: Told, holder: sqlite3.Connection
) -> None:
    writer.put(Job(capture(0), told.done("taken")))
    sent = delivery(2, attempt(1, 200, capture(1).request.body), of=capture_id(1))
    writer.put(Job(sent, told.done("delivery")))
    writer.put(Job(capture(1), told.done("capture")))
    holder.execute("COMMIT")
    writer.close()
    assert not told.failures
    assert connection.execute("SELECT count(*) FROM payload").fetchone() == (2,)


def test_what_waits_is_weighed_and_falls_before_it_is_told(
    writer: Writer, told: Told, holder: sqlite3.Connection
) -> None:
    assert writer.pending_bytes == 0
    writer.put(Job(with_body(capture(0), MemoryBody(b"x" * 100_000)), told.done("large")))
    assert 100_000 < writer.pending_bytes < 110_000
    writer.put(Job(with_body(capture(1), StreamedBody(10 * MEMORY_LIMIT)), told.done("on disk")))
    writer.put(Job(delivery(2, attempt()), told.done("delivery")))
    assert 100_000 < writer.pending_bytes < 120_000
    holder.execute("COMMIT")
    writer.close()
    assert told.pending[-1] == 0
    assert not told.failures


def test_far_too_much_is_refused(writer: Writer, told: Told, holder: sqlite3.Connection) -> None:
    body = MemoryBody(bytes(QUEUE_LIMIT // 4))
    for number in range(4):
        writer.put(Job(with_body(capture(number), body), told.done(str(number))))
    assert list(told.failures) == []
    writer.put(Job(capture(9), told.done("too much")))
    assert "the disk cannot keep up" in told.failures["too much"].message
    assert told.failures["too much"].status == 503
    writer.close()
    assert set(told.failures) == {"too much", *map(str, range(4))}


def test_closing_does_not_wait_long_for_another_process(
    writer: Writer, told: Told, holder: sqlite3.Connection
) -> None:
    writer.put(Job(capture(), told.done("late")))
    waiting = threading.Thread(target=writer.close)
    waiting.start()
    waiting.join(CLOSING_WAIT + 10)
    assert not waiting.is_alive()
    assert "locked by another program" in told.failures["late"].message
    assert told.failures["late"].status == 503


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file where it is")
@pytest.mark.parametrize("before", [False, True])
def test_nothing_is_confirmed_once_the_file_is_gone(
    database: Database, writer: Writer, told: Told, before: bool
) -> None:
    if before:
        kept = threading.Event()
        writer.put(Job(capture(0), lambda _: kept.set()))
        assert kept.wait(10)
    database.path.unlink()
    writer.put(Job(capture(1), told.done("lost")))
    writer.close()
    assert "moved or deleted" in told.failures["lost"].message


def test_a_listener_that_is_gone_does_not_end_the_writer(
    database: Database, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)

    def gone(calls: Sequence[Callable[[], None]]) -> None:
        raise RuntimeError("event loop is closed")

    writer = Writer(database, gone)
    finished = threading.Event()
    writer.put(Job(capture(0), lambda _: None))
    writer.put(Job(capture(1), lambda _: finished.set(), at_once=True))
    assert finished.wait(10)
    writer.close()
    assert count(connection) == 2
    assert [str(each.exc_value) for each in reported] == ["event loop is closed"]


def test_a_mistake_in_a_callback_costs_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)

    def mistake(error: StoreError | None) -> None:
        raise ValueError("a mistake")

    writer = Writer(database, None)
    writer.put(Job(capture(0), mistake))
    writer.put(Job(capture(1), told.done("other")))
    writer.close()
    assert told.outcomes == [("other", None)]
    assert [str(each.exc_value) for each in reported] == ["a mistake"]


def test_a_connection_that_cannot_roll_back_is_replaced(
    connection: sqlite3.Connection, writer: Writer, told: Told
) -> None:
    kept = threading.Event()
    writer.put(Job(capture(0), lambda _: kept.set()))
    assert kept.wait(10)
    broken = writer._connection
    assert broken is not None
    writer._roll_back(broken)
    assert writer._connection is broken
    broken.close()
    writer._roll_back(broken)
    writer.put(Job(capture(1), told.done("after")))
    writer.close()
    assert told.outcomes == [("after", None)]
    assert count(connection) == 2
