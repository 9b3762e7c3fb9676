import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.store.samples import GITHUB, START, STRIPE, capture, capture_id
from webhookctl.core.ids import encode_id
from webhookctl.core.model import UNKNOWN, Capture
from webhookctl.core.ports import CaptureQuery
from webhookctl.store import search
from webhookctl.store.insert import insert_captures
from webhookctl.store.topics import Topics


def some_captures() -> Iterator[Capture]:
    chance = random.Random(7)  # noqa: S311 - the same each time
    for number in range(900):
        path = b"/hooks/%d" % chance.randrange(400) if number % 3 else b"/hooks"
        recognition = chance.choice(
            [STRIPE, GITHUB, replace(STRIPE, event="charge.failed"), UNKNOWN]
        )
        one = capture(number, path + chance.choice([b"", b"?a=1", b"?b"]))
        request = replace(one.request, method=chance.choice([b"POST", b"POST", b"GET"]))
        yield replace(one, request=request, recognition=recognition)


CAPTURES = list(some_captures())


def fits(one: Capture, query: CaptureQuery) -> bool:
    """The same question, asked of values."""
    request, recognition = one.request, one.recognition
    event, path = query.event, request.path.decode()
    if event is not None and event.endswith("*"):
        event_fits = recognition.event is not None and recognition.event.startswith(event[:-1])
    else:
        event_fits = event is None or recognition.event == event
    return (
        event_fits
        and (query.method or request.method.decode()).upper() == request.method.decode().upper()
        and (query.path or path) == path
        and request.target.decode().startswith(query.path_prefix or "")
        and query.provider in (None, recognition.provider)
        and request.received_at >= (query.since or 0)
        and one.id < (query.before_id or "~")
    )


@pytest.fixture
def filled(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("BEGIN")
    insert_captures(connection, Topics(), CAPTURES)
    connection.execute("COMMIT")
    return connection


@pytest.mark.parametrize("seed", range(4))
def test_every_way_of_looking_finds_the_same(filled: sqlite3.Connection, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    for _ in range(60):
        query = CaptureQuery(
            method=chance.choice([None, None, "get", "POST"]),
            path=chance.choice([None, None, None, "/hooks", "/hooks/7"]),
            path_prefix=chance.choice([None, "/", "/hooks/1", "/hooks?a", "/x"]),
            provider=chance.choice([None, None, "stripe", "github"]),
            event=chance.choice([None, None, "push", "charge.*", "*"]),
            since=chance.choice([None, None, START + 450, START + 899]),
            before_id=chance.choice([None, None, capture_id(300)]),
        )
        limit = chance.choice([1, 5, 1000])
        found = [row.id for row in search.matching(filled, query, limit)]
        wanted = [one.id for one in reversed(CAPTURES) if fits(one, query)]
        assert found == wanted[:limit], query


def test_an_upload_that_took_long_is_found_by_its_receipt(connection: sqlite3.Connection) -> None:
    early = encode_id(int((START - search.ID_LAG + 1) * 1000), 0)
    insert_captures(connection, Topics(), [replace(capture(), id=early)])
    (row,) = search.matching(connection, CaptureQuery(since=START), 5)
    assert row.id == early
    assert search.matching(connection, CaptureQuery(since=START + 1), 5) == []


@pytest.mark.parametrize(
    ("query", "first_step"),
    [
        (CaptureQuery(), "SCAN capture"),
        (CaptureQuery(before_id="x"), "SEARCH capture USING PRIMARY KEY (id<?)"),
        (CaptureQuery(since=9e9), "SEARCH capture USING PRIMARY KEY (id>?)"),
        (CaptureQuery(path="/one"), "SEARCH capture USING INDEX capture_topic (topic=?)"),
        (CaptureQuery(path_prefix="/hooks/"), "SCAN capture"),
    ],
)
def test_nothing_is_sorted(
    connection: sqlite3.Connection, query: CaptureQuery, first_step: str
) -> None:
    captures = [capture(number, b"/hooks/%d" % number) for number in range(300)]
    connection.execute("BEGIN")
    insert_captures(connection, Topics(), [*captures, capture(300, b"/one")])
    connection.execute("COMMIT")
    said: list[str] = []
    connection.set_trace_callback(said.append)
    search.matching(connection, query, 5)
    connection.set_trace_callback(None)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {said[-1]}").fetchall()]
    assert plan[0] == first_step
    assert not [step for step in plan if "TEMP B-TREE" in step]
