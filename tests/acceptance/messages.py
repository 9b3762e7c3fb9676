"""HTTP requests as bytes that a test puts on the wire, and what a hop may make of them."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

Headers = tuple[tuple[bytes, bytes], ...]

PATIENCE = 30.0
"""Seconds after which a sender gives up waiting for its answer."""

OF_ONE_CONNECTION = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""What RFC 9110 section 7.6.1 has a hop take away (with 11.7 for the two of proxies)."""

REPLACED = frozenset({b"host", b"expect"})
"""Host is the next server's (section 7.2); Expect was met by the hop itself (section 10.1.1)."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request. `headers` are complete, values without white space around them.

    `padding` is the white space that stands around each value on the wire, which is not part of
    it (RFC 9110 section 5.5). With `chunk`, the body goes in chunks of that many bytes.
    """

    method: bytes
    target: bytes
    headers: Headers
    body: bytes = b""
    version: bytes = b"1.1"
    chunk: int = 0
    padding: tuple[bytes, bytes] = (b" ", b"")

    @property
    def head(self) -> bytes:
        """Request line and headers as they are kept: with one space before each value."""
        return self._head(b" ", b"")

    @property
    def wire(self) -> bytes:
        """The bytes that are sent."""
        return self._head(*self.padding) + (_chunked(self.body, self.chunk) or self.body)

    def _head(self, before: bytes, after: bytes) -> bytes:
        line = b"%b %b HTTP/%b\r\n" % (self.method, self.target, self.version)
        fields = (b"%b:%b%b%b\r\n" % (name, before, value, after) for name, value in self.headers)
        return line + b"".join(fields) + b"\r\n"

    def passed_on(self, host: bytes) -> Headers:
        """Return the headers that reach the server `host` over a hop that adds nothing of its own.

        A body of chunks has an end that is not known in its head, and then Content-Length is
        added; any other change is a fault.
        """
        listed = [value for name, value in self.headers if name.lower() == b"connection"]
        named = {token.strip().lower() for value in listed for token in value.split(b",")}
        dropped = OF_ONE_CONNECTION | REPLACED | named
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in dropped)
        length = ((b"Content-Length", b"%d" % len(self.body)),) if self.chunk else ()
        return ((b"Host", host), *kept, *length)


def message(
    method: bytes,
    target: bytes,
    *headers: tuple[bytes, bytes],
    body: bytes = b"",
    version: bytes = b"1.1",
    chunk: int = 0,
    padding: tuple[bytes, bytes] = (b" ", b""),
) -> Message:
    """Return a request with Host before these headers and the framing of its body after them."""
    framing: Headers = ()
    if chunk:
        framing = ((b"Transfer-Encoding", b"chunked"),)
    elif body:
        framing = ((b"Content-Length", b"%d" % len(body)),)
    complete: Headers = ((b"Host", b"sender.test"), *headers, *framing)
    return Message(method, target, complete, body, version, chunk, padding)


def send(port: int, sent: Message) -> tuple[int, bytes]:
    """Send a request over a connection of its own; return status and body of the answer."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) as connection:
        connection.sendall(sent.wire)
        answer = http.client.HTTPResponse(connection, method=sent.method.decode("ascii"))
        with closing(answer):
            answer.begin()
            return answer.status, answer.read()


@contextmanager
def a_closed_port() -> Iterator[int]:
    """Give a port that refuses connections, and that nobody else can have."""
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def without_chunks(data: bytes) -> bytes:
    """Return the body behind its chunks (RFC 9112 section 7.1)."""
    body = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        body, data = body + data[:length], data[length:]
        assert data.startswith(b"\r\n")
        data = data[2:]
        if not length:
            assert data == b""
    return body


def _chunked(body: bytes, size: int) -> bytes:
    if not size:
        return b""
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    chunks = (b"%X;note=x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return b"".join(chunks) + b"0\r\n\r\n"
