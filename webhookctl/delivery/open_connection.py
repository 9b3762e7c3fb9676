"""One open connection: a request goes out as fast as it is taken, an answer comes in."""

import asyncio
import select
import ssl
import sys
from typing import cast

import httpx

from webhookctl.delivery.response import ResponseReader
from webhookctl.delivery.tls_layer import TlsLayer

_ENOUGH = 256 * 1024
"""How many bytes of a body may wait to be taken before nothing more is read."""


class OpenConnection(asyncio.Protocol):
    """A connection to one server, for one request at a time, used by one task at a time.

    It is made for a request with `method`, since the other side may speak first: in plain text, or
    only through `tls`, after `shake_hands`.
    """

    _transport: asyncio.Transport
    _number: int  # of its socket

    def __init__(self, method: str, tls: TlsLayer | None = None) -> None:
        self._tls = tls
        self._is_shaking_hands = tls is not None
        self._reader = ResponseReader(method)
        self._is_in_use = True
        self._was_begun = False
        self._was_sent = False
        self._waiter: asyncio.Future[None] | None = None
        self._is_full = False
        self._is_paused = False
        self._has_ended = False
        self._error: BaseException | None = None

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, on which no byte waits that is said to be sent."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(0)
        self._number = self._transport.get_extra_info("socket").fileno()

    def data_received(self, data: bytes) -> None:
        """Take in what the other side says."""
        if self._tls is None:
            self._read(data)
        else:
            self._tls.receive(data)
            if not self._is_shaking_hands:
                self._read_opened(self._tls)
        self._wake()

    def eof_received(self) -> bool:
        """Take in that the other side says no more; what is being sent may go on."""
        self._end(None)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Take in that the connection is gone."""
        self._end(exc)

    def pause_writing(self) -> None:
        """Take in that the system takes no more for now."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Take in that the system has taken all."""
        self._is_full = False
        self._wake()

    # What an exchange does.

    async def shake_hands(self, tls: TlsLayer) -> None:
        """Begin TLS. Raises ssl.SSLError, or httpx.ReadError when the other side hangs up."""
        while not self._has_shaken_hands(tls):
            if self._has_ended:
                raise self._broken()
            await self._news()
        self._is_shaking_hands = False
        self._read_opened(tls)

    def begin(self, method: str) -> None:
        """Begin another exchange, of a request with this method."""
        self._reader = ResponseReader(method)
        self._is_in_use = True
        self._was_begun = False
        self._was_sent = False

    async def send(self, data: bytes) -> None:
        """Send bytes and wait until the system has taken them.

        Raises httpx.WriteError when the other side takes no more, or has given its answer.
        """
        if self._was_begun:
            await asyncio.sleep(0)  # however fast it is taken, others get their turn
        self._was_begun = True
        self._expect_interest()
        if self._tls is None:
            self._write(data)
        else:
            await self._seal(self._tls, memoryview(data))
        while self._is_full:
            self._expect_interest()
            await self._news()

    def sent(self) -> None:
        """Say that the request is sent to its end."""
        self._was_sent = True

    async def speaks_within(self, seconds: float) -> bool:
        """Wait so long; return early and say so if the other side answers or hangs up."""
        try:
            async with asyncio.timeout(seconds):
                while not (self._has_ended or self._reader.has_head):
                    await self._news()
        except TimeoutError:
            return False
        return True

    async def head(self) -> ResponseReader:
        """Return the answer once its head is there.

        Raises httpx.ReadError when the connection ends, httpx.RemoteProtocolError for what is not
        HTTP.
        """
        reader = self._reader
        while not reader.has_head:
            if self._has_ended:
                raise self._broken()
            await self._news()
        return reader

    async def part(self) -> bytes:
        """Return the next part of the answer's body, nothing at its end. Raises as `head`."""
        reader = self._reader
        while not reader.waiting:
            if reader.complete:
                return b""
            if self._has_ended:
                raise self._broken()
            await self._news()
        data = reader.take()
        if self._is_paused and not self._has_ended:
            self._is_paused = False
            self._transport.resume_reading()
        return data

    def finish(self) -> bool:
        """End an exchange; whether another one can follow on this connection."""
        reader = self._reader
        reader.release()
        self._is_in_use = False
        return reader.allows_another and self._was_sent and not self._has_ended

    @property
    def is_idle(self) -> bool:
        """Whether the connection stands, and the other side has said nothing since."""
        return not (self._has_ended or _has_news(self._number))

    def close(self) -> None:
        """Close the connection at once."""
        self._has_ended = True
        self._transport.abort()

    # Inside.

    def _read_opened(self, tls: TlsLayer) -> None:
        data = tls.opened()
        self._write(tls.pending())
        if data:
            self._read(data)
        if tls.ended:
            self._end(tls.error)

    def _read(self, data: bytes) -> None:
        if not self._is_in_use:  # nobody has asked
            self.close()
            return
        reader = self._reader
        try:
            reader.feed(data)
        except httpx.RemoteProtocolError as error:
            self._end(error)
        if reader.waiting > _ENOUGH and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()

    def _end(self, error: BaseException | None) -> None:
        if self._has_ended:
            return
        self._has_ended, self._error = True, error
        if not self._is_in_use:
            self.close()
        elif error is None:
            self._reader.end()
        self._wake()

    def _has_shaken_hands(self, tls: TlsLayer) -> bool:
        try:
            return tls.shake_hands()
        finally:  # an alert leaves as well
            self._write(tls.pending())

    def _write(self, data: bytes) -> None:
        if data:
            self._transport.write(data)

    async def _seal(self, tls: TlsLayer, data: memoryview) -> None:
        while True:
            try:
                data = tls.seal(data)
            except ssl.SSLError as error:
                raise httpx.WriteError(str(error)) from error
            self._write(tls.pending())
            if not data:
                return
            await self._news()
            self._expect_interest()

    def _expect_interest(self) -> None:
        if self._has_ended or self._reader.is_last_word:
            raise httpx.WriteError("the server takes no more of the request")

    def _broken(self) -> Exception:
        if isinstance(self._error, httpx.RemoteProtocolError):
            return self._error
        broken = httpx.ReadError("the server closed the connection")
        broken.__cause__ = self._error
        return broken

    async def _news(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _has_news(number: int) -> bool:
    """Whether there is something to read, or the end, that the event loop has not seen yet."""
    if sys.platform == "win32":
        return bool(select.select([number], [], [], 0)[0])
    watch = select.poll()  # select cannot watch numbers from 1024 on
    watch.register(number, select.POLLIN)
    return bool(watch.poll(0))
