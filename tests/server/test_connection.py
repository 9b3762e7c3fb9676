"""Answers come in order, and those who leave are told of."""

import pytest

from tests.server.knocking import Answer, running_door
from webhookctl.core.reply import Reply, text_reply
from webhookctl.server.connection import peer_name
from webhookctl.server.limits import Limits

GET = b"GET / HTTP/1.1\r\n\r\n"


def numbered(number: int) -> bytes:
    return b"GET /%d HTTP/1.1\r\n\r\n" % number


def test_connection_is_kept_for_the_next_request() -> None:
    with running_door() as door, door.connect() as sender:
        for number in range(3):
            answer = sender.send(numbered(number)).read()
            assert (answer.status, answer.body) == (200, b"ok\n")
            assert answer.header("connection") is None
        assert [request.target for request in door.requests] == [b"/0", b"/1", b"/2"]


@pytest.mark.parametrize(
    ("request_", "connection"),
    [
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "close"),
        (b"GET / HTTP/1.0\r\n\r\n", "close"),
        (b"CONNECT example.com:443 HTTP/1.1\r\n\r\n", "close"),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive"),
    ],
)
def test_connection_header_says_whether_it_is_kept(request_: bytes, connection: str) -> None:
    with running_door() as door, door.connect() as sender:
        assert sender.send(request_).read().header("connection") == connection
        if connection == "close":
            assert sender.rest() == b""
        else:
            assert sender.send(GET).read().status == 200


def test_pipelined_requests_are_handed_on_one_at_a_time_and_answered_in_order() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(b"".join(numbered(number) for number in range(5)))
        for number in range(5):
            door.wait_for_requests(number + 1)
            assert len(door.exchanges) == number + 1
            door.answer(number, text_reply(200, f"answer {number}"))
        bodies = [sender.read().body for _ in range(5)]
        assert bodies == [b"answer %d\n" % number for number in range(5)]


def test_many_pipelined_requests_that_are_answered_at_once_are_no_trouble() -> None:
    with running_door() as door, door.connect() as sender:
        sender.send(numbered(7) * 3000)
        assert [sender.read().status for _ in range(3000)] == [200] * 3000
        assert len(door.requests) == 3000


def test_what_comes_while_an_answer_is_awaited_is_read_afterwards() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(numbered(0))
        door.wait_for_requests(1)
        sender.send(numbered(1)[:10])
        door.call(lambda: None)  # the door has had its chance to read it
        sender.send(numbered(1)[10:])
        door.answer(0)
        door.answer(1)
        assert [sender.read().status for _ in range(2)] == [200, 200]
        assert [request.target for request in door.requests] == [b"/0", b"/1"]


def test_refusal_waits_for_the_answers_before_it() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(numbered(0) + b"rubbish\r\n")
        door.answer(0)
        assert [sender.read().status for _ in range(2)] == [200, 400]
        assert sender.end().rest() == b""


def test_refusal_is_the_last_word_to_a_sender_that_has_said_all() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(numbered(0) + b"rubbish\r\n").end()
        door.answer(0)
        assert b" 400 Bad Request\r\n" in sender.rest()


def test_requests_behind_one_whose_sender_is_gone_are_dropped() -> None:
    body = b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(body * 3)
        door.wait_for_requests(1)
        sender.reset()
        door.wait_until_empty()
        assert door.answer(0) is False
        assert len(door.requests) == 1


