import errno
import sqlite3
from pathlib import Path

import pytest

from webhookctl.core.ports import StoreError
from webhookctl.errors import ExitCode
from webhookctl.store.failures import (
    a_folder,
    code_of,
    is_busy,
    moved_away,
    no_store,
    not_a_store,
    store_error,
)

PATH = Path("folder") / "store.sqlite3"


def sqlite_error(code: int, words: str = "what SQLite says") -> sqlite3.Error:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("cause", "status", "words"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), 507, "no room"),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), 507, "no room"),
        (sqlite_error(sqlite3.SQLITE_IOERR_SHMSIZE), 507, "no room"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "No space left on device"),
        (OSError(errno.EFBIG, "File too large"), 507, "no room"),
        (sqlite_error(sqlite3.SQLITE_BUSY), 503, "locked by another program"),
        (sqlite_error(sqlite3.SQLITE_BUSY_RECOVERY), 503, "locked by another program"),
        (sqlite_error(sqlite3.SQLITE_READONLY), 503, "what SQLite says"),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), 503, "what SQLite says"),
        (sqlite_error(sqlite3.SQLITE_NOTADB), 503, "not a webhookctl store"),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), 503, "damaged"),
        (sqlite_error(sqlite3.SQLITE_TOOBIG), 503, "larger than the store can hold"),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY), 503, "already"),
        (sqlite_error(sqlite3.SQLITE_IOERR_READ), 503, "what SQLite says"),
        (sqlite3.ProgrammingError("closed"), 503, "closed"),
        (OSError(errno.EACCES, "Permission denied", "folder"), 503, "permission denied"),
        (OSError("odd"), 503, "oserror"),
        (RuntimeError("a mistake"), 503, "a mistake"),
    ],
)
def test_cause_and_next_step_are_told(cause: Exception, status: int, words: str) -> None:
    error = store_error(cause, PATH)
    assert error.status == status
    assert words in error.message
    assert error.hint
    assert error.exit_code == ExitCode.UNAVAILABLE


def test_a_store_error_stays_what_it_is() -> None:
    error = StoreError("said already")
    assert store_error(error, PATH) is error


@pytest.mark.parametrize("make", [a_folder, moved_away, no_store, not_a_store])
def test_each_error_names_the_file_and_a_way_out(make: "type[StoreError]") -> None:
    error = make(PATH)  # type: ignore[arg-type]
    assert str(PATH) in error.message
    assert error.hint


def test_only_locks_are_worth_another_try() -> None:
    assert is_busy(sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT))
    assert is_busy(sqlite_error(sqlite3.SQLITE_LOCKED))
    assert not is_busy(sqlite_error(sqlite3.SQLITE_FULL))
    assert not is_busy(OSError("odd"))
    assert code_of(ValueError()) == 0
