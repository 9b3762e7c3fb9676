"""One sender's connection: its requests are read, handed on and answered one after another."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from math import inf
from pathlib import Path
from typing import cast

from webhookctl.core.model import CapturedRequest
from webhookctl.core.notice import Refused
from webhookctl.core.reply import Reply, text_reply, wire
from webhookctl.server.answers import Answers
from webhookctl.server.limits import Limits
from webhookctl.server.reader import RefusalError, RequestReader, Stage
from webhookctl.server.spool import Budget, Spool

_BETWEEN, _HEAD, _BODY = Stage.BETWEEN, Stage.HEAD, Stage.BODY
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

Receive = Callable[[CapturedRequest, "Exchange"], None]
"""Takes a whole request. It must not wait; sooner or later it has the exchange answered."""


@dataclass(frozen=True, slots=True)
class Reception:
    """What all connections of a door share: whom they tell, and the rules they read by.

    `now` is in Unix seconds. Bodies that are too large for memory go to `spool_folder`.
    """

    receive: Receive
    refused: Callable[[Refused], None]
    limits: Limits
    budget: Budget
    now: Callable[[], float]
    spool_folder: Path | None = None
    answers: Answers = field(default_factory=Answers)


class Exchange:
    """A request that waits for its answer."""

    __slots__ = ("_connection", "_keep_alive", "_spool", "request")

    def __init__(
        self,
        connection: "Connection",
        request: CapturedRequest,
        keep_alive: bool,
        spool: Spool | None,
    ) -> None:
        self.request = request
        self._connection: Connection | None = connection
        self._keep_alive = keep_alive
        self._spool = spool

    def answer(self, reply: Reply) -> bool:
        """Write the answer; False when the sender is gone or has one already.

        To be called in the thread of the event loop.
        """
        connection, self._connection = self._connection, None
        if connection is None:
            return False
        self.drop()
        return connection.answer(self.request, reply, keep_alive=self._keep_alive)

    def drop(self) -> None:
        """Give back the memory of the body. The exchange can still be answered."""
        if self._spool is not None:
            self._spool.close()
            self._spool = None


class Connection(asyncio.Protocol):
    """Answers in the order of the requests, and reads ahead by no more than one read.

    `deadline` is in the seconds of the event loop's clock; when it has passed, `expire` is due.
    """

    _transport: asyncio.Transport
    _reader: RequestReader
    _peer: str

    def __init__(
        self,
        reception: Reception,
        opened: Callable[["Connection"], None],
        closed: Callable[["Connection"], None],
    ) -> None:
        self.deadline = inf
        self._reception = reception
        self._limits = reception.limits
        self._opened = opened
        self._closed = closed
        self._loop = asyncio.get_running_loop()
        self._current: Exchange | None = None
        self._waiting: deque[Exchange] = deque()
        self._unread = b""
        self._refusal: RefusalError | None = None
        self._linger_until: float | None = None
        self._kept = False
        self._stopping = False
        self._half_closed = False
        self._writing_paused = False
        self._unwritten = inf

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to read."""
        self._transport = cast(asyncio.Transport, transport)
        self._peer = peer_name(transport.get_extra_info("peername"))
        self._expect_within(self._limits.head_seconds)
        self._reader = RequestReader(
            self._enqueue,
            peer=self._peer,
            limits=self._limits,
            budget=self._reception.budget,
            now=self._reception.now,
            spool_folder=self._reception.spool_folder,
        )
        self._opened(self)

    def data_received(self, data: bytes) -> None:
        """Read on, or put aside what came too early."""
        if self._linger_until is not None:
            self._expect_within(min(self._limits.linger_seconds, self._linger_left()))
        elif self._busy:
            self._unread += data
            self._transport.pause_reading()
        else:
            self._read(data)

    def eof_received(self) -> bool:
        """Keep a connection whose sender has said all and waits for its answer."""
        self._half_closed = True
        return self._busy

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell of a request that was broken off, and let go of everything."""
        if self._current is None:
            self._tell_broken_off()
        for exchange in self._waiting:
            exchange.drop()
        self._waiting.clear()
        self._reader.close()
        self._closed(self)

    def pause_writing(self) -> None:
        """Take in nothing more until the sender has read what it was answered."""
        self._writing_paused = True
        self._unwritten = inf

    def resume_writing(self) -> None:
        """Go on."""
        self._writing_paused = False
        self._proceed()

    def answer(self, request: CapturedRequest, reply: Reply, *, keep_alive: bool) -> bool:
        """Write an answer; False when the sender is gone. Only an `Exchange` calls it."""
        self._current = None
        if self._transport.is_closing():
            return False
        keep_alive = keep_alive and not self._stopping
        now = self._reception.now()
        answers = self._reception.answers
        self._transport.write(answers.message(reply, request, keep_alive=keep_alive, now=now))
        if not keep_alive:
            self._close()
        elif self._waiting or self._unread:
            self._loop.call_soon(self._proceed)
        else:
            self._after_reading()
        return True

    def stop(self) -> None:
        """Close as soon as the request that is here, or on its way, is answered."""
        self._stopping = True
        if self._current is None and self._reader.stage is _BETWEEN:
            self._close()

    def abort(self) -> None:
        """Close without a word."""
        self._transport.abort()

    def expire(self) -> None:
        """Cut off a sender that is too slow."""
        if self._transport.is_closing() or self._writing_paused:
            self._expire_writing()
        elif self._linger_until is not None:
            self._transport.abort()
        elif self._reader.stage is _BETWEEN:
            self._close()
        elif self._reader.stage is _HEAD:
            late = f"the headers were not complete after {self._limits.head_seconds:g} s"
            self._refuse(RefusalError(HTTPStatus.REQUEST_TIMEOUT, late))
        else:
            silent = f"nothing came for {self._limits.body_seconds:g} s"
            late = f"{silent} after {self._reader.progress()}"
            self._refuse(RefusalError(HTTPStatus.REQUEST_TIMEOUT, late))

    @property
    def _busy(self) -> bool:
        """Whether something has to happen before more can be read."""
        return bool(self._current or self._waiting or self._unread or self._writing_paused)

    def _expire_writing(self) -> None:
        """Cut off a sender that has read nothing of its answer for a while."""
        left = self._transport.get_write_buffer_size()
        if left < self._unwritten:
            self._unwritten = left
            self._expect_within(self._limits.idle_seconds)
        else:
            self._transport.abort()

    def _read(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
        except RefusalError as refusal:
            self._refusal = refusal
        if not self._busy and not self._transport.is_closing():
            self._after_reading()

    def _enqueue(self, request: CapturedRequest, keep_alive: bool, spool: Spool | None) -> None:
        exchange = Exchange(self, request, keep_alive, spool)
        if not self._busy:
            self._hand_on(exchange)
        else:
            self._waiting.append(exchange)

    def _hand_on(self, exchange: Exchange) -> None:
        self._current = exchange
        self.deadline = inf
        self._reception.receive(exchange.request, exchange)

    def _proceed(self) -> None:
        """Take up what was put aside while an answer was on its way."""
        if self._current is not None or self._writing_paused or self._transport.is_closing():
            return
        if self._waiting:
            self._hand_on(self._waiting.popleft())
        elif self._unread:
            data, self._unread = self._unread, b""
            self._transport.resume_reading()
            self._read(data)
        else:
            self._after_reading()

    def _after_reading(self) -> None:
        """Wait for more, as long as the limits allow, where no whole request is here."""
        stage = self._reader.stage
        if self._refusal is not None:
            self._refuse(self._refusal)
        elif self._half_closed:
            self._tell_broken_off()
            self._close()
        elif stage is _BODY:
            self._expect_within(self._limits.body_seconds)
            if self._reader.expects_continue:
                self._reader.expects_continue = False
                self._transport.write(_CONTINUE)
        elif stage is _HEAD:
            if self._kept:
                self._kept = False
                self._expect_within(self._limits.head_seconds)
        elif self.deadline == inf:
            self._kept = True
            self._expect_within(self._limits.idle_seconds)

    def _refuse(self, refusal: RefusalError) -> None:
        method, target = self._reader.method_and_target()
        now = self._reception.now()
        reply = text_reply(refusal.status, refusal.message)
        self._transport.write(wire(reply, method or b"GET", keep_alive=False, now=now))
        self._refusal = None
        self._reader.close()
        self._linger()
        self._reception.refused(
            Refused(
                at=now,
                peer=self._peer,
                status=refusal.status,
                message=refusal.message,
                hint=refusal.hint,
                method=method,
                target=target,
            )
        )

    def _linger(self) -> None:
        """Read on for a while without keeping anything: a close now would undo the answer."""
        if self._half_closed or self._stopping:
            self._close()
            return
        self._linger_until = self._loop.time() + self._limits.linger_total
        self._expect_within(self._limits.linger_seconds)
        if self._transport.can_write_eof():
            self._transport.write_eof()

    def _linger_left(self) -> float:
        return (self._linger_until or 0.0) - self._loop.time()

    def _close(self) -> None:
        self._expect_within(self._limits.idle_seconds)
        self._transport.close()

    def _expect_within(self, seconds: float) -> None:
        self.deadline = self._loop.time() + seconds

    def _tell_broken_off(self) -> None:
        stage = self._reader.stage
        if stage is _BETWEEN:
            return
        where = "the headers were complete" if stage is _HEAD else self._reader.progress()
        when = "before" if stage is _HEAD else "after"
        who = "webhookctl was stopped" if self._stopping else "the sender went away"
        method, target = self._reader.method_and_target()
        self._reader.close()
        self._reception.refused(
            Refused(
                at=self._reception.now(),
                peer=self._peer,
                status=None,
                message=f"{who} {when} {where}",
                method=method,
                target=target,
            )
        )


def peer_name(peer: tuple[str | int, ...] | None) -> str:
    """Return `address:port`, `[address]:port` for IPv6."""
    if not peer:
        return "unknown"
    host, port = peer[0], peer[1]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"
