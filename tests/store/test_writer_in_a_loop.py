"""A writer that belongs to an event loop, here one that is turned by hand."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue

import pytest

from tests.store.samples import StreamedBody, attempt, capture, delivery, with_body
from tests.store.telling import Told, commits, count
from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.store.database import Database
from webhookctl.store.job import Job
from webhookctl.store.writer import Writer

CROWD = 40
QUICK = 1000.0
"""Seconds that no disk takes, so that a busy machine does not turn what is tested."""


@dataclass
class HandTurned:
    """An event loop of which each step is asked for."""

    calls: SimpleQueue[Callable[[], None]] = field(default_factory=SimpleQueue)
    waiting: dict[Callable[[], None], float] = field(default_factory=dict)

    def call(self, calls: Sequence[Callable[[], None]]) -> None:
        for call in calls:
            call()

    def tell(self, calls: Sequence[Callable[[], None]]) -> None:
        for call in calls:
            self.calls.put(call)

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        self.waiting[call] = seconds

        def cancel() -> None:
            self.waiting.pop(call, None)

        return cancel

    def wait(self, until: Callable[[], bool]) -> None:
        """Do what the thread asks for until something holds."""
        while not until():
            self.calls.get(timeout=10)()

    def ring(self) -> float:
        """Let the one time that is waited for be over; return how long that was to be."""
        (call,) = self.waiting
        seconds = self.waiting.pop(call)
        call()
        return seconds


@pytest.fixture
def loop() -> HandTurned:
    return HandTurned()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def writer(database: Database, loop: HandTurned, told: Told) -> Iterator[Writer]:
    """A writer whose file has been opened, which its thread does."""
    writer = Writer(database, loop, quick=QUICK)
    writer.put(Job(capture(0), told.done("first")))
    loop.ring()
    loop.wait(lambda: told.names == ["first"])
    loop.calls.get(timeout=10)()
    told.outcomes.clear()
    yield writer
    writer.close()


def put(writer: Writer, told: Told, numbers: range) -> None:
    for number in numbers:
        writer.put(Job(capture(number), told.done(str(number))))


def test_a_quick_disk_is_written_to_in_the_thread_of_the_loop(
    database: Database, writer: Writer, loop: HandTurned, told: Told
) -> None:
    before = commits(database)
    put(writer, told, range(1, 4))
    assert told.outcomes == []
    assert loop.ring() == 0
    assert told.outcomes == [("1", None), ("2", None), ("3", None)]
    assert told.threads == {threading.get_ident()}
    assert commits(database) == before + 1
    assert writer.pending_bytes == 0


def test_a_crowd_that_comes_back_shares_the_next_commit(
    database: Database, writer: Writer, loop: HandTurned, told: Told
) -> None:
    put(writer, told, range(1, CROWD + 1))
    loop.ring()
    before = commits(database)
    put(writer, told, range(100, 100 + CROWD - 1))
    assert [seconds > 0 for seconds in loop.waiting.values()] == [True]
    put(writer, told, range(200, 201))
    assert loop.ring() == 0
    assert len(told.outcomes) == 2 * CROWD
    assert commits(database) == before + 1
    assert not loop.waiting


def test_nobody_waits_long_for_a_crowd_that_does_not_come_back(
    writer: Writer, loop: HandTurned, told: Told
) -> None:
    put(writer, told, range(1, CROWD + 1))
    loop.ring()
    put(writer, told, range(100, 101))
    assert 0 < loop.ring() <= 0.02
    assert told.names[-1] == "100"
    put(writer, told, range(101, 102))
    assert loop.ring() == 0


def test_a_megabyte_is_enough_of_a_crowd(writer: Writer, loop: HandTurned, told: Told) -> None:
    put(writer, told, range(1, CROWD + 1))
    loop.ring()
    body = MemoryBody(bytes(MEMORY_LIMIT // 2))
    for number in range(100, 103):
        writer.put(Job(with_body(capture(number), body), told.done(str(number))))
    assert loop.ring() == 0
    assert told.names[-3:] == ["100", "101", "102"]


def test_what_another_process_holds_up_is_left_to_the_thread(
    database: Database, writer: Writer, loop: HandTurned, told: Told, connection: sqlite3.Connection
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    put(writer, told, range(1, 3))
    loop.ring()
    put(writer, told, range(3, 5))
    loop.ring()
    assert told.outcomes == []
    connection.execute("COMMIT")
    loop.wait(lambda: len(told.outcomes) == 4)
    assert told.names == ["1", "2", "3", "4"]
    assert told.threads == {threading.get_ident()}


def test_much_that_gathered_meanwhile_is_left_to_the_thread(
    writer: Writer, loop: HandTurned, told: Told, connection: sqlite3.Connection
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    put(writer, told, range(1, 2))
    loop.ring()
    body = MemoryBody(bytes(MEMORY_LIMIT))
    for number in range(2, 11):
        writer.put(Job(with_body(capture(number), body), told.done(str(number))))
    connection.execute("COMMIT")
    loop.wait(lambda: told.names == ["1"])
    loop.calls.get(timeout=10)()  # now it would be their turn
    assert told.names == ["1"]
    loop.wait(lambda: len(told.names) == 10)
    assert told.names == [str(number) for number in range(1, 11)]


def test_a_slow_disk_is_left_to_the_thread_until_it_is_quick_again(
    writer: Writer, loop: HandTurned, told: Told
) -> None:
    writer._committer.took = 2 * QUICK
    put(writer, told, range(1, 3))
    assert not loop.waiting
    loop.wait(lambda: len(told.outcomes) == 2)
    loop.calls.get(timeout=10)()
    put(writer, told, range(3, 5))
    loop.ring()
    assert told.names == ["1", "2", "3", "4"]


def test_a_large_body_is_left_to_the_thread_and_goes_first(
    writer: Writer, loop: HandTurned, told: Told
) -> None:
    body = StreamedBody(2 * MEMORY_LIMIT)
    writer.put(Job(with_body(capture(1), body), told.done("large")))
    assert not loop.waiting
    put(writer, told, range(2, 3))
    loop.ring()
    assert told.names == []
    loop.wait(lambda: len(told.names) == 2)
    assert told.names == ["large", "2"]
    writer.put(Job(delivery(3, attempt(1, 200, body)), told.done("delivery")))
    assert not loop.waiting
    loop.wait(lambda: told.names[-1] == "delivery")


def test_what_cannot_wait_for_the_loop_takes_along_what_came_before(
    writer: Writer, loop: HandTurned, told: Told, connection: sqlite3.Connection
) -> None:
    recorded = threading.Event()
    writer.put(Job(delivery(1, attempt(1, 500)), told.done("earlier")))
    writer.put(Job(delivery(1, attempt(1, 200)), lambda _: recorded.set(), at_once=True))
    assert recorded.wait(10)
    loop.wait(lambda: told.names == ["earlier"])
    assert connection.execute("SELECT last_status FROM delivery").fetchall() == [(200,)]


def test_one_bad_capture_costs_only_itself(
    writer: Writer, loop: HandTurned, told: Told, connection: sqlite3.Connection
) -> None:
    for number in (1, 2, 1, 3):
        writer.put(Job(capture(number), told.done(str(number))))
    loop.ring()
    loop.wait(lambda: len(told.outcomes) == 4)
    assert [name for name, error in told.outcomes if error is None] == ["1", "2", "3"]
    assert set(told.failures) == {"1"}
    assert count(connection) == 4


def test_closing_writes_what_is_gathered(
    writer: Writer, loop: HandTurned, told: Told, connection: sqlite3.Connection
) -> None:
    put(writer, told, range(1, 4))
    writer.close()
    loop.ring()
    loop.wait(lambda: len(told.outcomes) == 3)
    assert not told.failures
    assert count(connection) == 4
    put(writer, told, range(4, 5))
    loop.wait(lambda: len(told.outcomes) == 4)
    assert "the store is closed" in told.failures["4"].message


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file where it is")
def test_nothing_is_confirmed_once_the_file_is_gone(
    database: Database, writer: Writer, loop: HandTurned, told: Told
) -> None:
    database.path.unlink()
    put(writer, told, range(1, 2))
    loop.ring()
    loop.wait(lambda: told.names == ["1"])
    assert "moved or deleted" in told.failures["1"].message


def test_a_loop_that_is_gone_does_not_end_the_thread(
    database: Database, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(HandTurned):
        def tell(self, _: Sequence[Callable[[], None]]) -> None:
            raise RuntimeError("there is no loop")

    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    writer = Writer(database, Gone())
    finished = threading.Event()
    writer.put(Job(capture(0), lambda _: None))
    writer.put(Job(capture(1), lambda _: finished.set(), at_once=True))
    assert finished.wait(10)
    writer.close()
    assert count(connection) == 2
    assert [str(each.exc_value) for each in reported] == ["there is no loop"]
