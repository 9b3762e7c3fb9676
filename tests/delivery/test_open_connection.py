"""One connection against a server of its own: how it sends, listens, and ends."""

import asyncio
import socket
import ssl
import sys
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from tests.delivery.exchanging import run
from tests.delivery.wire import OK, PATIENCE, answer, hang, reset
from webhookctl.delivery.connecting import Destination, connect
from webhookctl.delivery.open_connection import OpenConnection
from webhookctl.delivery.tls_layer import TlsLayer

pytestmark = pytest.mark.usefixtures("each_loop")

REQUEST = b"POST / HTTP/1.1\r\nHost: a\r\n\r\n"
LARGE = bytes(1 << 20)

Server = Callable[[socket.socket], None]
Talk = Callable[[OpenConnection], Coroutine[Any, Any, None]]


@pytest.fixture
def between() -> Callable[[Server, Talk], None]:
    """Return what runs a server in a thread, and what a client does over its connection."""

    def meet(server: Server, talk: Talk) -> None:
        def serve() -> None:
            taken, _ = listener.accept()
            taken.settimeout(PATIENCE)
            with suppress(OSError), taken:
                server(taken)

        async def client() -> None:
            to = Destination("127.0.0.1", listener.getsockname()[1])
            connection = await connect("POST", to, None, lambda _phase: None)
            try:
                async with asyncio.timeout(PATIENCE):
                    await talk(connection)
            finally:
                connection.close()

        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = Thread(target=serve, daemon=True)
            thread.start()
            run(client())
            thread.join(PATIENCE)

    return meet


async def body_of(connection: OpenConnection) -> bytes:
    body = bytearray()
    while part := await connection.part():
        body += part
    return bytes(body)


async def send_without_end(connection: OpenConnection) -> None:
    while True:
        await connection.send(LARGE)


async def exchange(connection: OpenConnection) -> bytes:
    await connection.send(REQUEST)
    connection.sent()
    await connection.head()
    return await body_of(connection)


def _most_files() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def answer_all(connection: socket.socket) -> None:
    while connection.recv(65536):
        connection.sendall(OK)


def test_connection_is_used_again(between: Callable[[Server, Talk], None]) -> None:
    async def twice(connection: OpenConnection) -> None:
        assert await exchange(connection) == b"ok"
        assert connection.finish()
        assert connection.is_idle
        connection.begin("POST")
        assert await exchange(connection) == b"ok"

    between(answer_all, twice)


