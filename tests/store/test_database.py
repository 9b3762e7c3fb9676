import os
import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.samples import capture, capture_id
from webhookctl.core.model import DeliveryKind
from webhookctl.core.ports import CaptureQuery, StoreError
from webhookctl.store.database import PAGE_SIZE, Database
from webhookctl.store.schema import MIGRATIONS
from webhookctl.store.sqlite import SqliteStore

posix_modes = pytest.mark.skipif(os.name != "posix", reason="Windows has no file modes")

OLD = Path(__file__).parents[1] / "data" / "store"
VERSION_1 = OLD / "version-1.sql"
VERSION_2 = OLD / "version-2.sql"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.sqlite3"


def filled(path: Path) -> Path:
    """Make a store with one capture."""
    store = SqliteStore.open(path, create=True)
    store.add(capture())
    store.close()
    return path


def ask(path: Path, question: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchone()[0]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix_modes
def test_only_the_owner_can_read_it_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        store = SqliteStore.open(path, create=True)
        store.add(capture())
        modes = {each.name: mode(each) for each in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert mode(path.parent) == 0o700
    assert modes == {
        "store.sqlite3": 0o600,
        "store.sqlite3-shm": 0o600,
        "store.sqlite3-wal": 0o600,
    }


@posix_modes
def test_what_is_there_keeps_its_mode(path: Path) -> None:
    filled(path)
    path.parent.chmod(0o750)
    path.chmod(0o640)
    filled_again = SqliteStore.open(path, create=True)
    filled_again.add(capture(1))
    filled_again.close()
    assert (mode(path.parent), mode(path)) == (0o750, 0o640)


def test_pages_log_and_vacuum_are_as_designed(path: Path) -> None:
    filled(path)
    assert ask(path, "PRAGMA page_size") == PAGE_SIZE
    assert ask(path, "PRAGMA auto_vacuum") == 2
    assert ask(path, "PRAGMA journal_mode") == "wal"


def test_commits_are_synced(path: Path) -> None:
    filled(path)
    with closing(Database(path).writer()) as writer:
        assert writer.execute("PRAGMA synchronous").fetchone() == (2,)
        assert writer.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)


def test_a_store_is_not_made_by_looking(path: Path) -> None:
    with pytest.raises(StoreError, match="nothing has been captured yet") as caught:
        SqliteStore.open(path, create=False)
    assert "webhookctl listen" in (caught.value.hint or "")
    assert not path.parent.exists()


def test_an_empty_file_is_no_store_until_something_is_to_be_kept(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(StoreError, match="nothing has been captured yet"):
        SqliteStore.open(path, create=False)
    filled(path)
    assert ask(path, "SELECT count(*) FROM capture") == 1


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder") as caught:
        SqliteStore.open(tmp_path, create=True)
    assert "--store" in (caught.value.hint or "")


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot use the store") as caught:
        SqliteStore.open(tmp_path / "file" / "store.sqlite3", create=True)
    assert caught.value.status == 503
    with pytest.raises(StoreError, match="nothing has been captured yet"):
        SqliteStore.open(tmp_path / "file" / "store.sqlite3", create=False)


@pytest.mark.parametrize("create", [True, False])
def test_a_file_of_something_else_is_refused(tmp_path: Path, create: bool) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to be taken for one" * 40)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE customer (name)")
    with closing(sqlite3.connect(tmp_path / "marked.db")) as marked:
        marked.execute("PRAGMA application_id = 7")
    for name in ("notes.txt", "other.db", "marked.db"):
        with pytest.raises(StoreError, match="is not a webhookctl store"):
            SqliteStore.open(tmp_path / name, create=create)
    assert ask(tmp_path / "other.db", "SELECT count(*) FROM sqlite_schema") == 1


def test_a_newer_schema_is_refused(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 6}")
    with pytest.raises(StoreError, match=f"schema {len(MIGRATIONS) + 6}; this one knows") as caught:
        SqliteStore.open(path, create=True)
    assert "pip install --upgrade webhookctl" in (caught.value.hint or "")


def test_an_older_schema_is_brought_up_to_date(path: Path) -> None:
    filled(path)
    more = (*MIGRATIONS, ("ALTER TABLE capture ADD COLUMN note TEXT", "CREATE TABLE more (x)"))
    Database(path, more).open(create=False).close()
    assert ask(path, "PRAGMA user_version") == len(more)
    assert ask(path, "SELECT id FROM capture WHERE note IS NULL") == capture_id(0)
    Database(path, more).open(create=False).close()


def test_a_step_that_fails_changes_nothing(path: Path) -> None:
    filled(path)
    broken = (*MIGRATIONS, ("CREATE TABLE more (x)", "CREATE TABLE capture (x)"))
    with pytest.raises(StoreError, match="already exists"):
        Database(path, broken).open(create=False)
    assert ask(path, "PRAGMA user_version") == len(MIGRATIONS)
    assert ask(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'more'") == 0


def test_a_file_of_the_first_version_is_read(path: Path) -> None:
    """The file's SQL is frozen: what version 1 wrote stays readable."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(VERSION_1.read_text("utf-8"))
    store = SqliteStore.open(path, create=False)
    (row,) = store.rows(CaptureQuery())
    found = store.get(row.id)
    (delivery,) = store.deliveries(row.id)
    store.close()
    assert row.target == b"/hook?source=old"
    assert (row.provider, row.event, row.status) == ("stripe", "charge.succeeded", 202)
    assert found.request.headers == ((b"Host", b"old.test"), (b"X-Odd", b"a\nb\\c"))
    assert found.request.body.read() == b"\x00\xff body"
    assert found.verdict is not None
    assert found.verdict.facts == {"tolerance": 300}
    assert delivery.attempts[0].request.body == found.request.body
    assert delivery.accepted
    assert [(one.handshake, one.refused) for one in (row, found)] == [(None, False)] * 2


def test_a_file_of_the_second_version_is_read(path: Path) -> None:
    """The file's SQL is frozen: what version 2 wrote stays readable."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(VERSION_2.read_text("utf-8"))
    store = SqliteStore.open(path, create=False)
    rows = list(store.rows(CaptureQuery()))
    found = [store.get(row.id) for row in rows]
    (delivery,) = store.deliveries(rows[-1].id)
    store.close()
    expected = [
        (None, False, 200),
        (None, True, 401),
        ("sns_subscription_confirmation", False, 200),
    ]
    assert [(row.handshake, row.refused, row.status) for row in rows] == expected
    assert [(one.handshake, one.refused, one.answer_status) for one in found] == expected
    assert (delivery.kind, delivery.accepted) == (DeliveryKind.CONFIRM, True)


def test_many_can_open_a_new_store_at_once(path: Path) -> None:
    def open_and_add(number: int) -> None:
        store = SqliteStore.open(path, create=True)
        store.add(capture(number))
        store.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_and_add, range(16)))
    assert ask(path, "SELECT count(*) FROM capture") == 16
    assert ask(path, "PRAGMA integrity_check") == "ok"


