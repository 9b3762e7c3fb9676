"""Ways to a server: one address, several, none; over TLS they are in `test_tls`."""

import asyncio
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import httpx
import pytest

from tests.delivery.exchanging import run
from tests.delivery.wire import hang
from webhookctl.delivery.connecting import Address, Destination, connect, first_to_answer
from webhookctl.delivery.phase import Phase

pytestmark = pytest.mark.usefixtures("each_loop")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server whose connections stand, and which says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        yield listening


def port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def at(port: int) -> Address:
    return (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))


@pytest.fixture
def closed() -> Iterator[int]:
    """A port that refuses connections."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield port_of(unused)


def nobody(phase: Phase) -> None:
    pass


def error_of(to: Destination, limit: float | None = None) -> httpx.TransportError:
    with pytest.raises(httpx.TransportError) as caught:
        run(connect("POST", to, limit, nobody))
    return caught.value


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_phases_of_connecting_are_told(listener: socket.socket, host: str) -> None:
    phases: list[Phase] = []

    async def come_and_go() -> None:
        made = await connect("POST", Destination(host, port_of(listener)), 10, phases.append)
        made.close()

    run(come_and_go())
    assert phases == [Phase.CONNECTING]


def test_address_that_refuses_is_passed_over(listener: socket.socket, closed: int) -> None:
    addresses = [at(closed), at(port_of(listener))]

    async def come_and_go() -> int:
        with await first_to_answer(addresses) as made:
            port: int = made.getpeername()[1]
            return port

    assert run(come_and_go()) == port_of(listener)


@pytest.mark.skipif(sys.platform != "linux", reason="others refuse when the backlog is full")
def test_address_that_is_silent_does_not_hold_up_the_next(listener: socket.socket) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent:
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(silent.getsockname())
        addresses = [at(port_of(silent)), at(port_of(listener))]

        async def come_and_go() -> int:
            async with asyncio.timeout(10):
                with await first_to_answer(addresses) as made:
                    port: int = made.getpeername()[1]
                    return port

        assert run(come_and_go()) == port_of(listener)
        for one in waiting:
            one.close()


def test_addresses_that_all_refuse_are_refused(closed: int) -> None:
    with pytest.raises(ConnectionRefusedError):
        run(first_to_answer([at(closed), at(closed)]))


def test_error_of_the_system_is_the_cause(closed: int) -> None:
    for host in ("127.0.0.1", "localhost"):
        error = error_of(Destination(host, closed))
        assert isinstance(error, httpx.ConnectError)
        assert isinstance(error.__cause__, OSError)


@pytest.mark.parametrize(
    ("host", "secure", "cause"),
    [
        ("no-such-host.invalid", False, socket.gaierror),
        ("no-such-host.invalid", True, socket.gaierror),
        (f"{'a' * 64}.test", False, UnicodeError),
        (f"{'a' * 64}.test", True, UnicodeError),
        (".test", True, ValueError),
    ],
)
def test_host_that_cannot_be(host: str, secure: bool, cause: type[Exception]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if secure else None
    error = error_of(Destination(host, 1, context))
    assert isinstance(error, httpx.ConnectError)
    assert isinstance(error.__cause__, cause)


@pytest.mark.skipif(sys.platform == "win32", reason="Python has no Unix sockets there")
@pytest.mark.parametrize("path", ["/none/at/all", "a" * 200, "a\0b"])
def test_socket_that_cannot_be(path: str) -> None:
    error = error_of(Destination("app.test", 80, unix_socket=path))
    assert isinstance(error, httpx.ConnectError)
    assert error.__cause__ is not None


def test_handshake_has_a_time_of_its_own(listener: socket.socket) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    to = Destination("127.0.0.1", port_of(listener), context)
    assert isinstance(error_of(to, 0.1), httpx.ConnectTimeout)
    taken, _ = listener.accept()
    with taken:
        hang(taken)  # it ends, since the connection was closed


def test_what_is_said_in_plain_text_before_tls_is_never_an_answer(listener: socket.socket) -> None:
    def inject() -> None:
        taken, _ = listener.accept()
        with taken:
            taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            with suppress(OSError):
                hang(taken)

    thread = Thread(target=inject, daemon=True)
    thread.start()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    error = error_of(Destination("127.0.0.1", port_of(listener), context))
    assert isinstance(error.__cause__, ssl.SSLError)
    thread.join(10)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("secure", [False, True])
def test_connection_that_is_given_up_is_closed(
    listener: socket.socket, host: str, secure: bool
) -> None:
    """At whatever step; an unclosed socket is a warning, and warnings are errors here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if secure else None
    to = Destination(host, port_of(listener), context)

    async def give_up(steps: int) -> None:
        task = asyncio.ensure_future(connect("POST", to, None, nobody))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            (await task).close()

    async def again_and_again() -> None:
        for steps in range(12):
            await give_up(steps)

    run(again_and_again())
    listener.settimeout(0.2)
    with suppress(TimeoutError):
        while True:
            taken, _ = listener.accept()
            with taken:
                taken.settimeout(10)
                hang(taken)
