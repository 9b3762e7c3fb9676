"""Who is slow in sending, or in reading, is cut off; who only waits for an answer is not."""

import asyncio
import time

import pytest

from tests.server.knocking import RunningDoor, running_door
from webhookctl.core.notice import Refused
from webhookctl.core.reply import Reply
from webhookctl.server.connection import Connection, Reception
from webhookctl.server.limits import Limits
from webhookctl.server.spool import Budget

GET = b"GET / HTTP/1.1\r\n\r\n"
SHORT = 0.2
"""Seconds of the limits that are tried here."""


def test_refused_sender_that_never_ends_is_cut_off() -> None:
    limits = Limits(max_body=1, linger_seconds=SHORT)
    with running_door(limits) as door, door.connect() as sender:
        sender.send(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n")
        assert b" 413 " in sender.rest()
        door.wait_until_empty()


def test_refused_sender_that_goes_on_sending_is_cut_off_in_the_end() -> None:
    limits = Limits(max_body=1, linger_total=SHORT, head_seconds=SHORT)
    with running_door(limits) as door, door.connect() as sender:
        sender.send(b"POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n")
        sender.flood(b"x" * 1000)
        door.wait_until_empty()


@pytest.mark.parametrize("head", [b"P", b"POST / HTTP/1.1\r\nX-A", b"POST / HTTP/1.1\r\n"])
def test_slow_header_block_is_cut_off(head: bytes) -> None:
    with running_door(Limits(head_seconds=SHORT)) as door, door.connect() as sender:
        answer = sender.send(head).read()
        door.wait_for(lambda: bool(door.refused))
        assert answer.status == door.refused[0].status == 408
        assert door.refused[0].message == "the headers were not complete after 0.2 s"


def test_dripping_header_block_is_cut_off_all_the_same() -> None:
    with running_door(Limits(head_seconds=SHORT)) as door, door.connect() as sender:
        sender.send(b"GET / HTTP/1.1\r\n")
        while sender.silent(0.01):
            sender.send(b"X-A: 1\r\n")
        assert sender.read().status == 408


def test_slow_header_block_on_a_kept_connection_is_cut_off() -> None:
    with running_door(Limits(head_seconds=SHORT)) as door, door.connect() as sender:
        sender.send(GET).read()
        assert sender.send(b"GET").read().status == 408


def test_silent_body_is_cut_off() -> None:
    with running_door(Limits(body_seconds=SHORT)) as door, door.connect() as sender:
        sender.send(b"PUT /slow HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc")
        assert sender.read().status == 408
        door.wait_for(lambda: bool(door.refused))
        (refused,) = door.refused
        assert refused.message == "nothing came for 0.2 s after 3 of 9 bytes of the body"
        assert (refused.method, refused.target) == (b"PUT", b"/slow")
        assert door.requests == []


def test_dripping_body_is_no_silence() -> None:
    with running_door(Limits(body_seconds=0.5)) as door, door.connect() as sender:
        sender.send(b"PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
        for _ in range(9):
            assert sender.silent(0.1)
            sender.send(b"x")
        assert sender.read().status == 200


def test_connection_without_a_request_is_closed_without_a_word() -> None:
    with running_door(Limits(head_seconds=SHORT)) as door, door.connect() as sender:
        assert sender.rest() == b""
        assert door.refused == []


def test_idle_connection_is_closed_without_a_word() -> None:
    with running_door(Limits(idle_seconds=SHORT)) as door, door.connect() as sender:
        sender.send(GET).read()
        assert sender.rest() == b""
        assert door.refused == []


def test_sender_that_waits_for_its_answer_is_not_slow() -> None:
    limits = Limits(head_seconds=SHORT, body_seconds=SHORT, idle_seconds=SHORT)
    with running_door(limits, holding=True) as door, door.connect() as sender:
        sender.send(GET)
        assert sender.silent(0.6)
        assert door.answer(0)
        assert sender.read().status == 200


class Unread(asyncio.Transport):
    """A transport whose other side reads as little as it is told to."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.left = 0
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None: ...

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return self.left

    def abort(self) -> None:
        self.aborted = True


def test_sender_that_reads_its_answer_slowly_is_left_alone_as_long_as_it_reads() -> None:
    async def play() -> None:
        told: list[Refused] = []
        receive = RunningDoor().receive
        reception = Reception(receive, told.append, Limits(), Budget(1000), time.time)
        connection = Connection(reception, lambda _: None, lambda _: None)
        transport = Unread()
        connection.connection_made(transport)
        connection.data_received(GET)
        connection.pause_writing()
        for transport.left in (100, 99, 1):
            connection.expire()
            assert not transport.aborted
            assert connection.deadline < float("inf")
        connection.expire()
        assert transport.aborted

    asyncio.run(play())


def test_sender_that_never_reads_its_answer_is_cut_off() -> None:
    with running_door(Limits(idle_seconds=SHORT), holding=True) as door, door.connect() as sender:
        sender.send(GET)
        door.answer(0, Reply(200, (), bytes(20_000_000)))
        door.wait_until_empty()
        assert len(sender.rest()) < 20_000_000


def test_senders_have_as_long_as_is_promised() -> None:
    limits = Limits()
    assert (limits.head_seconds, limits.body_seconds) == (10, 30)
    assert (limits.connections, limits.max_body) == (1000, 25 * 1024 * 1024)
