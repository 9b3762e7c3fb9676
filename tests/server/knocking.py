"""A capture door in a thread of its own, and senders that speak to it byte by byte."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar

from webhookctl.core.model import CapturedRequest
from webhookctl.core.notice import Refused
from webhookctl.core.reply import ACCEPTED, Reply
from webhookctl.server.bind import bind
from webhookctl.server.connection import Exchange
from webhookctl.server.door import CaptureDoor
from webhookctl.server.limits import Limits
from webhookctl.server.loop import new_event_loop

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds after which a test gives up waiting."""


@dataclass
class RunningDoor:
    """What a door in a thread has seen. With `holding`, answers wait for `answer`."""

    holding: bool = False
    port: int = 0
    requests: list[CapturedRequest] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    loop: asyncio.AbstractEventLoop | None = None
    door: CaptureDoor | None = None
    end: asyncio.Event = field(default_factory=asyncio.Event)

    def receive(self, request: CapturedRequest, exchange: Exchange) -> None:
        """Keep the request, and answer it unless told to hold."""
        with self.changed:
            self.requests.append(request)
            self.exchanges.append(exchange)
            self.changed.notify_all()
        if not self.holding:
            exchange.answer(ACCEPTED)

    def refuse(self, refused: Refused) -> None:
        """Keep the notice."""
        with self.changed:
            self.refused.append(refused)
            self.changed.notify_all()

    def wait_for(self, holds: Callable[[], bool]) -> None:
        """Return as soon as that holds."""
        with self.changed:
            assert self.changed.wait_for(holds, PATIENCE)

    def wait_for_requests(self, count: int) -> None:
        """Return as soon as so many requests are there."""
        self.wait_for(lambda: len(self.exchanges) >= count)

    def answer(self, number: int, reply: Reply = ACCEPTED) -> bool:
        """Answer the request with that number (counted from 0) as soon as it is there."""
        self.wait_for_requests(number + 1)
        return self.call(lambda: self.exchanges[number].answer(reply))

    def call(self, function: Callable[[], T]) -> T:
        """Run a function in the door's thread and return its result."""
        assert self.loop is not None

        async def run() -> T:
            return function()

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(PATIENCE)

    def drain(self, seconds: float) -> bool:
        """Drain the door from outside its thread."""
        assert self.loop is not None
        assert self.door is not None
        draining = asyncio.run_coroutine_threadsafe(self.door.drain(seconds), self.loop)
        return draining.result(PATIENCE)

    def inside(self) -> int:
        """Return how many connections the door has."""
        door = self.door
        assert door is not None
        return self.call(lambda: len(door._connections))

    def wait_until_inside(self, count: int) -> None:
        """Return as soon as there are so many connections."""
        deadline = time.monotonic() + PATIENCE
        while self.inside() != count:
            assert time.monotonic() < deadline

    def wait_until_empty(self) -> None:
        """Return as soon as no connection is left."""
        self.wait_until_inside(0)

    def connect(self) -> "Sender":
        """Return a new sender."""
        return Sender(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE))


class Sender:
    """One connection. Reading waits `PATIENCE` seconds at most."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    def send(self, data: bytes) -> Self:
        """Send bytes as they are."""
        self._connection.sendall(data)
        return self

    def end(self) -> Self:
        """Say that nothing more will be sent."""
        self._connection.shutdown(socket.SHUT_WR)
        return self

    def flood(self, data: bytes) -> None:
        """Send the same again and again until the door breaks off."""
        deadline = time.monotonic() + PATIENCE
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < deadline:
                self.send(data)
        assert time.monotonic() < deadline

    def reset(self) -> None:
        """Break off."""
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()

    def read(self, method: str = "POST") -> "Answer":
        """Read one answer."""
        head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = [(name, value.strip()) for name, _, value in (x.partition(":") for x in head[1:])]
        length = next((value for name, value in headers if name.lower() == "content-length"), "0")
        size = 0 if method == "HEAD" else int(length)
        while len(self._seen) < size:
            self._more()
        body, self._seen = self._seen[:size], self._seen[size:]
        return Answer(int(head[0].split(" ")[1]), head[0], headers, body)

    def rest(self) -> bytes:
        """Read until the door closes the connection; return everything."""
        try:
            while piece := self._connection.recv(65536):
                self._seen += piece
        except ConnectionResetError:
            pass
        return self._seen

    def rest_of_line(self) -> bytes:
        """Read one line, and the empty one after it."""
        return self._until(b"\r\n\r\n")

    @property
    def name(self) -> str:
        """How the door sees this sender."""
        host, port = self._connection.getsockname()[:2]
        return f"{host}:{port}"

    def silent(self, seconds: float) -> bool:
        """Say whether nothing at all comes for that long."""
        self._connection.settimeout(seconds)
        try:
            return not self._seen and not self._connection.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        finally:
            self._connection.settimeout(PATIENCE)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._seen:
            self._more()
        found, _, self._seen = self._seen.partition(mark)
        return found

    def _more(self) -> None:
        piece = self._connection.recv(65536)
        assert piece, f"the door closed the connection after {self._seen!r}"
        self._seen += piece


@dataclass(frozen=True)
class Answer:
    """An answer, read with nothing of ours."""

    status: int
    line: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first value of that header."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@contextmanager
def running_door(
    limits: Limits | None = None, *, holding: bool = False, spool_folder: Path | None = None
) -> Iterator[RunningDoor]:
    """Open a door on a free port in a thread, and close it at the end."""
    running = RunningDoor(holding)
    opened = threading.Event()
    thread = threading.Thread(target=_serve, args=(running, limits, spool_folder, opened))
    thread.start()
    assert opened.wait(PATIENCE)
    try:
        yield running
    finally:
        assert running.loop is not None
        running.loop.call_soon_threadsafe(running.end.set)
        thread.join(PATIENCE)
        assert not thread.is_alive()


def _serve(
    running: RunningDoor, limits: Limits | None, folder: Path | None, opened: threading.Event
) -> None:
    async def serve() -> None:
        listening = bind("127.0.0.1", 0)
        running.port = listening.getsockname()[1]
        running.loop = asyncio.get_running_loop()
        running.door = CaptureDoor(
            listening,
            running.receive,
            running.refuse,
            now=time.time,
            limits=limits,
            spool_folder=folder,
        )
        async with running.door:
            opened.set()
            await running.end.wait()

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve())
