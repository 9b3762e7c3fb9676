"""A small HTTP server for tests: keeps each request to the byte, answers as it was told."""

import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import responses
from io import BufferedIOBase
from typing import TypeVar

from webhookctl.core.headers import HeaderPairs, text

_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came: `head` is the request line and headers, `body` without its framing."""

    method: bytes
    target: bytes
    headers: HeaderPairs
    body: bytes
    head: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered. Content-Length and `Connection: close` are added."""

    status: int = 200
    body: bytes = b"ok\n"
    headers: HeaderPairs = ()

    def wire(self) -> bytes:
        """Return the whole message."""
        own = ((b"Content-Length", b"%d" % len(self.body)), (b"Connection", b"close"))
        lines = [name + b": " + value for name, value in (*self.headers, *own)]
        status = f"HTTP/1.1 {self.status} {responses.get(self.status, '')}".encode()
        return b"\r\n".join([status, *lines, b"", self.body])


class RecordingApp:
    """The server's memory. The last reply is repeated when there are more requests than replies."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self.url = ""
        self._replies = tuple(replies) or (Reply(),)
        self._received: list[Received] = []
        self._changed = threading.Condition()

    @property
    def received(self) -> list[Received]:
        """The requests up to now, in the order they were complete."""
        with self._changed:
            return list(self._received)

    def wait_for(self, count: int, timeout: float = _TIMEOUT) -> list[Received]:
        """Return the requests as soon as there are `count` of them at least."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self._received) >= count, timeout)
            assert arrived, f"{len(self._received)} of {count} requests after {timeout} s"
            return list(self._received)

    def take(self, request: Received) -> Reply:
        """Keep a request and return what it is answered."""
        with self._changed:
            number = len(self._received)
            self._received.append(request)
            self._changed.notify_all()
        return self._replies[min(number, len(self._replies) - 1)]


App = TypeVar("App", bound=RecordingApp)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, app: RecordingApp) -> None:
        self.app = app
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(socketserver.StreamRequestHandler):
    server: _Server
    timeout = _TIMEOUT

    def handle(self) -> None:
        """Read one request, answer it, close."""
        request = _read(self.rfile)
        if request is not None:
            self.wfile.write(self.server.app.take(request).wire())


@contextmanager
def serve(*replies: Reply) -> Iterator[RecordingApp]:
    """Run a server on a free loopback port while the block runs."""
    with serving(RecordingApp(replies)) as app:
        yield app


@contextmanager
def serving(app: App) -> Iterator[App]:
    """Run the server of an app, perhaps one with a `take` of its own, while the block runs."""
    with _Server(app) as server:
        app.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield app
        finally:
            server.shutdown()
            thread.join()


def _read(stream: BufferedIOBase) -> Received | None:
    lines: list[bytes] = []
    while (line := stream.readline()) not in {b"\r\n", b"\n", b""}:
        lines.append(line)
    if not lines:
        return None
    method, target, _ = lines[0].split(b" ", 2)
    headers = tuple(_pair(line) for line in lines[1:])
    return Received(method, target, headers, _body(stream, headers), b"".join(lines))


def _pair(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.rstrip(b"\r\n").partition(b":")
    return name, value.strip(b" \t")


def _body(stream: BufferedIOBase, headers: HeaderPairs) -> bytes:
    if (text(headers, "transfer-encoding") or "").lower() != "chunked":
        return stream.read(int(text(headers, "content-length") or 0))
    pieces: list[bytes] = []
    while size := int(stream.readline().partition(b";")[0], 16):
        pieces.append(stream.read(size))
        stream.readline()
    while stream.readline() not in {b"\r\n", b"\n", b""}:
        pass
    return b"".join(pieces)
