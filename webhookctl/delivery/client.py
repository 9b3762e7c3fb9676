"""The one engine that sends requests: to the byte, to one place, within a time limit.

Only this room knows that the engine is httpx, over a transport of its own. It follows no
redirects, asks no proxy, reads no environment but the trusted certificates', and adds no header
but Host and Content-Length.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Self, cast

import httpx

from webhookctl.core.connection import DIRECT, Connection
from webhookctl.core.manner import pause, pieces
from webhookctl.core.model import Answer, Failure, OutgoingRequest
from webhookctl.delivery.failures import cut_off, failure_of, timed_out, too_large, unsendable
from webhookctl.delivery.phase import Phase, Progress
from webhookctl.delivery.request_head import framed
from webhookctl.delivery.transport import Transport
from webhookctl.delivery.trust import tls_context

KEPT_BYTES = 64 * 1024
"""How much of an answer's body is kept unless told."""

READ_BYTES = 64 * 1024 * 1024
"""How much of an answer's body is read at most unless told; a longer one is a failure."""

# Idle connections are kept only this long (seconds): servers close theirs after 2 (gunicorn) to 5
# (uvicorn, Node.js), and a request that meets the closing is lost.
_KEEP_ALIVE = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What an exchange may take, in seconds and bytes.

    `response` covers all of it, from the start to the last byte of the answer, but for the time
    that a slow body takes because its request says so. `connect` covers
    each of the TCP and the TLS handshake, None: only `response` counts. Of the answer's body
    `kept` bytes are kept and `read` bytes are read at most.
    """

    response: float = 30.0
    connect: float | None = None
    kept: int = KEPT_BYTES
    read: int = READ_BYTES


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of one request, and the seconds from its first byte out to the last one in."""

    outcome: Answer | Failure
    elapsed: float


class Client:
    """Sends requests over connections it keeps; make one a run, as an async context manager.

    `connection` is what a user says about the connection, None where nobody can say anything: then
    no hint of a failure names its options. Its files are read at the first HTTPS request, which
    raises UsageError when they do not do; `trust.tls_context` tells it before.
    """

    def __init__(
        self, monotonic: Callable[[], float], connection: Connection | None = None
    ) -> None:
        self._monotonic = monotonic
        self._connection = connection
        self._trust: ssl.SSLContext | None = None
        self._idle: dict[str, _Idle] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections that no request is using."""
        while self._idle:
            self._idle.popitem()[1].close()

    async def exchange(self, request: OutgoingRequest, limits: Limits) -> Exchange:
        """Send a request and return what came of it. Raises nothing but cancellation."""
        progress = Progress(self._monotonic)
        whole = limits.response + request.manner.slow
        try:
            async with asyncio.timeout(whole):
                outcome = await self._send(request, limits, progress)
        except _CutOff as cut:
            outcome = cut_off(request, cut.sent)
        except TimeoutError:
            outcome = self._timed_out(request, whole, progress.phase)
        except httpx.ConnectTimeout:
            limit = whole if limits.connect is None else limits.connect
            outcome = self._timed_out(request, limit, progress.phase)
        except httpx.TransportError as error:
            outcome = failure_of(error, request, progress.phase, self._connection)
        return Exchange(outcome, self._monotonic() - progress.since)

    def _timed_out(self, request: OutgoingRequest, limit: float, phase: Phase) -> Failure:
        return timed_out(request, limit, phase, self._connection)

    async def _send(
        self, request: OutgoingRequest, limits: Limits, progress: Progress
    ) -> Answer | Failure:
        if failure := unsendable(request):
            return failure
        idle = self._idle.setdefault(request.origin, _Idle())
        transport = idle.take() or self._transport(request.origin)
        try:
            outcome = await _answer(transport, request, limits, progress)
        except BaseException:
            transport.close()
            raise
        if self._idle.get(request.origin) is idle:
            idle.keep(transport)
        else:  # closed in the meantime
            transport.close()
        return outcome

    def _transport(self, origin: str) -> Transport:
        context = None
        if origin.startswith("https:"):
            self._trust = context = self._trust or tls_context(self._connection or DIRECT)
        return Transport(context, self._connection.unix_socket if self._connection else None)


class _Idle:
    """The transports to one origin that no request is using, each with one connection at most."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Transport, asyncio.TimerHandle]] = []

    def take(self) -> Transport | None:
        """Return the transport that was used last, if there is one."""
        if not self._waiting:
            return None
        transport, expiry = self._waiting.pop()
        expiry.cancel()
        return transport

    def keep(self, transport: Transport) -> None:
        """Keep a transport for the next request; an app with one thread must not wait for it."""
        loop = asyncio.get_running_loop()
        self._waiting.append((transport, loop.call_later(_KEEP_ALIVE, self._expire)))

    def close(self) -> None:
        """Close all of them."""
        while transport := self.take():
            transport.close()

    def _expire(self) -> None:
        """Close the transport that has waited longest."""
        self._waiting.pop(0)[0].close()


