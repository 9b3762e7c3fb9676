"""A server that keeps every request byte for byte and answers with exact bytes, in a thread."""

import socket
import ssl
import struct
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

PATIENCE = 10.0
"""Seconds after which a connection that hangs is given up."""

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came over the wire, chunks and all; `connection` counts from 1."""

    head: bytes
    body: bytes
    connection: int

    @property
    def line(self) -> bytes:
        return self.head.partition(b"\r\n")[0]

    @property
    def target(self) -> bytes:
        return self.line.split(b" ")[1]

    @property
    def fields(self) -> tuple[bytes, ...]:
        """The header lines, exactly."""
        return tuple(self.head.removesuffix(b"\r\n\r\n").split(b"\r\n")[1:])

    @property
    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        pairs = (line.partition(b":") for line in self.fields)
        return tuple((name, value.strip(b" \t")) for name, _, value in pairs)

    def value(self, name: str) -> bytes:
        wanted = name.lower().encode()
        return next(value for key, value in self.headers if key.lower() == wanted)


Answerer = Callable[[socket.socket], None]


class Wire:
    """Answers request after request with `answers` in turn, the last one for all that follow.

    An answer is the bytes to write, or a function that does what it likes with the connection.
    A connection is closed after an answer that says so, or after a function.
    """

    def __init__(
        self,
        answers: Sequence[bytes | Answerer] = (OK,),
        *,
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
        unix: Path | None = None,
    ) -> None:
        self.received: list[Received] = []
        self._answers = list(answers)
        self._tls = tls
        self._host = host
        self._listener = _listener(host) if unix is None else _unix_listener(unix)
        self._threads: list[Thread] = []
        self._open: list[socket.socket] = []
        self._connections = 0
        self.port: int = 0 if unix else self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        scheme = "http" if self._tls is None else "https"
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{scheme}://{host}:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)

    def _start(self, work: Callable[[], None]) -> None:
        thread = Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE)
            self._open.append(connection)
            self._connections += 1
            number = self._connections
            self._start(lambda c=connection, n=number: self._serve(c, n))  # type: ignore[misc]

    def _serve(self, connection: socket.socket, number: int) -> None:
        with suppress(OSError), connection:
            if self._tls is not None:
                connection = _handshake(self._tls, connection)
            with connection:
                rest = b""
                while True:
                    request, rest = _read_request(connection, rest, number)
                    if request is None:
                        return
                    self.received.append(request)
                    if not self._answer(connection):
                        return

    def _answer(self, connection: socket.socket) -> bool:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if callable(answer):
            answer(connection)
            return False
        connection.sendall(answer)
        return b"connection: close" not in answer.lower()


def _handshake(tls: ssl.SSLContext, connection: socket.socket) -> socket.socket:
    """Return the connection under TLS; one that fails is kept until the client has read why."""
    wrapped = tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    try:
        wrapped.do_handshake()
    except ssl.SSLError:
        with socket.socket(fileno=wrapped.detach()) as plain:
            plain.settimeout(PATIENCE)
            plain.shutdown(socket.SHUT_WR)
            hang(plain)
        raise
    return wrapped


def _listener(host: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, 0), family=family)


def _unix_listener(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    return listener


def _read_request(
    connection: socket.socket, rest: bytes, number: int
) -> tuple[Received | None, bytes]:
    while b"\r\n\r\n" not in rest:
        chunk = connection.recv(65536)
        if not chunk:
            return None, b""
        rest += chunk
    head, _, rest = rest.partition(b"\r\n\r\n")
    body = bytearray(rest)
    while not (size := _body_size(head.lower(), body)) <= len(body):
        chunk = connection.recv(1 << 20)
        if not chunk:
            return None, b""
        body += chunk
    return Received(head + b"\r\n\r\n", bytes(body[:size]), number), bytes(body[size:])


def _body_size(head: bytes, body: bytearray) -> int:
    """How many bytes the body has as it is framed; more than there are while it is not whole."""
    if b"\ntransfer-encoding: chunked" in head:
        end = body.find(b"0\r\n\r\n")
        return len(body) + 1 if end < 0 else end + 5
    lines = (line.partition(b":") for line in head.split(b"\r\n"))
    return next((int(value) for name, _, value in lines if name == b"content-length"), 0)


def hang(connection: socket.socket) -> None:
    """Never answer; wait until the other side is gone."""
    while connection.recv(65536):
        pass


def reset(connection: socket.socket) -> None:
    """Close with a TCP reset."""
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    """Return the bytes of an answer with a Content-Length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
