import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.store.samples import StreamedBody, attempt, capture, capture_id, delivery, with_body
from tests.store.telling import Told, commits, count
from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.ports import StoreError
from webhookctl.store.database import Database
from webhookctl.store.job import Job
from webhookctl.store.writer import CLOSING_WAIT, QUEUE_LIMIT, Writer


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    writer = Writer(database)
    yield writer
    writer.close()


def test_what_queued_during_a_commit_is_the_next_one(
    database: Database, writer: Writer, told: Told, holder: sqlite3.Connection
) -> None:
    for number in range(300):
        writer.put(Job(capture(number), told.done(str(number))))
    holder.execute("COMMIT")
    writer.close()
    assert told.outcomes == [(str(number), None) for number in range(300)]
    # once for what the writer had taken when it met the lock, once for all the rest
    assert commits(database) <= 2


def test_many_share_a_commit(
    database: Database, connection: sqlite3.Connection, writer: Writer, told: Told
) -> None:
    finished = threading.Event()
    for number in range(200):
        writer.put(Job(capture(number), told.done(str(number))))
    writer.put(Job(capture(200), lambda _: finished.set()))
    assert finished.wait(10)
    assert 0 < commits(database) < 200
    assert count(connection) == 201


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
    pending: list[int] = []
    assert writer.pending_bytes == 0
    writer.put(Job(with_body(capture(0), MemoryBody(b"x" * 100_000)), told.done("large")))
    assert 100_000 < writer.pending_bytes < 110_000
    writer.put(Job(with_body(capture(1), StreamedBody(10 * MEMORY_LIMIT)), told.done("on disk")))
    last = Job(delivery(2, attempt()), lambda _: pending.append(writer.pending_bytes))
    writer.put(last)
    assert 100_000 < writer.pending_bytes < 120_000
    holder.execute("COMMIT")
    writer.close()
    assert pending[-1] < 100_000
    assert writer.pending_bytes == 0
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


def test_a_mistake_in_a_callback_costs_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)

    def mistake(error: StoreError | None) -> None:
        raise ValueError("a mistake")

    writer = Writer(database)
    writer.put(Job(capture(0), mistake))
    writer.put(Job(capture(1), told.done("other")))
    writer.close()
    assert told.outcomes == [("other", None)]
    assert [str(each.exc_value) for each in reported] == ["a mistake"]
