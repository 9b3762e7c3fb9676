import sqlite3
from dataclasses import replace

from tests.store.samples import GITHUB, STRIPE, capture
from webhookctl.core.model import Capture
from webhookctl.store.topics import _REMEMBERED, Topics


def with_method(one: Capture, method: bytes) -> Capture:
    return replace(one, request=replace(one.request, method=method))


def test_captures_share_a_topic_as_far_as_they_do(connection: sqlite3.Connection) -> None:
    topics = Topics()
    one = replace(capture(0, b"/a?x=1"), recognition=STRIPE)
    other = replace(capture(1, b"/a?x=2"), recognition=replace(STRIPE, delivery_id="evt_2"))
    number = topics.number(connection, one)
    assert topics.number(connection, other) == number
    different = [
        with_method(one, b"PUT"),
        with_method(one, b"post"),
        replace(one, recognition=GITHUB),
        replace(one, recognition=replace(STRIPE, event=None)),
        replace(one, recognition=replace(STRIPE, scheme="other")),
        replace(one, handshake="a_handshake"),
        replace(one, refused=True),
        replace(capture(0, b"/b"), recognition=STRIPE),
        capture(0, b"/a"),
    ]
    numbers = {topics.number(connection, each) for each in different}
    assert len(numbers) == len(different)
    assert number not in numbers


def test_a_topic_is_found_again_by_others(connection: sqlite3.Connection) -> None:
    treated = replace(capture(), handshake="a_handshake", refused=True)
    for one in (capture(), replace(capture(), recognition=STRIPE), treated):
        assert Topics().number(connection, one) == Topics().number(connection, one)
    assert connection.execute("SELECT count(*) FROM topic").fetchone() == (3,)


def test_numbers_are_asked_for_again_after_a_failure(connection: sqlite3.Connection) -> None:
    topics = Topics()
    connection.execute("BEGIN IMMEDIATE")
    topics.number(connection, capture())
    connection.execute("ROLLBACK")
    topics.forget()
    number = topics.number(connection, capture())
    assert connection.execute("SELECT id FROM topic").fetchall() == [(number,)]


def test_memory_is_bounded(connection: sqlite3.Connection) -> None:
    topics = Topics()
    connection.execute("BEGIN IMMEDIATE")
    first = topics.number(connection, capture(0, b"/0"))
    for number in range(1, _REMEMBERED + 10):
        topics.number(connection, capture(0, b"/%d" % number))
    assert len(topics._numbers) == 10
    assert topics.number(connection, capture(0, b"/0")) == first
