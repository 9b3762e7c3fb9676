"""The capture door: the one place strangers may knock at. It captures, and does nothing else."""

import asyncio
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from webhookctl.core.notice import Refused
from webhookctl.server.connection import Connection, Receive, Reception
from webhookctl.server.limits import Limits
from webhookctl.server.spool import Budget

_ACCEPT_PAUSE = 0.1
_TICK = 1.0
_FILES_EACH = 3
"""Files a sender may need: its connection, one to the app behind, and that of a large body."""

FILES_BESIDE = 64
"""Files that are open beside connections, at most."""


class CaptureDoor:
    """Accepts connections on a bound socket while it is open: `async with CaptureDoor(…)`.

    Leaving it cuts off whoever is still inside; `drain` before lets them finish.
    """

    def __init__(
        self,
        listening: socket.socket,
        receive: Receive,
        refused: Callable[[Refused], None],
        *,
        now: Callable[[], float],
        limits: Limits | None = None,
        spool_folder: Path | None = None,
    ) -> None:
        limits = limits or Limits()
        budget = Budget(limits.body_memory)
        self._socket = listening
        self._limits = limits
        self._most = limits.connections
        self._reception = Reception(receive, refused, limits, budget, now, spool_folder)
        self._connections: set[Connection] = set()
        self._room = asyncio.Event()
        self._empty = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "CaptureDoor":
        files = allow_files(self._most * _FILES_EACH + FILES_BESIDE)
        self._most = max(1, min(self._most, (files - FILES_BESIDE) // _FILES_EACH))
        self._room.set()
        self._empty.set()
        self._tasks = [asyncio.create_task(self._accept()), asyncio.create_task(self._watch())]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.drain(0)
        for connection in list(self._connections):
            connection.abort()
        await self._empty.wait()

    async def drain(self, seconds: float) -> bool:
        """Let nobody in any more, and wait that long for those inside to get their answers.

        Returns whether all have left. Who has no request under way is sent away at once.
        """
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._socket.close()
        for connection in list(self._connections):
            connection.stop()
        # asyncio.timeout of CPython 3.11.2 does not work in a task that was cancelled, as ours was
        left = asyncio.ensure_future(self._empty.wait())
        await asyncio.wait([left], timeout=seconds)
        left.cancel()
        return not self._connections

    async def _accept(self) -> None:
        """Accept as long as there is room; whoever comes when there is none waits outside."""
        loop = asyncio.get_running_loop()
        while True:
            await self._room.wait()
            try:
                connection, _ = await loop.sock_accept(self._socket)
                await loop.connect_accepted_socket(self._connection, connection)
            except OSError:  # gone again already, or no file descriptor left
                await asyncio.sleep(_ACCEPT_PAUSE)

    def _connection(self) -> Connection:
        return Connection(self._reception, self._enter, self._leave)

    def _enter(self, connection: Connection) -> None:
        self._connections.add(connection)
        self._empty.clear()
        if len(self._connections) >= self._most:
            self._room.clear()

    def _leave(self, connection: Connection) -> None:
        self._connections.discard(connection)
        self._room.set()
        if not self._connections:
            self._empty.set()

    async def _watch(self) -> None:
        """Cut off who is too slow; one look at all costs less than a timer for each."""
        limits = self._limits
        shortest = min(
            limits.head_seconds, limits.body_seconds, limits.idle_seconds, limits.linger_seconds
        )
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(_TICK, shortest / 4))
            now = loop.time()
            for connection in [one for one in self._connections if one.deadline < now]:
                connection.expire()


def allow_files(wanted: int) -> int:
    """Let this process open that many files; return how many the system allows, up to `wanted`."""
    if sys.platform == "win32":
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    except (ValueError, OSError):  # macOS has a lower limit than it tells
        return soft
    return allowed
