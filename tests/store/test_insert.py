import sqlite3

import pytest

from tests.store.samples import StreamedBody, capture, capture_id, with_body
from webhookctl.core.body import MEMORY_LIMIT
from webhookctl.store.database import Database
from webhookctl.store.insert import insert_captures
from webhookctl.store.rows import find_capture
from webhookctl.store.topics import Topics


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 200])
def test_each_capture_gets_its_own_payload(
    database: Database, connection: sqlite3.Connection, count: int
) -> None:
    captures = [capture(number) for number in range(count)]
    insert_captures(connection, Topics(), captures)
    insert_captures(connection, Topics(), [capture(count)])
    for one in (*captures, capture(count)):
        assert find_capture(database, connection, one.id) == one


def test_payloads_are_numbered_on_from_the_largest(
    database: Database, connection: sqlite3.Connection
) -> None:
    connection.execute("INSERT INTO payload (id, body) VALUES (41, x'00')")
    captures = [capture(number) for number in range(100)]
    insert_captures(connection, Topics(), captures)
    numbers = connection.execute("SELECT payload FROM capture ORDER BY id").fetchall()
    assert numbers == [(number,) for number in range(42, 142)]
    assert [find_capture(database, connection, one.id) for one in captures] == captures


def test_nothing_is_inserted_of_no_captures(connection: sqlite3.Connection) -> None:
    insert_captures(connection, Topics(), [])
    assert connection.execute("SELECT count(*) FROM payload").fetchone() == (0,)


def test_streamed_bodies_stand_among_others(
    database: Database, connection: sqlite3.Connection
) -> None:
    large = StreamedBody(MEMORY_LIMIT + 1)
    captures = [capture(0), with_body(capture(1), large), capture(2)]
    insert_captures(connection, Topics(), captures)
    found = find_capture(database, connection, capture_id(1))
    assert found is not None
    assert found.request.body.read() == large.read()
    assert found.request.headers == capture(1).request.headers
    assert find_capture(database, connection, capture_id(2)) == capture(2)


def test_a_usual_batch_takes_two_statements(connection: sqlite3.Connection) -> None:
    """Each statement hands over the interpreter's lock, which a busy server takes a while over."""
    topics = Topics()
    insert_captures(connection, topics, [capture(0)])
    said: list[str] = []
    connection.set_trace_callback(said.append)
    insert_captures(connection, topics, [capture(number) for number in range(1, 65)])
    connection.set_trace_callback(None)
    assert [text.split("(")[0].strip() for text in said] == [
        "INSERT OR ROLLBACK INTO payload",
        "INSERT OR ROLLBACK INTO capture",
    ]
