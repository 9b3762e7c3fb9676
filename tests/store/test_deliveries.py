import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.store.samples import StreamedBody, attempt, capture, capture_id, delivery
from tests.store.strategies import deliveries
from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.model import Delivery
from webhookctl.store.database import Database
from webhookctl.store.deliveries import deliveries_of, insert_deliveries
from webhookctl.store.insert import insert_captures
from webhookctl.store.topics import Topics


def payloads(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM payload").fetchone()
    return int(count)


@given(one=deliveries)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_delivery_comes_back_equal(
    database: Database, connection: sqlite3.Connection, one: Delivery
) -> None:
    one = replace(one, capture_id=capture_id(5))
    connection.execute("BEGIN")
    insert_deliveries(database, connection, [one])
    assert list(deliveries_of(database, connection, capture_id(5))) == [one]
    connection.execute("ROLLBACK")


def test_the_body_of_the_capture_is_not_stored_again(
    database: Database, connection: sqlite3.Connection
) -> None:
    insert_captures(connection, Topics(), [capture()])
    body = MemoryBody(capture().request.body.read())
    one = delivery(1, attempt(1, 503, body), attempt(2, 200, body), of=capture_id(0))
    insert_deliveries(database, connection, [one])
    assert payloads(connection) == 1
    assert list(deliveries_of(database, connection, capture_id(0))) == [one]


def test_a_body_is_stored_once_for_all_attempts(
    database: Database, connection: sqlite3.Connection
) -> None:
    tries = [attempt(number, 503, MemoryBody(b"sent")) for number in (1, 2, 3)]
    insert_deliveries(database, connection, [delivery(1, *tries)])
    assert payloads(connection) == 1


def test_a_body_that_changes_between_attempts_is_kept_each_time(
    database: Database, connection: sqlite3.Connection
) -> None:
    insert_captures(connection, Topics(), [capture()])
    tries = [attempt(number, 503, MemoryBody(b"try %d" % number)) for number in (1, 2)]
    one = delivery(1, *tries, of=capture_id(0))
    insert_deliveries(database, connection, [one])
    assert payloads(connection) == 3
    assert list(deliveries_of(database, connection, capture_id(0))) == [one]


@pytest.mark.parametrize("size", [10, 2 * MEMORY_LIMIT])
def test_replacing_a_delivery_leaves_nothing_behind(
    database: Database, connection: sqlite3.Connection, size: int
) -> None:
    insert_captures(connection, Topics(), [capture()])
    mine = capture().request.body
    one = delivery(1, attempt(1, 503, StreamedBody(size)), attempt(2, 503, mine), of=capture_id(0))
    for _ in range(3):
        insert_deliveries(database, connection, [one])
    assert payloads(connection) == 2
    insert_deliveries(database, connection, [replace(one, attempts=())])
    assert payloads(connection) == 1
    assert connection.execute("SELECT count(*) FROM attempt").fetchone() == (0,)


def test_the_newest_attempt_is_found_by_its_capture(connection: sqlite3.Connection) -> None:
    """The list looks it up for each line."""
    plan = connection.execute(
        "EXPLAIN QUERY PLAN SELECT id FROM delivery WHERE capture_id = ?"
        " ORDER BY last_at DESC LIMIT 1",
        ("x",),
    ).fetchall()
    assert [row[3] for row in plan] == [
        "SEARCH delivery USING COVERING INDEX delivery_capture (capture_id=?)"
    ]


def test_many_deliveries_at_once_keep_their_own_bodies(
    database: Database, connection: sqlite3.Connection
) -> None:
    insert_captures(connection, Topics(), [capture()])
    mine = capture().request.body
    several = [
        delivery(
            number,
            attempt(1, 503, MemoryBody(b"body %d" % number)),
            attempt(2, 503, StreamedBody(MEMORY_LIMIT + 1) if number == 70 else mine),
            attempt(3, 200, MemoryBody(b"")),
            of=capture_id(0),
        )
        for number in range(150)
    ]
    insert_deliveries(database, connection, several)
    kept = list(deliveries_of(database, connection, capture_id(0)))
    large, same = kept.pop(70), several.pop(70)
    assert kept == several
    assert [one.request.body.size for one in large.attempts] == [7, MEMORY_LIMIT + 1, 0]
    assert large.attempts[0] == same.attempts[0]
    assert payloads(connection) == 1 + 150 + 1


def test_of_two_with_one_id_the_later_is_kept(
    database: Database, connection: sqlite3.Connection
) -> None:
    insert_captures(connection, Topics(), [capture()])
    early = delivery(1, attempt(1, 503, MemoryBody(b"a")), of=capture_id(0))
    late = replace(early, attempts=(*early.attempts, attempt(2, 200, MemoryBody(b"b"))))
    other = delivery(2, attempt(1, 200, MemoryBody(b"c")), of=capture_id(0))
    insert_deliveries(database, connection, [early, other, late])
    assert set(deliveries_of(database, connection, capture_id(0))) == {late, other}
    assert payloads(connection) == 1 + 3
