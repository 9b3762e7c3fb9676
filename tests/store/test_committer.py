import sqlite3
from collections.abc import Iterator

import pytest

from tests.store.samples import capture
from tests.store.telling import count
from webhookctl.store.committer import Committer
from webhookctl.store.database import Database
from webhookctl.store.job import Job


def no_wait(_: float) -> bool:
    return False


def jobs(*numbers: int) -> list[Job]:
    return [Job(capture(number), lambda _: None) for number in numbers]


@pytest.fixture
def committer(database: Database) -> Iterator[Committer]:
    committer = Committer(database)
    yield committer
    committer.close()


def test_each_job_has_an_outcome(committer: Committer, connection: sqlite3.Connection) -> None:
    mine = jobs(0, 1, 0)
    outcomes = committer.commit(mine, no_wait)
    assert [job for job, _ in outcomes] == mine
    assert [error is None for _, error in outcomes] == [True, True, False]
    assert count(connection) == 2
    assert 0 < committer.took < 10


def test_now_is_not_before_the_file_is_open(committer: Committer) -> None:
    assert not committer.commit_now(jobs(0))
    committer.commit(jobs(0), no_wait)
    assert committer.commit_now(jobs(1))


def test_now_is_all_or_nothing(committer: Committer, connection: sqlite3.Connection) -> None:
    committer.commit(jobs(0), no_wait)
    assert not committer.commit_now(jobs(1, 2, 1))
    assert count(connection) == 1
    assert committer.commit_now(jobs(1, 2))
    assert count(connection) == 3


def test_now_does_not_wait(committer: Committer, connection: sqlite3.Connection) -> None:
    committer.commit(jobs(0), no_wait)
    connection.execute("BEGIN IMMEDIATE")
    assert not committer.commit_now(jobs(1))
    outcomes = committer.commit(jobs(1), no_wait)
    assert "locked by another program" in str(outcomes[0][1])
    connection.execute("COMMIT")
    assert committer.commit_now(jobs(1))


def test_a_connection_that_cannot_roll_back_is_replaced(
    committer: Committer, connection: sqlite3.Connection
) -> None:
    committer.commit(jobs(0), no_wait)
    broken = committer._connection
    assert broken is not None
    committer._roll_back(broken)
    assert committer._connection is broken
    broken.close()
    committer._roll_back(broken)
    assert committer.commit(jobs(1), no_wait)[0][1] is None
    assert count(connection) == 2
