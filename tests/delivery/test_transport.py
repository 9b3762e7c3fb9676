"""httpx over our own transport, and what a scripted server sees of it."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from pathlib import Path
from threading import Event

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery.authority import the_authority
from tests.delivery.exchanging import request as to_send
from tests.delivery.exchanging import run
from tests.delivery.wire import OK, PATIENCE, Wire, answer, hang
from webhookctl.core.body import MemoryBody
from webhookctl.core.connection import Connection
from webhookctl.core.model import Answer, Failure
from webhookctl.delivery.client import Client, Exchange, Limits
from webhookctl.delivery.transport import Transport
from webhookctl.delivery.trust import tls_context


def through_httpx(*requests: httpx.Request, context: ssl.SSLContext | None = None) -> list[str]:
    async def send_all() -> list[str]:
        async with httpx.AsyncClient(transport=Transport(context)) as client:
            return [(await client.send(one)).text for one in requests]

    return run(send_all())


def test_it_serves_httpx_as_its_own_does() -> None:
    with Wire([answer("200 OK", b"one"), answer("200 OK", b"two")]) as wire:
        url = httpx.URL(wire.url)
        got = through_httpx(
            httpx.Request("POST", url.join("/a%20b?x=%2F"), json={"a": 1}),
            httpx.Request("PUT", url.join("/chunks"), content=_pieces()),
        )
    assert got == ["one", "two"]
    assert [received.line for received in wire.received] == [
        b"POST /a%20b?x=%2F HTTP/1.1",
        b"PUT /chunks HTTP/1.1",
    ]
    assert [received.body for received in wire.received] == [
        b'{"a":1}',
        b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    ]
    assert [received.connection for received in wire.received] == [1, 1]


async def _pieces() -> AsyncIterator[bytes]:
    yield b"abc"
    yield b"de"


def test_tls_agrees_on_http_1_1(tmp_path: Path) -> None:
    agreed = []

    def ask(connection: socket.socket) -> None:
        assert isinstance(connection, ssl.SSLSocket)
        agreed.append(connection.selected_alpn_protocol())
        connection.sendall(answer("200 OK", b"", "Connection: close"))

    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(the_authority().sign().both_in(tmp_path))
    server.set_alpn_protocols(["h2", "http/1.1"])
    trusting = tls_context(Connection(authorities=the_authority().certificate_in(tmp_path)))
    with Wire([ask], tls=server) as wire:
        through_httpx(httpx.Request("GET", wire.url), context=trusting)
    assert agreed == ["http/1.1"]


@pytest.mark.parametrize(
    ("first", "headers"),
    [
        (OK + b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", {}),
        (OK + b"HTTP/1.1 ", {}),
        (b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", {}),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", {}),
        (OK, {"Connection": "close"}),
    ],
)
def test_what_follows_an_answer_is_never_the_next_one(
    first: bytes, headers: dict[str, str]
) -> None:
    second = answer("200 OK", b"second")
    with Wire([first, second]) as wire:
        ask = httpx.Request("POST", wire.url, headers=headers)
        assert through_httpx(ask, ask)[1] == "second"
    assert [received.connection for received in wire.received] == [1, 2]


def test_nothing_is_heard_before_there_is_a_connection() -> None:
    async def listen() -> None:
        assert not await Transport(None).speaks_within(0.01)

    run(listen())


def test_exchange_that_is_cancelled_closes_its_connection_at_once() -> None:
    asked, closed = Event(), Event()

    def wait(connection: socket.socket) -> None:
        asked.set()
        hang(connection)
        closed.set()

    async def give_up() -> None:
        async with Client(lambda: 0.0) as client:
            task = asyncio.ensure_future(client.exchange(to_send(wire.url), Limits()))
            await asyncio.to_thread(asked.wait, PATIENCE)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(closed.wait, PATIENCE)

    with Wire([wait]) as wire:
        run(give_up())


_SCRIPTS: dict[bytes, Answer | None] = {
    b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 202 Accepted\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n1\r\nd\r\n0\r\nX-After: 1\r\n\r\n": Answer(
        202, "Accepted", "1.1", ((b"Transfer-Encoding", b"chunked"),), b"abcd", 4
    ),
    b"HTTP/1.1 404 Not Found\r\nX-A: 1 \r\nContent-Length: 4\r\n\r\ngone": Answer(
        404, "Not Found", "1.1", ((b"X-A", b"1"), (b"Content-Length", b"4")), b"gone", 4
    ),
    b"HTTP/1.0 200 \r\n\r\nuntil the end": Answer(200, "", "1.0", (), b"until the end", 13),
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc": None,
    b"HTTP/1.1 200 OK\r\nContent Length: 5\r\n\r\nabc": None,
    b"HTTP/1.1 200 OK\r\nContent-Len": None,
}


def _in_pieces(script: bytes, cuts: list[int]) -> Callable[[socket.socket], None]:
    places = sorted({0, len(script), *(cut % len(script) for cut in cuts)})

    def speak(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start, end in pairwise(places):
            connection.sendall(script[start:end])

    return speak


@pytest.mark.parametrize("script", _SCRIPTS, ids=range(len(_SCRIPTS)))
@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([b"X-A", b"x-b"]), st.sampled_from([b"", b"1", b"\xff"]))),
    st.binary(max_size=3000),
    st.lists(st.integers(0, 500), max_size=6),
    st.booleans(),
)
def test_any_request_and_any_answer_in_any_pieces_come_to_the_same(
    script: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    cuts: list[int],
    chunked: bool,
) -> None:
    sent = [*headers, (b"Transfer-Encoding", b"chunked")] if chunked else headers

    async def exchange() -> Exchange:
        async with Client(lambda: 0.0) as client:
            one = to_send(wire.url, tuple(sent), MemoryBody(body))
            return await client.exchange(one, Limits())

    with Wire([_in_pieces(script, cuts)]) as wire:
        outcome = run(exchange()).outcome
    expected = _SCRIPTS[script]
    assert isinstance(outcome, Failure) if expected is None else outcome == expected
    (received,) = wire.received
    own = {b"host", b"content-length", b"transfer-encoding"}
    assert [pair for pair in received.headers if pair[0].lower() not in own] == headers
    chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
    assert received.body == (chunk + b"0\r\n\r\n" if chunked else body)