def test_sender_is_invited_to_send_its_body() -> None:
    with running_door() as door, door.connect() as sender:
        sender.send(b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert sender.rest_of_line() == b"HTTP/1.1 100 Continue"
        assert sender.send(b"hi").read().status == 200
        assert door.requests[0].body.read() == b"hi"
        assert door.requests[0].headers[1] == (b"Expect", b"100-continue")


def test_sender_that_does_not_wait_for_the_invitation_gets_none() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    with running_door() as door, door.connect() as sender:
        assert sender.send(head + b"hi").read().line == "HTTP/1.1 200 OK"


def test_invitation_comes_after_the_answer_before_it() -> None:
    second = b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(numbered(0) + second)
        door.answer(0)
        assert sender.read().status == 200
        assert sender.rest_of_line() == b"HTTP/1.1 100 Continue"
        sender.send(b"hi")
        door.answer(1)
        assert sender.read().status == 200


def test_too_large_body_is_refused_before_it_is_sent() -> None:
    with running_door(Limits(max_body=1)) as door, door.connect() as sender:
        sender.send(b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert sender.read().status == 413
        assert door.requests == []


def test_refused_sender_may_finish_sending_and_reads_the_answer() -> None:
    size = 20_000_000
    with running_door(Limits(max_body=1000)) as door, door.connect() as sender:
        sender.send(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size)
        sender.send(b"x" * size)
        assert sender.read().status == 413
        assert sender.end().rest() == b""


def test_sender_that_has_said_all_gets_its_answers() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(numbered(0) + numbered(1)).end()
        door.answer(0)
        door.answer(1)
        assert sender.rest().count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize("how", ["end", "reset"])
@pytest.mark.parametrize(
    ("sent", "message", "target"),
    [
        (b"POST /a HT", "the sender went away before the headers were complete", None),
        (b"POST /a HTTP/1.1\r\nX", "the sender went away before the headers were complete", b"/a"),
        (
            b"POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc",
            "the sender went away after 3 of 9 bytes of the body",
            b"/a",
        ),
        (
            b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            "the sender went away after 3 bytes of the body",
            b"/a",
        ),
    ],
)
def test_sender_that_leaves_in_the_middle_is_told_of_and_not_captured(
    sent: bytes, message: str, target: bytes | None, how: str
) -> None:
    with running_door() as door, door.connect() as sender:
        sender.send(numbered(1)).read()
        sender.send(sent)
        getattr(sender, how)()
        door.wait_for(lambda: bool(door.refused))
        (refused,) = door.refused
        assert (refused.status, refused.message, refused.target) == (None, message, target)
        assert len(door.requests) == 1


def test_sender_that_leaves_between_requests_is_nothing_to_tell() -> None:
    with running_door() as door:
        with door.connect() as sender:
            sender.send(GET).read()
        with door.connect():
            pass
        door.wait_until_empty()
        assert door.refused == []


def test_answer_to_a_sender_that_is_gone_says_so() -> None:
    with running_door(holding=True) as door:
        sender = door.connect()
        sender.send(GET)
        door.wait_for_requests(1)
        sender.reset()
        door.wait_until_empty()
        assert door.answer(0) is False


def test_second_answer_is_not_written() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(GET)
        assert door.answer(0)
        assert door.answer(0) is False
        sender.read()
        assert sender.silent(0.05)


def test_head_gets_the_length_and_no_body() -> None:
    with running_door() as door, door.connect() as sender:
        answer = sender.send(b"HEAD / HTTP/1.1\r\n\r\n").read("HEAD")
        assert (answer.status, answer.header("content-length")) == (200, "3")
        assert sender.silent(0.05)


def test_large_answer_arrives_whole() -> None:
    body = bytes(range(256)) * 40_000
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(GET)
        door.answer(0, Reply(201, ((b"X-A", b"1"), (b"x-a", b"2")), body, "Made"))
        answer: Answer = sender.read()
        assert (answer.line, answer.body) == ("HTTP/1.1 201 Made", body)
        assert answer.headers[:2] == [("X-A", "1"), ("x-a", "2")]


def test_sender_that_does_not_read_its_answers_is_read_no_further() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(numbered(0) + numbered(1))
        door.answer(0, Reply(200, (), bytes(20_000_000)))
        door.call(lambda: None)
        assert len(door.exchanges) == 1
        sender.read()
        door.answer(1)
        assert sender.read().status == 200


def test_refusal_waits_for_the_answers_that_wait_to_be_read() -> None:
    with running_door(holding=True) as door, door.connect() as sender:
        sender.send(numbered(0))
        door.answer(0, Reply(200, (), bytes(20_000_000)))
        sender.send(b"rubbish\r\n")
        assert len(sender.read().body) == 20_000_000
        assert sender.read().status == 400


@pytest.mark.parametrize(
    "waiting", [b"GET /" + b"a" * 99, b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n"]
)
def test_what_comes_after_a_refusal_changes_nothing(waiting: bytes) -> None:
    limits = Limits(max_body=9, max_head=60)
    with running_door(limits, holding=True) as door, door.connect() as sender:
        sender.send(numbered(0) + waiting)
        door.wait_for_requests(1)
        sender.send(b"more")
        door.call(lambda: None)
        door.answer(0)
        assert sender.read().status == 200
        assert sender.read().status in (413, 431)
        door.wait_for(lambda: bool(door.refused))
        assert len(door.refused) == 1


@pytest.mark.parametrize(
    ("peer", "name"),
    [
        (("127.0.0.1", 9), "127.0.0.1:9"),
        (("::1", 9, 0, 0), "[::1]:9"),
        (None, "unknown"),  # it was gone before anybody asked
    ],
)
def test_peer_has_a_name(peer: tuple[str | int, ...] | None, name: str) -> None:
    assert peer_name(peer) == name
