import sqlite3
import threading
from contextlib import closing

import pytest

from webhookctl.store.database import Database
from webhookctl.store.locks import LOCK_WAIT, begin, for_long, retry_while_busy


def test_a_held_lock_is_an_error_when_patience_ends(
    database: Database, holder: sqlite3.Connection
) -> None:
    asked: list[float] = []

    def may_wait(waited: float) -> bool:
        asked.append(waited)
        return len(asked) < 3

    with closing(database.writer()) as connection:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            begin(connection, may_wait)
        assert len(asked) == 3
        assert 0 <= asked[0] < asked[1] < asked[2] < LOCK_WAIT
        assert not connection.in_transaction


def test_a_lock_is_had_as_soon_as_it_is_free(
    database: Database, holder: sqlite3.Connection
) -> None:
    with closing(database.writer()) as connection:
        had = threading.Event()
        tried = threading.Event()

        def may_wait(waited: float) -> bool:
            tried.set()
            return waited < LOCK_WAIT

        def wait() -> None:
            begin(connection, may_wait)
            had.set()

        waiter = threading.Thread(target=wait)
        waiter.start()
        assert tried.wait(10)
        assert not had.is_set()
        holder.execute("COMMIT")
        assert had.wait(10)
        waiter.join()
        assert connection.in_transaction


def test_other_errors_are_not_waited_out() -> None:
    refused = pytest.raises(sqlite3.OperationalError, match="syntax")
    with closing(sqlite3.connect(":memory:")) as connection, refused:
        retry_while_busy(lambda: connection.execute("nonsense"))


def test_patience_has_an_end() -> None:
    assert [for_long(waited) for waited in (0, LOCK_WAIT - 1, LOCK_WAIT)] == [True, True, False]
