"""The engine's connections: kept, closed, made over whatever there is."""

import asyncio
import socket
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from tests.delivery.exchanging import answer_to, exchange, failure_of, request, run
from tests.delivery.wire import OK, Wire, answer, hang
from webhookctl.core.connection import Connection
from webhookctl.core.model import Answer, Failure, FailureKind
from webhookctl.delivery.client import Client, Exchange, Limits

pytestmark = pytest.mark.usefixtures("each_loop")


def test_connection_is_reused() -> None:
    with Wire() as wire:
        done = exchange(request(wire.url), request(wire.url), request(wire.url))
    assert [one.outcome.status for one in done if isinstance(one.outcome, Answer)] == [200] * 3
    assert [got.connection for got in wire.received] == [1, 1, 1]


def test_connection_is_not_reused_after_the_server_closed_it() -> None:
    with Wire([answer("200 OK", b"", "Connection: close")]) as wire:
        exchange(request(wire.url), request(wire.url))
    assert [got.connection for got in wire.received] == [1, 2]


def test_connection_that_the_server_closed_without_a_word_is_replaced() -> None:
    closed = Event()

    def answer_and_go(connection: socket.socket) -> None:
        connection.sendall(OK)
        connection.shutdown(socket.SHUT_WR)
        closed.set()

    async def work() -> list[Exchange]:
        async with Client(time.perf_counter) as client:
            first = await client.exchange(request(wire.url), Limits())
            await asyncio.to_thread(closed.wait, 10)
            return [first, await client.exchange(request(wire.url), Limits())]

    with Wire([answer_and_go, OK]) as wire:
        done = run(work())
    assert all(isinstance(one.outcome, Answer) for one in done)
    assert [got.connection for got in wire.received] == [1, 2]


def test_receiver_is_reached_by_a_name_with_several_addresses() -> None:
    with Wire() as wire:
        url = wire.url.replace("127.0.0.1", "localhost")
        assert answer_to(request(url)).status == 200
    assert wire.received[0].value("host") == b"localhost:%d" % wire.port


def test_requests_at_once_have_a_connection_each() -> None:
    async def work() -> list[Exchange]:
        async with Client(time.perf_counter) as client:
            return await asyncio.gather(
                *(client.exchange(request(wire.url), Limits()) for _ in range(20))
            )

    with Wire() as wire:
        done = run(work())
    assert all(isinstance(one.outcome, Answer) for one in done)
    assert sorted(got.connection for got in wire.received) == list(range(1, 21))


def test_idle_connection_is_closed_soon() -> None:
    """An app that serves one connection at a time is not kept from serving others."""
    closed = Event()

    def wait_for_the_end(connection: socket.socket) -> None:
        connection.sendall(OK)
        hang(connection)
        closed.set()

    async def work() -> bool:
        async with Client(time.perf_counter) as client:
            await client.exchange(request(wire.url), Limits())
            return await asyncio.to_thread(closed.wait, 10)

    with Wire([wait_for_the_end]) as wire:
        assert run(work())


def test_exchange_that_outlives_the_client_leaves_no_connection() -> None:
    closed, arrived = Event(), Event()

    def answer_late(connection: socket.socket) -> None:
        arrived.set()
        released.wait(10)
        connection.sendall(OK)
        hang(connection)
        closed.set()

    async def work() -> Exchange:
        client = Client(time.perf_counter)
        task = asyncio.ensure_future(client.exchange(request(wire.url), Limits()))
        await asyncio.to_thread(arrived.wait, 10)
        await client.close()
        released.set()
        done = await task
        assert await asyncio.to_thread(closed.wait, 10)
        return done

    released = Event()
    with Wire([answer_late]) as wire:
        assert isinstance(run(work()).outcome, Answer)


def test_proxy_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Wire() as wire:
        assert answer_to(request(wire.url)).status == 200


def test_time_is_counted_from_the_first_byte_out() -> None:
    clock = iter(range(100))

    async def work() -> float:
        async with Client(lambda: float(next(clock))) as client:
            return (await client.exchange(request(wire.url), Limits())).elapsed

    with Wire() as wire:
        assert run(work()) == 1.0


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_receiver_is_reached_by_its_ipv6_address() -> None:
    with Wire(host="::1") as wire:
        assert wire.url.startswith("http://[::1]:")
        assert answer_to(request(wire.url)).status == 200
    assert wire.received[0].value("host") == b"[::1]:%d" % wire.port


@pytest.fixture
def near(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test by a short name: the path of a socket has 103 bytes at most."""
    monkeypatch.chdir(tmp_path)
    return Path()


@pytest.mark.skipif(sys.platform == "win32", reason="Python has no Unix sockets there")
def test_receiver_is_reached_over_a_unix_socket(near: Path) -> None:
    path = near / "app.sock"
    with Wire(unix=path) as wire:
        connection = Connection(unix_socket=str(path))
        one = request("http://app.test:1", target=b"/hook")
        done = exchange(one, one, connection=connection)
    assert [end.outcome.status for end in done if isinstance(end.outcome, Answer)] == [200, 200]
    assert [got.connection for got in wire.received] == [1, 1]
    assert wire.received[0].target == b"/hook"
    assert wire.received[0].value("host") == b"app.test:1"


@pytest.mark.skipif(sys.platform == "win32", reason="Python has no Unix sockets there")
def test_unix_socket_that_is_not_there_is_refused_and_named(near: Path) -> None:
    missing = str(near / "none.sock")
    got = failure_of(request("http://app.test"), connection=Connection(unix_socket=missing))
    assert got == Failure(
        FailureKind.REFUSED,
        f"there is no socket `{missing}`",
        "nothing listens there: start the app, or check the path",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Python has no Unix sockets there")
def test_unix_socket_that_nobody_listens_on_is_refused(near: Path) -> None:
    path = str(near / "left.sock")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(path)
    got = failure_of(request("http://app.test"), connection=Connection(unix_socket=path))
    assert (got.kind, got.message) == (
        FailureKind.REFUSED,
        f"connection refused by http://app.test on `{path}`",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Python has no Unix sockets there")
def test_unix_socket_with_an_impossible_path_is_unreachable(tmp_path: Path) -> None:
    path = str(tmp_path / ("a" * 200))
    got = failure_of(request("http://app.test"), connection=Connection(unix_socket=path))
    assert got.kind is FailureKind.UNREACHABLE
    assert got.hint == "check the path of the socket"
