"""How a connection is made: to an address, to the fastest of several, to a Unix socket, by TLS."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from webhookctl.delivery.open_connection import OpenConnection
from webhookctl.delivery.phase import Phase
from webhookctl.delivery.tls_layer import TlsLayer

_HEAD_START = 0.25
"""Seconds after which the next address of a name is tried as well (RFC 8305 section 5)."""

Address = tuple[Any, Any, int, str, Any]
"""An address as `socket.getaddrinfo` gives it."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a connection goes: a host, or a Unix socket in its place, with TLS or without."""

    host: str
    port: int
    context: ssl.SSLContext | None = None
    unix_socket: str | None = None


async def connect(
    method: str, to: Destination, limit: float | None, begin: Callable[[Phase], None]
) -> OpenConnection:
    """Return a new connection, made for a request with `method`.

    `limit` is for each of connecting and the TLS handshake, in seconds; `begin` is told when they
    begin. Raises httpx.ConnectError, whose cause is the error of the system, or
    httpx.ConnectTimeout.
    """
    tls = None
    begin(Phase.CONNECTING)
    async with _within(limit):
        if to.context is not None:
            tls = TlsLayer(to.context, to.host)
        connection = OpenConnection(method, tls)
        await _open(connection, to)
    if tls is not None:
        begin(Phase.HANDSHAKE)
        try:
            async with _within(limit):
                await connection.shake_hands(tls)
        except BaseException:
            connection.close()
            raise
    return connection


@asynccontextmanager
async def _within(limit: float | None) -> AsyncIterator[None]:
    """Give a step its time; what the system raises becomes the cause of the engine's error."""
    try:
        async with asyncio.timeout(limit) as time:
            yield
    except (OSError, ValueError) as error:
        if time.expired():
            raise httpx.ConnectTimeout("no connection within the time") from None
        raise httpx.ConnectError(str(error)) from error


async def _open(connection: OpenConnection, to: Destination) -> None:
    loop = asyncio.get_running_loop()
    if to.unix_socket is not None:
        made = await _unix_socket(to.unix_socket)
        await loop.create_unix_connection(lambda: connection, sock=made)
    elif _is_address(to.host):
        await loop.create_connection(lambda: connection, to.host, to.port)
    else:
        addresses = await loop.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
        made = await first_to_answer(addresses)
        await loop.create_connection(lambda: connection, sock=made)


async def first_to_answer(addresses: Sequence[Address]) -> socket.socket:
    """Return a socket that is connected to one of several addresses, whichever is first.

    Raises OSError when none is.
    """
    from aiohappyeyeballs import start_connection

    return await start_connection(addresses, happy_eyeballs_delay=_HEAD_START)


async def _unix_socket(path: str) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    try:
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, path)
    except BaseException:
        made.close()
        raise
    return made


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
