"""Requests and their exchanges, each run by a client of its own."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

from webhookctl.core.body import CHUNK_SIZE, EMPTY, Body
from webhookctl.core.connection import Connection
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import Answer, Failure, OutgoingRequest
from webhookctl.delivery.client import Client, Exchange, Limits

LOOP: ContextVar[Callable[[], asyncio.AbstractEventLoop]] = ContextVar(
    "LOOP", default=asyncio.new_event_loop
)
"""What makes the event loop that exchanges run on."""

Result = TypeVar("Result")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run on the event loop of the test, without an unclosed connection at its end."""
    with asyncio.Runner(loop_factory=LOOP.get()) as runner:
        return runner.run(work)


def request(
    origin: str,
    headers: HeaderPairs = (),
    body: Body = EMPTY,
    method: bytes = b"POST",
    target: bytes = b"/",
) -> OutgoingRequest:
    return OutgoingRequest(method, origin, target, headers, body)


def exchange(
    *requests: OutgoingRequest,
    limits: Limits | None = None,
    connection: Connection | None = None,
) -> list[Exchange]:
    limits = limits or Limits()

    async def exchange_all() -> list[Exchange]:
        async with Client(time.perf_counter, connection) as client:
            return [await client.exchange(one, limits) for one in requests]

    return run(exchange_all())


def one_by_one(*tries: tuple[OutgoingRequest, float]) -> list[Exchange]:
    """Each request with its own time limit; the first ones open the connection without hurry."""

    async def exchange_all() -> list[Exchange]:
        async with Client(time.perf_counter) as client:
            return [await client.exchange(one, Limits(response=limit)) for one, limit in tries]

    return run(exchange_all())


def answer_to(
    one: OutgoingRequest, limits: Limits | None = None, connection: Connection | None = None
) -> Answer:
    (done,) = exchange(one, limits=limits, connection=connection)
    assert isinstance(done.outcome, Answer), done.outcome
    return done.outcome


def failure_of(
    one: OutgoingRequest, limits: Limits | None = None, connection: Connection | None = None
) -> Failure:
    (done,) = exchange(one, limits=limits, connection=connection)
    assert isinstance(done.outcome, Failure), done.outcome
    return done.outcome


class CountedBody:
    """A large body that is never whole in memory."""

    def __init__(self, chunks: int) -> None:
        self.size = chunks * CHUNK_SIZE
        self._chunks = chunks

    def read(self) -> bytes:
        raise AssertionError("a large body must not be read whole")

    def head(self, limit: int) -> bytes:
        raise AssertionError(f"nobody needs its first {limit} bytes")

    def chunks(self) -> Iterator[bytes]:
        for number in range(self._chunks):
            yield bytes((number % 256,)) * CHUNK_SIZE