def test_connection_is_not_idle_once_the_other_side_has_closed_it(
    between: Callable[[Server, Talk], None],
) -> None:
    """The end is noticed whether the event loop has seen it or not."""
    closed = Event()

    def once(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(OK)
        connection.shutdown(socket.SHUT_WR)
        closed.set()
        hang(connection)

    async def late(connection: OpenConnection) -> None:
        await exchange(connection)
        connection.finish()
        closed.wait(PATIENCE)  # the event loop stands still
        assert not connection.is_idle
        while not connection._has_ended:
            await connection._news()
        assert not connection.is_idle

    between(once, late)


def test_connection_on_which_nobody_has_asked_is_closed(
    between: Callable[[Server, Talk], None],
) -> None:
    told = Event()

    def say_more(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(OK)
        told.wait(PATIENCE)
        connection.sendall(OK)
        hang(connection)

    async def wait(connection: OpenConnection) -> None:
        await exchange(connection)
        assert connection.finish()
        told.set()
        while not connection._has_ended:
            await connection._news()
        assert not connection.is_idle

    between(say_more, wait)


def test_request_that_was_not_sent_to_its_end_allows_no_other(
    between: Callable[[Server, Talk], None],
) -> None:
    async def half(connection: OpenConnection) -> None:
        await connection.send(REQUEST)
        await connection.head()
        assert await body_of(connection) == b"ok"
        assert not connection.finish()

    between(answer_all, half)


def test_nothing_is_kept_back_that_the_other_side_takes_not(
    between: Callable[[Server, Talk], None],
) -> None:
    read = Event()

    def slowly(connection: socket.socket) -> None:
        read.wait(PATIENCE)
        hang(connection)

    async def talk(connection: OpenConnection) -> None:
        transport = connection._transport
        assert transport is not None
        sending = asyncio.ensure_future(_send_on(connection))
        for _ in range(50):
            await asyncio.sleep(0)
            assert transport.get_write_buffer_size() <= len(LARGE)
        assert not sending.done()
        read.set()
        await sending
        assert transport.get_write_buffer_size() == 0

    async def _send_on(connection: OpenConnection) -> None:
        for _ in range(30):
            await connection.send(LARGE)

    between(slowly, talk)


def test_large_answer_waits_for_its_reader(between: Callable[[Server, Talk], None]) -> None:
    size = 8 << 20

    def tell(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer("200 OK", bytes(size)))

    async def listen(connection: OpenConnection) -> None:
        await connection.send(REQUEST)
        connection.sent()
        reader = await connection.head()
        while not connection._is_paused:
            await connection._news()
        waiting = reader.waiting
        for _ in range(50):
            await asyncio.sleep(0)
        assert reader.waiting == waiting < size // 2
        assert len(await body_of(connection)) == size
        assert connection.finish()

    between(tell, listen)


def refuse(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(answer("413 Content Too Large", b"big"))
    hold.wait(PATIENCE)  # it reads no more, and does not hang up


hold = Event()


def test_refusal_ends_the_sending(between: Callable[[Server, Talk], None]) -> None:
    hold.clear()

    async def talk(connection: OpenConnection) -> None:
        with pytest.raises(httpx.WriteError):
            await send_without_end(connection)
        reader = await connection.head()
        assert (reader.status, await body_of(connection)) == (413, b"big")
        assert not connection.finish()
        hold.set()

    between(refuse, talk)


def test_early_success_does_not_end_the_sending(between: Callable[[Server, Talk], None]) -> None:
    received: list[int] = []

    def accept_at_once(connection: socket.socket) -> None:
        connection.sendall(OK)
        left = 5 * len(LARGE)
        while left and (part := connection.recv(1 << 20)):
            left -= len(part)
        received.append(left)

    async def talk(connection: OpenConnection) -> None:
        for _ in range(5):
            await connection.send(LARGE)
        connection.sent()
        await connection.head()
        assert await body_of(connection) == b"ok"

    between(accept_at_once, talk)
    assert received == [0]


def test_nothing_is_sent_to_one_who_has_hung_up(between: Callable[[Server, Talk], None]) -> None:
    async def talk(connection: OpenConnection) -> None:
        with pytest.raises(httpx.WriteError):
            await send_without_end(connection)
        with pytest.raises(httpx.ReadError):
            await connection.head()

    between(socket.socket.close, talk)


def test_reset_is_the_cause(between: Callable[[Server, Talk], None]) -> None:
    def hang_up(connection: socket.socket) -> None:
        connection.recv(65536)
        reset(connection)

    async def talk(connection: OpenConnection) -> None:
        with pytest.raises(httpx.ReadError) as caught:
            await exchange(connection)
        assert isinstance(caught.value.__cause__, ConnectionError)

    between(hang_up, talk)


def test_nothing_leaves_unsealed_while_hands_are_shaken() -> None:
    """As TLS 1.2 may do in the middle of a request."""
    received: list[bytes] = []

    def speak_in_plain() -> None:
        taken, _ = listener.accept()
        with suppress(OSError), taken:
            received.append(taken.recv(65536))
            taken.sendall(OK)
            hang(taken)

    async def talk() -> None:
        layer = TlsLayer(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "127.0.0.1")
        connection = OpenConnection("POST", layer)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: connection, *listener.getsockname())
        with pytest.raises(httpx.WriteError):
            await connection.send(b"secret")
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=speak_in_plain, daemon=True)
        thread.start()
        run(talk())
        thread.join(PATIENCE)
    assert len(received) == 1
    assert b"secret" not in received[0]


def test_silence_is_waited_for_as_long_as_it_is_wanted(
    between: Callable[[Server, Talk], None],
) -> None:
    asked = Event()

    def answer_when_asked(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        asked.wait(PATIENCE)
        connection.sendall(OK)
        hang(connection)

    async def talk(connection: OpenConnection) -> None:
        assert not await connection.speaks_within(0.05)
        asked.set()
        assert await connection.speaks_within(PATIENCE)

    between(answer_when_asked, talk)


@pytest.mark.skipif(_most_files() < 1300, reason="so many sockets may not be open here")
def test_end_is_noticed_on_a_socket_of_a_high_number(
    between: Callable[[Server, Talk], None],
) -> None:
    async def talk(connection: OpenConnection) -> None:
        assert connection._number >= 1024
        assert connection.is_idle

    with ExitStack() as holders:
        for _ in range(1100):
            holders.enter_context(socket.socket())
        between(answer_all, talk)
