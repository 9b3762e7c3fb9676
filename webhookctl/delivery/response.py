"""One answer, read from the bytes of a connection, however they are cut."""

import httptools
import httpx

MAX_OVERHEAD = 100 * 1024
"""Bytes of a head, of trailers or of a chunk's extensions that are read in a row, at most."""

_QUOTED = 40


class ResponseReader:
    """Reads the answer to a request with `method`; interim answers before it are skipped.

    What is known of it is in the attributes: of the head once `has_head`, of all once `complete`.
    `waiting` is how many bytes of the body have come and were not taken yet.
    """

    def __init__(self, method: str) -> None:
        self.status = 0
        self.reason = b""
        self.version = ""
        self.headers: list[tuple[bytes, bytes]] = []
        self.has_head = False
        self.complete = False
        self.waiting = 0
        self._parts: list[bytes] = []
        self._method = method
        self._keeps_alive = False
        self._surplus = False
        self._overhead = 0
        self._parser = parser = httptools.HttpResponseParser(self)
        # A Transfer-Encoding beside a Content-Length wins (RFC 9112 section 6.3), and a line may
        # end without CR (section 2.2).
        parser.set_dangerous_leniencies(
            lenient_chunked_length=True, lenient_optional_cr_before_lf=True
        )

    @property
    def is_last_word(self) -> bool:
        """Whether it says that the rest of a request is of no use (RFC 9112 section 9.5)."""
        return self.has_head and self.status >= 300  # noqa: PLR2004 - all but success

    @property
    def allows_another(self) -> bool:
        """Whether the connection stands and is in step for another request."""
        return self.complete and self._keeps_alive and not self._surplus

    def feed(self, data: bytes) -> None:
        """Take in bytes. Raises httpx.RemoteProtocolError for what is not HTTP, or too much."""
        while data:
            if self.complete:
                self._surplus = True
                return
            room = MAX_OVERHEAD - self._overhead
            if not room:
                part = "trailer" if self.has_head else "head"
                raise httpx.RemoteProtocolError(f"its {part} is larger than {MAX_OVERHEAD} bytes")
            self._feed(data[:room])
            data = data[room:]

    def end(self) -> None:
        """Take in the end of the connection, which may be the end of the answer."""
        if self.has_head and not self.complete and _lasts_until_the_end(self.headers):
            self.complete = True

    def release(self) -> None:
        """Let go of the parser, which holds on to its reader."""
        del self._parser

    def take(self) -> bytes:
        """Return what has come of the body since the last time."""
        data = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts.clear()
        self.waiting = 0
        return data

    def _feed(self, data: bytes) -> None:
        is_first = not self._overhead
        self._overhead += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._surplus = True
            if not self.complete:
                raise httpx.RemoteProtocolError(self._words(error, data, is_first)) from error

    def _words(self, error: BaseException, data: bytes, is_first: bool) -> str:
        if is_first and not data.startswith(b"HTTP/"):
            start = repr(data[:_QUOTED].partition(b"\r\n")[0])[2:-1]
            return f"it begins with `{start}`"
        words = str(error)
        return words[:1].lower() + words[1:]

    # What the parser calls, in this order.

    def on_message_begin(self) -> None:
        """Begin an answer, or another one after an interim one."""
        if self.complete:
            self._surplus = True
            return
        self.reason = b""
        self.headers = []

    def on_status(self, reason: bytes) -> None:
        """Take a part of the reason phrase."""
        if not self.has_head:
            self.reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those after the body are not of the head."""
        if not self.has_head:
            self.headers.append((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """Take the end of a head, which is the end of the answer if it has no body."""
        if self.has_head:
            return
        status = self._parser.get_status_code()
        switches = status == httpx.codes.SWITCHING_PROTOCOLS
        if httpx.codes.is_informational(status) and not switches:
            return
        self.status = status
        self.version = self._parser.get_http_version()
        self.has_head = True
        self._overhead = 0
        tunnels = self._method == "CONNECT" and httpx.codes.is_success(status)
        if self._method == "HEAD" or tunnels or switches:
            self.complete = True
            self._keeps_alive = self._method == "HEAD" and self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        if self.complete:
            self._surplus = True
            return
        self._parts.append(body)
        self.waiting += len(body)
        self._overhead = 0

    def on_message_complete(self) -> None:
        """Take the end of an answer, which may be an interim one."""
        if self.has_head and not self.complete:
            self.complete = True
            self._keeps_alive = self._parser.should_keep_alive()


def _lasts_until_the_end(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a body ends with its connection (RFC 9112 section 6.3)."""
    framing = {name.lower(): value.lower() for name, value in headers}
    coding = framing.get(b"transfer-encoding")
    if coding is not None:
        return not coding.endswith(b"chunked")
    return b"content-length" not in framing
