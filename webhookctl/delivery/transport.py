"""HTTP/1.1 for httpx, over one connection that is kept and made anew when it is of no use."""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import cast

import httpx

from webhookctl.delivery.connecting import Destination, connect
from webhookctl.delivery.open_connection import OpenConnection
from webhookctl.delivery.phase import Phase
from webhookctl.delivery.request_head import RequestHead, head_of

_PORTS = {"http": 80, "https": 443}


class Transport(httpx.AsyncBaseTransport):
    """Sends one request at a time, to one origin: a host, or a Unix socket in its place.

    `context` is the TLS of an `https` origin.
    A request may say more by its extensions: `target`, the bytes of its target, and `timeout`, as
    httpx knows them, of which `connect` counts; `begin`, a function that is told each phase;
    `hold_head`, whether the head waits for the first piece of the body, to leave with it.
    """

    def __init__(self, context: ssl.SSLContext | None, unix_socket: str | None = None) -> None:
        self._context = context
        self._unix_socket = unix_socket
        self._connection: OpenConnection | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its answer once its head is there; its body is streamed.

        Raises httpx.TransportError, whose cause is the error of the system where there is one.
        """
        said = request.extensions
        begin: Callable[[Phase], None] = said.get("begin", _nobody)
        target = said.get("target") or request.url.raw_path
        head = head_of(request.method.encode("latin-1"), target, request.headers.raw)
        connection = await self._connected(request, begin)
        begin(Phase.SENDING)
        with suppress(httpx.WriteError):  # the answer may come before the end of the request
            await _send(connection, head, request, hold_head=said.get("hold_head", False))
        begin(Phase.WAITING)
        answer = await connection.head()
        begin(Phase.READING)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(connection, self, keep=not head.last),
            extensions={
                "http_version": b"HTTP/" + answer.version.encode("ascii"),
                "reason_phrase": answer.reason,
            },
        )

    async def speaks_within(self, seconds: float) -> bool:
        """Wait so long; return early and say so if the other side answers or hangs up."""
        return self._connection is not None and await self._connection.speaks_within(seconds)

    def close(self) -> None:
        """Close the connection at once."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    async def aclose(self) -> None:
        """Close the connection at once."""
        self.close()

    async def _connected(
        self, request: httpx.Request, begin: Callable[[Phase], None]
    ) -> OpenConnection:
        connection = self._connection
        if connection is not None and connection.is_idle:
            connection.begin(request.method)
            return connection
        self.close()
        limit = request.extensions.get("timeout", {}).get("connect")
        made = await connect(request.method, self._destination(request.url), limit, begin)
        self._connection = made
        return made

    def _destination(self, url: httpx.URL) -> Destination:
        context = self._context if url.scheme == "https" else None
        port = url.port or _PORTS[url.scheme]
        return Destination(url.raw_host.decode("ascii"), port, context, self._unix_socket)


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes; closing it ends the exchange."""

    def __init__(self, connection: OpenConnection, transport: Transport, *, keep: bool) -> None:
        self._connection = connection
        self._transport = transport
        self._keep = keep

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while part := await self._connection.part():
            yield part

    async def aclose(self) -> None:
        if not (self._connection.finish() and self._keep):
            self._transport.close()


def _nobody(_phase: Phase) -> None:
    """Stand in for one who wants to know the phases."""


async def _send(
    connection: OpenConnection, head: RequestHead, request: httpx.Request, *, hold_head: bool
) -> None:
    held = head.data
    if not hold_head:
        await connection.send(held)
        held = b""
    async for piece in cast(httpx.AsyncByteStream, request.stream):
        if head.chunked:
            piece = b"%x\r\n%b\r\n" % (len(piece), piece)  # noqa: PLW2901
        await connection.send(held + piece if held else piece)
        held = b""
    if head.chunked:
        held += b"0\r\n\r\n"
    if held:
        await connection.send(held)
    connection.sent()
