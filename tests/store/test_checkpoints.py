import os
import sqlite3
import threading
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

import pytest

from webhookctl.store.checkpoints import Checkpoints
from webhookctl.store.database import PAGE_SIZE, Database

STEP = 100_000


def log_of(database: Database) -> Path:
    return database.path.with_name(f"{database.path.name}-wal")


def write(
    connection: sqlite3.Connection,
    times: int,
    checkpoints: Checkpoints,
    pen: AbstractContextManager[object] = nullcontext(),  # noqa: B008 - it has no state
) -> None:
    for _ in range(times):
        checkpoints.catch_up()
        with pen:
            connection.execute("INSERT INTO payload (body) VALUES (zeroblob(?))", (STEP,))
            checkpoints.wrote(STEP)


def test_the_log_stays_small(database: Database, connection: sqlite3.Connection) -> None:
    every = 10 * STEP
    pen = threading.Lock()
    checkpoints = Checkpoints(database, pen, every)
    write(connection, 150, checkpoints, pen)
    checkpoints.finish()
    assert log_of(database).stat().st_size < 8 * every
    assert database.path.stat().st_size > 100 * STEP


def test_it_says_when_the_log_grows_too_fast(database: Database) -> None:
    pen = threading.Lock()
    checkpoints = Checkpoints(database, pen, every=10 * STEP)
    with pen:  # so that the one that starts cannot end
        checkpoints.wrote(10 * STEP)
        seen = [checkpoints.is_behind]
        checkpoints.wrote(40 * STEP)
        seen.append(checkpoints.is_behind)
    checkpoints.catch_up()
    assert [*seen, checkpoints.is_behind] == [False, True, False]


def test_without_them_it_would_not(database: Database, connection: sqlite3.Connection) -> None:
    write(connection, 50, Checkpoints(database, threading.Lock(), every=10**12))
    assert log_of(database).stat().st_size > 50 * STEP
    assert database.path.stat().st_size < 20 * PAGE_SIZE


def test_a_reader_does_not_stop_the_writer(
    database: Database, connection: sqlite3.Connection
) -> None:
    checkpoints = Checkpoints(database, threading.Lock(), every=STEP)
    with closing(database.reader()) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM payload").fetchone()
        write(connection, 20, checkpoints)
        assert reader.execute("SELECT count(*) FROM payload").fetchone() == (0,)
    checkpoints.finish()
    assert connection.execute("SELECT count(*) FROM payload").fetchone() == (20,)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file where it is")
def test_one_that_fails_is_left_for_another_time(
    database: Database, connection: sqlite3.Connection
) -> None:
    checkpoints = Checkpoints(database, threading.Lock(), every=STEP)
    database.path.rename(database.path.with_name("away"))
    write(connection, 3, checkpoints)
    checkpoints.finish()
    database.path.with_name("away").rename(database.path)
    assert connection.execute("SELECT count(*) FROM payload").fetchone() == (3,)
