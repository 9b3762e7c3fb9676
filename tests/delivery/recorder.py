"""A server that keeps every byte of a connection to its end, whole request or not."""

import socket
import ssl
import time
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Self

from tests.delivery.wire import PATIENCE


class Recorder:
    """Reads one connection until it ends, is silent for long, or has sent `enough`; then answers.

    `greeting` is what it says before it reads.
    `received` is what came, `seconds` how long the body was on its way after the head.
    """

    def __init__(
        self,
        *,
        enough: bytes | None = None,
        reply: bytes = b"",
        greeting: bytes = b"",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.received = b""
        self.parts = 0
        self.seconds = 0.0
        self.was_reset = False
        self._enough = enough
        self._reply = reply
        self._greeting = greeting
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE)
        self._thread = Thread(target=self._serve, daemon=True)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def body(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[2]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._thread.join(PATIENCE)
        self._listener.close()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        connection.settimeout(PATIENCE)
        if self._tls is not None:
            connection = self._tls.wrap_socket(
                connection, server_side=True, suppress_ragged_eofs=True
            )
        with connection:
            connection.sendall(self._greeting)
            try:
                self._read(connection)
            except ConnectionResetError:
                self.was_reset = True
            with suppress(OSError):
                connection.sendall(self._reply)

    def _read(self, connection: socket.socket) -> None:
        since = time.perf_counter()
        while part := connection.recv(65536):
            self.received += part
            self.parts += 1
            self.seconds = time.perf_counter() - since
            if self._enough is not None and self._enough in self.received:
                return
