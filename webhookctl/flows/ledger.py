"""Keeps what is sent in the store as long as there is one, and is never in the way of sending."""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Protocol, Self

from webhookctl.core.model import Delivery
from webhookctl.core.ports import Done, StoreError

ROOM = 16 * 1024 * 1024
"""Bytes of deliveries that wait to be written at most, before `Ledger.room` makes others wait."""

_FLAT = 4096
"""Bytes that an attempt weighs beside its bodies."""


class Keeper(Protocol):
    """What a ledger needs of a store."""

    def record(self, delivery: Delivery, /) -> None:
        """Keep a delivery, in place of an earlier one of that id. Raises StoreError."""
        ...

    def submit_delivery(self, delivery: Delivery, done: Done, /) -> None:
        """Queue a delivery; `done` is called, in any thread, when it is on disk or cannot be."""
        ...

    def close(self) -> None:
        """Write what is queued and let go of the file."""
        ...


class Ledger:
    """Records deliveries; the first trouble with the store is told once, and the last.

    `open_store` is called when there is something to record first. Use it as a context manager.
    """

    def __init__(
        self, open_store: Callable[[], Keeper], complain: Callable[[StoreError], None]
    ) -> None:
        self._open_store = open_store
        self._complain = complain
        self._store: Keeper | None = None
        self._queue = _Queue()
        self.works = True
        self._holds_any = False

    @property
    def recorded(self) -> bool:
        """Whether there was something to keep, and all of it was kept."""
        return self.works and self._holds_any

    def open(self) -> None:
        """Open the store now, so that the first delivery does not have to wait for it."""
        if self._store is None and self.works:
            try:
                self._store = self._open_store()
            except StoreError as error:
                self._give_up(error)

    def record(self, delivery: Delivery) -> None:
        """Keep a delivery, in place of what was recorded under its id before."""
        self.open()
        if not self.works or self._store is None:
            return
        try:
            self._store.record(delivery)
        except StoreError as error:
            self._give_up(error)
        else:
            self._holds_any = True

    def submit(self, delivery: Delivery) -> None:
        """Keep a delivery as `record` does, but do not wait until it is on disk."""
        self.open()
        self._look()
        if self.works and self._store is not None:
            self._store.submit_delivery(delivery, self._queue.put(_weight(delivery)))
            self._holds_any = True

    async def room(self, most: int = ROOM) -> None:
        """Wait until no more bytes than `most` wait to be written; 0: until all is on disk."""
        await self._queue.shrinks_to(most)
        self._look()

    def close(self) -> None:
        """Write what is still queued, and let go of the store; may be called again."""
        if self._store is not None:
            self._store.close()
            self._look()

    def _look(self) -> None:
        """Tell the trouble that the store had meanwhile."""
        if self.works and self._queue.error is not None:
            self._give_up(self._queue.error)

    def _give_up(self, error: StoreError) -> None:
        self.works = False
        self._complain(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class _Queue:
    """How many bytes are on their way to disk. Filled by one thread, emptied by another."""

    def __init__(self) -> None:
        self.error: StoreError | None = None
        self._lock = threading.Lock()
        self._bytes = 0
        self._waiting: dict[asyncio.Future[None], int] = {}

    def put(self, weight: int) -> Done:
        """Add so many bytes; return what is to be called when they are written."""
        with self._lock:
            self._bytes += weight
        return partial(self._written, weight)

    async def shrinks_to(self, most: int) -> None:
        """Wait until there are no more bytes than that."""
        with self._lock:
            if self._bytes <= most:
                return
            ended = asyncio.get_running_loop().create_future()
            self._waiting[ended] = most
        try:
            await ended
        finally:
            with self._lock:
                self._waiting.pop(ended, None)

    def _written(self, weight: int, error: StoreError | None) -> None:
        with self._lock:
            self._bytes -= weight
            self.error = self.error or error
            ready = [one for one, most in self._waiting.items() if self._bytes <= most]
            for one in ready:
                del self._waiting[one]
                one.get_loop().call_soon_threadsafe(_end, one)


def _end(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


def _weight(delivery: Delivery) -> int:
    answers = sum(len(one.answer.body) for one in delivery.attempts if one.answer)
    return answers + sum(_FLAT + one.request.body.size for one in delivery.attempts)
