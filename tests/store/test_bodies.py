import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import pytest

from tests.store.samples import StreamedBody
from webhookctl.core.body import CHUNK_SIZE
from webhookctl.core.ports import StoreError
from webhookctl.store.bodies import StoredBody, fill_body
from webhookctl.store.database import Database

DATA = bytes(range(256)) * 4096


@pytest.fixture
def stored(database: Database, connection: sqlite3.Connection) -> StoredBody:
    connection.execute("INSERT INTO payload (id, body) VALUES (3, ?)", (DATA,))
    return StoredBody(database, 3, len(DATA))


def test_the_bytes_are_those_that_were_stored(stored: StoredBody) -> None:
    assert stored.read() == DATA
    assert b"".join(stored.chunks()) == DATA


def test_pieces_are_small(stored: StoredBody) -> None:
    assert {len(piece) for piece in stored.chunks()} == {CHUNK_SIZE}


@pytest.mark.parametrize("limit", [0, 1, 1000, len(DATA), len(DATA) + 1])
def test_its_head_is_read_alone(stored: StoredBody, limit: int) -> None:
    assert stored.head(limit) == DATA[:limit]


def test_reading_may_change_threads(stored: StoredBody) -> None:
    pieces = stored.chunks()
    found = [next(pieces)]
    thread = threading.Thread(target=lambda: found.extend(pieces))
    thread.start()
    thread.join()
    assert b"".join(found) == DATA


def test_reading_can_be_given_up(stored: StoredBody) -> None:
    pieces = stored.chunks()
    next(pieces)
    assert isinstance(pieces, Iterator)
    del pieces
    assert stored.read() == DATA


def test_a_body_that_is_gone_is_an_error(
    stored: StoredBody, connection: sqlite3.Connection
) -> None:
    for other in (replace(stored, payload=4), replace(stored, size=5)):
        with pytest.raises(StoreError, match="no longer in the store"):
            other.read()
    connection.execute("DELETE FROM payload")
    with pytest.raises(StoreError, match="no longer in the store"):
        next(stored.chunks())


def test_a_store_that_is_gone_is_an_error(stored: StoredBody) -> None:
    gone = replace(stored, database=Database(stored.database.path / "gone"))
    with pytest.raises(StoreError, match="cannot use the store"):
        gone.read()


@dataclass(frozen=True)
class TooLong(StreamedBody):
    def chunks(self) -> Iterator[bytes]:
        yield b"x" * (self.size + 1)


@pytest.mark.parametrize("body", [StreamedBody(100, lies=True), TooLong(100)])
def test_a_body_of_another_size_than_it_says_is_an_error(body: StreamedBody) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE payload (id INTEGER PRIMARY KEY, body)")
        connection.execute("INSERT INTO payload VALUES (1, zeroblob(100))")
        with pytest.raises(StoreError, match="could not be read back"):
            fill_body(connection, 1, body)
