"""From the bytes of one connection to requests, exactly as they were sent."""

import errno
from collections.abc import Callable
from enum import Enum
from http import HTTPStatus
from pathlib import Path

from httptools import (
    HttpParserCallbackError,
    HttpParserError,
    HttpParserUpgrade,
    HttpRequestParser,
)

from webhookctl.core.body import EMPTY
from webhookctl.core.headers import first
from webhookctl.core.model import CapturedRequest
from webhookctl.server.limits import MIB, Limits
from webhookctl.server.request_line import mend, plain_line
from webhookctl.server.spool import Budget, Spool

_TLS_HANDSHAKE = b"\x16\x03"
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FRAMING = frozenset({b"content-length", b"transfer-encoding"})
_HTTP2_PREFACE = b"PRI * HTTP/2"


_DEAF = HttpRequestParser(object())
"""A parser that tells nobody anything."""


class RefusalError(Exception):
    """A request that is not captured; `status` is what its sender is answered."""

    def __init__(self, status: int, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint


class Stage(Enum):
    """How far the request that is being read has come."""

    BETWEEN = "between requests"
    HEAD = "in the header block"
    BODY = "in the body"


# the members of an enumeration are looked up slowly (CPython 3.11), and each header asks for one
_BETWEEN, _HEAD, _BODY = Stage.BETWEEN, Stage.HEAD, Stage.BODY

Deliver = Callable[[CapturedRequest, bool, Spool | None], None]
"""Takes a request, whether the connection may be kept, and what holds the memory of the body."""


class RequestReader:
    """Reads one request after another; each is delivered when its last byte is there.

    Header names keep their spelling, their order and their repeats, the target its encoding. A
    chunked body is put together; trailers are left out (RFC 9110 section 6.5.1 lets a recipient
    drop them). An upgrade is not taken up: the request is one like any other. Only in a request
    that is sent before the answer to the last one (pipelined) are method and target confined to
    what the parser knows.
    """

    def __init__(
        self,
        deliver: Deliver,
        *,
        peer: str,
        limits: Limits,
        budget: Budget,
        now: Callable[[], float],
        spool_folder: Path | None = None,
    ) -> None:
        self.stage = _BETWEEN
        self.ended = False
        self.expects_continue = False
        self._deliver = deliver
        self._peer = peer
        self._limits = limits
        self._budget = budget
        self._now = now
        self._spool_folder = spool_folder
        self._parser = HttpRequestParser(self)
        self._declining = False
        self._held = b""
        self._fed = 0
        self._started_at = 0.0
        self._line: tuple[bytes, bytes] | None = None
        self._usual: bytes | None = None  # a request line that need not be looked at again
        self._target = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._keep: Callable[[tuple[bytes, bytes]], None] = self._headers.append
        self._spool: Spool | None = None

    def feed(self, data: bytes) -> None:
        """Read on. Raises RefusalError when the sender is to be refused; that is the end."""
        try:
            while data and not self.ended:
                if self.stage is _BETWEEN or self._held:
                    data = self._opening(self._held + data)
                else:
                    self._fed += len(data)
                data = self._parse(data) if data else data
            if self.stage is _HEAD and self._fed > self._limits.max_head:
                raise self._head_too_large()
        except RefusalError:
            self.ended = True
            raise

    def method_and_target(self) -> tuple[bytes | None, bytes | None]:
        """Return method and target of the request that is being read, as far as they are known."""
        if self._line is not None:
            return self._line
        if not self._target:
            return None, None
        return self._parser.get_method(), self._target

    def progress(self) -> str:
        """Say how much of the body has come, in words."""
        size = self._spool.size if self._spool else 0
        length = first(tuple(self._headers), "content-length")
        whole = "" if length is None else f" of {length.decode('latin-1')}"
        return f"{size}{whole} bytes of the body"

    def close(self) -> None:
        """Drop what is incomplete, and read nothing more."""
        self.ended = True
        self.stage = _BETWEEN
        self._held = b""
        self._parser = _DEAF  # the one before holds on to this object
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def _opening(self, data: bytes) -> bytes:
        """Return data from the start of a request on, or nothing while its first line is short."""
        self._held = b""
        self._line = None
        self._target = b""
        self._fed = len(data)
        if self._usual and data.startswith(self._usual):
            return data
        self._usual = plain_line(data)
        if self._usual:
            return data
        data = data.lstrip(b"\r\n")  # RFC 9112 section 2.2
        if not data:
            return data
        self.stage = _HEAD
        if b"\n" not in data and not data.startswith(_TLS_HANDSHAKE):
            self._held = data
            return b""
        mended = mend(data)
        if mended is None:
            raise _malformed(data)
        method, target, data = mended
        self._line = (method, target)
        return data

    def _parse(self, data: bytes) -> bytes:
        """Let the parser read; return what is left after an upgrade, which is not taken up."""
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as exc:
            self._decline_upgrade(self._parser)
            return data[exc.args[0] :]
        except HttpParserCallbackError as exc:
            raise (exc.__context__ or exc) from None
        except HttpParserError as exc:
            if not self.ended:  # what follows a request that closes the connection is not read
                raise _bad_request(f"malformed HTTP: {exc}") from exc
        else:
            if self.stage is _BODY and self._spool is None:
                self._look_ahead()
        return b""

    def _decline_upgrade(self, parser: HttpRequestParser) -> None:
        """Go on with a parser that knows how long the body is, and of no upgrade.

        The one before takes all that follows an `Upgrade` for another protocol. But some senders
        offer one with each request (Java's HttpClient: `Upgrade: h2c`) and send the body anyway.
        """
        framing = [pair for pair in self._headers if pair[0].lower() in _FRAMING]
        if not parser.should_keep_alive():
            framing.append((b"Connection", b"close"))
        lines = [b"%b: %b\r\n" % pair for pair in framing]
        version = parser.get_http_version().encode()
        self._line = self._line or (parser.get_method(), self._target)
        self._parser = HttpRequestParser(self)
        self._declining = True
        self._parser.feed_data(b"POST / HTTP/%b\r\n%b\r\n" % (version, b"".join(lines)))
        self._declining = False

    def _look_ahead(self) -> None:
        """Judge a request by its headers while its body is still to come."""
        headers = tuple(self._headers)
        length = first(headers, "content-length")
        if length is not None and int(length) > self._limits.max_body:
            raise self._body_too_large()
        expectation = (first(headers, "expect") or b"").lower()
        self.expects_continue = expectation == b"100-continue"

    def on_message_begin(self) -> None:
        """Start a request."""
        if self._declining:
            return
        self.stage = _HEAD
        self._target = b""
        self._headers = []
        self._keep = self._headers.append

    def on_url(self, url: bytes) -> None:
        """Take in (a part of) the target."""
        if self.stage is _HEAD:
            self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take in a header without the blanks around its value, but not a trailer."""
        self._keep((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """Note the time, and judge the size where it can be too large."""
        if self._declining:
            return
        self._started_at = self._now()
        self.stage = _BODY
        self._keep = _drop
        if self._fed > self._limits.max_head:
            size = len(self._target) + sum(
                len(name) + len(value) + 4 for name, value in self._headers
            )
            if size > self._limits.max_head:
                raise self._head_too_large()

    def on_body(self, piece: bytes) -> None:
        """Take in a part of the body."""
        self.expects_continue = False
        spool = self._spool
        if spool is None:
            spool = self._spool = Spool(self._budget, self._spool_folder)
        try:
            spool.add(piece)
        except OSError as exc:
            raise no_room(exc) from exc
        if spool.size > self._limits.max_body:
            raise self._body_too_large()

    def on_message_complete(self) -> None:
        """Deliver the request."""
        parser, spool = self._parser, self._spool
        if parser.should_upgrade():
            return
        method, target = self._line or (parser.get_method(), self._target)
        try:
            body = EMPTY if spool is None else spool.body()
        except OSError as exc:
            raise no_room(exc) from exc
        self._spool = self._line = None
        self.stage = _BETWEEN
        self.expects_continue = False
        self.ended = method == b"CONNECT" or not parser.should_keep_alive()
        request = CapturedRequest(
            method=method,
            target=target,
            http_version=parser.get_http_version(),
            headers=tuple(self._headers),
            body=body,
            peer=self._peer,
            started_at=self._started_at,
            received_at=self._now(),
        )
        self._deliver(request, not self.ended, spool)

    def _head_too_large(self) -> RefusalError:
        return RefusalError(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            f"the request line and headers are larger than {_in_words(self._limits.max_head)}",
        )

    def _body_too_large(self) -> RefusalError:
        return RefusalError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"the body is larger than {_in_words(self._limits.max_body)}",
            hint="allow more with `--max-body`",
        )


def _drop(trailer: tuple[bytes, bytes]) -> None:
    """Leave out a trailer."""


def _bad_request(message: str, hint: str | None = None) -> RefusalError:
    return RefusalError(HTTPStatus.BAD_REQUEST, message, hint=hint)


def _malformed(data: bytes) -> RefusalError:
    if data.startswith(_TLS_HANDSHAKE):
        return _bad_request(
            "the sender speaks TLS, and this port speaks plain HTTP",
            "give the sender a URL that starts with `http://`, or a tunnel's `https://` one",
        )
    if data.startswith(_HTTP2_PREFACE):
        return _bad_request(
            "the sender speaks HTTP/2, and this port speaks HTTP/1.1",
            "let the sender use HTTP/1.1",
        )
    return _bad_request("malformed HTTP: not a request line of HTTP/1.0 or HTTP/1.1")


def _in_words(size: int) -> str:
    return f"{size // MIB} MiB" if size >= MIB and size % MIB == 0 else f"{size} bytes"


def no_room(error: OSError) -> RefusalError:
    """Return what is said when the file of a large body cannot be written."""
    full = error.errno in _FULL
    status = HTTPStatus.INSUFFICIENT_STORAGE if full else HTTPStatus.SERVICE_UNAVAILABLE
    return RefusalError(
        status,
        f"a large body cannot be kept: {(error.strerror or type(error).__name__).lower()}",
        hint="make room on the disk of the store" if full else "look at the folder of the store",
    )
