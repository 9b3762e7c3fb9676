"""A connection that is listened to before the engine reads; TLS is in `test_manners`."""

import asyncio
import socket
import ssl
from collections.abc import Coroutine
from typing import Any

import httpx
import pytest

from tests.delivery.wire import OK, Wire
from webhookctl.delivery.transport import Transport

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def test_nothing_is_heard_before_there_is_a_connection() -> None:
    async def listen() -> None:
        async with Transport(PLAIN) as transport:
            assert not await transport.speaks_within(0.01)

    run(listen())


def test_what_was_heard_early_is_read_later_in_any_portions() -> None:
    async def talk() -> None:
        async with Transport(PLAIN) as transport:
            response = await transport.handle_async_request(httpx.Request("GET", wire.url))
            await response.aread()
            connection = transport._network.connection
            assert connection is not None
            assert not await transport.speaks_within(0.01)
            await connection.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert await transport.speaks_within(10)
            assert await connection.read(5) == OK[:5]
            assert await connection.read(10) == OK[5:15]
            assert await connection.read(65536) == OK[15:]

    with Wire() as wire:
        run(talk())


def test_abandoned_transport_leaves_no_connection_in_its_handshake() -> None:
    """An unclosed socket is a warning, and warnings are errors here."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"https://127.0.0.1:{deaf.getsockname()[1]}"

        async def give_up() -> None:
            transport = Transport(PLAIN)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await transport.handle_async_request(httpx.Request("GET", url))
            await transport.abandon()
            connection = transport._network.connection
            assert connection is not None
            assert connection.get_extra_info("socket").fileno() == -1

        run(give_up())