class _CutOff(Exception):  # noqa: N818 - it is what was wanted
    """The connection is to be closed in the middle of the body, after `sent` bytes."""

    def __init__(self, sent: int) -> None:
        super().__init__(sent)
        self.sent = sent


class _Stream(httpx.AsyncByteStream):
    """Hands a body to the engine piece by piece, in the manner of its request."""

    def __init__(self, request: OutgoingRequest, transport: Transport) -> None:
        self._request = request
        self._transport = transport

    async def __aiter__(self) -> AsyncIterator[bytes]:
        body, manner = self._request.body, self._request.manner
        before_each = pause(body, manner)
        sent = 0
        for piece in pieces(body, manner):
            if before_each and await self._transport.speaks_within(before_each):
                # After an error of writing the engine reads what the server has said meanwhile.
                raise httpx.WriteError("the server has answered before the end of the body")
            sent += len(piece)
            if sent > body.size:
                raise httpx.LocalProtocolError(f"the body has more than its {body.size} bytes")
            yield piece
        if manner.cut:
            raise _CutOff(sent)
        if sent < body.size:
            raise httpx.LocalProtocolError(f"the body ended after {sent} of {body.size} bytes")


async def _answer(
    transport: Transport,
    request: OutgoingRequest,
    limits: Limits,
    progress: Progress,
) -> Answer | Failure:
    response = await transport.handle_async_request(
        _engine_request(request, limits, progress, transport)
    )
    try:
        kept, size = await _read(response, limits)
    finally:
        await response.aclose()
    if size > limits.read:
        return too_large(request, limits.read)
    return Answer(
        status=response.status_code,
        reason=response.extensions["reason_phrase"].decode("latin-1"),
        http_version=response.extensions["http_version"].decode("latin-1").removeprefix("HTTP/"),
        headers=tuple(response.headers.raw),
        body=kept,
        body_size=size,
    )


def _engine_request(
    request: OutgoingRequest, limits: Limits, progress: Progress, transport: Transport
) -> httpx.Request:
    engine_request = httpx.Request(
        "",
        _url(request.origin),
        headers=list(framed(request)),
        stream=_Stream(request, transport),
        extensions={
            "target": request.target,
            "timeout": {"connect": limits.connect},
            "begin": progress.begin,
            "hold_head": not request.manner.in_pieces,
        },
    )
    engine_request.method = request.method.decode("latin-1")  # the constructor would respell it
    return engine_request


@lru_cache(maxsize=64)
def _url(origin: str) -> httpx.URL:
    return httpx.URL(origin)


async def _read(response: httpx.Response, limits: Limits) -> tuple[bytes, int]:
    """Return the first bytes of the body as they came, undecoded, and how many there are."""
    kept = bytearray()
    size = 0
    stream = cast(httpx.AsyncByteStream, response.stream)  # httpx's own ways to it cost more
    async for chunk in stream:
        kept += chunk[: max(0, limits.kept - size)]
        size += len(chunk)
        if size > limits.read:
            break
    return bytes(kept), size