def test_a_damaged_file_is_named_as_such(path: Path) -> None:
    store = SqliteStore.open(path, create=True)
    for number in range(200):
        store.submit(capture(number), lambda _: None)
    store.close()
    with path.open("r+b") as file:
        file.seek(PAGE_SIZE)
        file.write(b"\xa5" * 6 * PAGE_SIZE)
    store = SqliteStore.open(path, create=False)
    with pytest.raises(StoreError, match="damaged") as caught:
        list(store.rows(CaptureQuery()))
    store.close()
    assert ".recover" in (caught.value.hint or "")


def test_a_store_that_left_the_log_returns_to_it(path: Path) -> None:
    filled(path)
    assert ask(path, "PRAGMA journal_mode = DELETE") == "delete"
    store = SqliteStore.open(path, create=False)
    store.add(capture(1))
    store.close()
    assert ask(path, "PRAGMA journal_mode") == "wal"


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a right to make links")
def test_a_store_beside_which_nothing_can_be_written_is_read(path: Path) -> None:
    filled(path)
    path.with_name(f"{path.name}-shm").symlink_to("nowhere")  # SQLite does not follow links here
    store = SqliteStore.open(path, create=False)
    assert store.resolve("last") == capture_id(0)
    with pytest.raises(StoreError, match="cannot use the store"):
        store.add(capture(1))
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a right to make links")
def test_a_log_that_cannot_be_read_is_not_passed_over(path: Path) -> None:
    filled(path)
    path.with_name(f"{path.name}-shm").symlink_to("nowhere")
    path.with_name(f"{path.name}-wal").write_bytes(b"x" * 100)
    with pytest.raises(StoreError, match="cannot use the store"):
        SqliteStore.open(path, create=False)


def test_a_place_without_a_write_ahead_log_is_refused() -> None:
    database = Database(Path("store.sqlite3"))
    no_log = pytest.raises(StoreError, match="cannot keep a write-ahead log")
    with closing(sqlite3.connect(":memory:")) as memory, no_log:
        database._use_wal(memory)


@pytest.mark.skipif(sys.platform == "win32", reason="names cannot hold these there")
def test_any_name_of_a_file_will_do(tmp_path: Path) -> None:
    path = tmp_path / "a b%20?mode=memory#é" / "st?re.sqlite3"
    filled(path)
    assert path.stat().st_size > 0


def test_a_file_that_is_gone_has_no_identity(path: Path) -> None:
    database = Database(path)
    assert database.identity() is None
    filled(path)
    assert database.identity() == database.identity() is not None
