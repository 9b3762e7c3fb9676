"""One connection of the engine, watched while a request is still being sent over it."""

import asyncio
import re
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

_READ_SIZE = 64 * 1024

# 100 (Continue) and its like, which ask for the rest of the body (RFC 9110 section 15.2).
_INTERIM = re.compile(rb"(?:HTTP/1\.[01] 1\d\d[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)+")


class Transport(httpx.AsyncHTTPTransport):
    """Makes one connection at a time, to a host or to a Unix socket, and keeps it."""

    def __init__(self, context: ssl.SSLContext, unix_socket: str | None = None) -> None:
        super().__init__(verify=context, trust_env=False)
        self._network = _Network()
        self._pool = _OneConnection(
            ssl_context=context, uds=unix_socket, network_backend=self._network
        )

    def hold_head(self, *, wanted: bool) -> None:
        """Say whether the head of the next request may wait for its body, to leave together."""
        self._network.hold_head = wanted

    async def speaks_within(self, seconds: float) -> bool:
        """Wait so long; return early and say so if the other side answers or hangs up."""
        connection = self._network.connection
        return connection is not None and await connection.speaks_within(seconds)

    async def abandon(self) -> None:
        """Close whatever there is of a connection.

        The engine forgets one that was cancelled in its TLS handshake: it closes on errors, and a
        cancellation is none.
        """
        await self.aclose()
        if self._network.connection is not None:
            await self._network.connection.aclose()


class _OneConnection(httpcore.AsyncConnectionPool):
    """A pool of one connection, for one request at a time: nothing has to be looked for in it."""

    _only: httpcore.AsyncConnectionInterface | None = None

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request over the connection, or over a new one if that is of no use any more."""
        connection = self._only
        if connection is None or not connection.is_available() or connection.has_expired():
            await self.aclose()
            connection = self._only = self.create_connection(request.url.origin)
        return await connection.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connection."""
        connection, self._only = self._only, None
        if connection is not None:
            await connection.aclose()


class _Network(httpcore.AsyncNetworkBackend):
    """Makes connections as the engine does itself, and remembers the last one."""

    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()
        self.connection: _Connection | None = None
        self.hold_head = False

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> "_Connection":
        made = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return self._remembered(made)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's
        socket_options: Iterable[Any] | None = None,
    ) -> "_Connection":
        return self._remembered(
            await self._backend.connect_unix_socket(path, timeout, socket_options)
        )

    def _remembered(self, made: httpcore.AsyncNetworkStream) -> "_Connection":
        self.connection = _Connection(made, self)
        return self.connection


class _Connection(httpcore.AsyncNetworkStream):
    """A connection that can be listened to before the engine reads from it."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, network: _Network) -> None:
        self._stream = stream
        self._network = network
        self._early: bytes | None = None
        self._is_head = True
        self._held = b""

    async def speaks_within(self, seconds: float) -> bool:
        """Wait so long for more than an interim answer; what is heard is kept for the engine."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while (left := ends - loop.time()) > 0:
            try:
                heard = await self._stream.read(_READ_SIZE, timeout=left)
            except httpcore.ReadTimeout:
                return False
            self._early = (self._early or b"") + heard
            if not heard or not _INTERIM.fullmatch(self._early):
                return True
        return False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        await self._release(timeout)
        self._is_head = True  # what is written after this is another request
        if self._early is None:
            return await self._stream.read(max_bytes, timeout)
        early, rest = self._early[:max_bytes], self._early[max_bytes:]
        self._early = rest or None
        return early

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if self._is_head and self._network.hold_head:
            self._is_head = False
            self._held = buffer
            return
        held, self._held = self._held, b""
        await self._stream.write(held + buffer if held else buffer, timeout)

    async def _release(self, timeout: float | None) -> None:  # noqa: ASYNC109
        if held := self._held:
            self._held = b""
            await self._stream.write(held, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's
    ) -> "_Connection":
        self._stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
