"""Sends many events: so many at a time, at a pace, for a time, in memory that does not grow."""

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import count

from webhookctl.config import parse_duration
from webhookctl.core.load import Load
from webhookctl.core.model import Delivery
from webhookctl.core.retry import Step
from webhookctl.core.tally import Tally
from webhookctl.errors import ExitCode, UsageError
from webhookctl.flows.ledger import Ledger
from webhookctl.flows.send import Order, Parcel, Schedule, another, send
from webhookctl.flows.stop_signals import run_until_stopped
from webhookctl.flows.together import together
from webhookctl.flows.world import World
from webhookctl.server.door import FILES_BESIDE, allow_files
from webhookctl.server.loop import new_event_loop

MOST_AT_ONCE = 1000
"""Deliveries that are under way at the same time at most: each needs a connection."""

AT_ONCE_BY_RATE = 100
"""Deliveries that are under way at the same time where a rate is given, unless told."""

LATE = 0.1
"""Seconds after its time from which on a delivery counts as late."""

WINDOW = 100
"""Out of how many that are ready the next one is drawn when they are shuffled."""

_FASTEST = 1_000_000.0
_UNITS = {"s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "hour": 3600.0}


@dataclass(frozen=True, slots=True)
class Item:
    """One delivery to make: the number of its event, as they are made, and of its copy, from 1."""

    number: int
    copy: int
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Batch:
    """What is sent and how: the order, the parcel of its first event, by which schedule.

    `dice` draw the order in which shuffled events leave.
    """

    order: Order
    parcel: Parcel
    schedule: Schedule
    load: Load
    dice: Callable[[int], int]


OnStep = Callable[[Item, Step, Delivery], None]
"""Called as an attempt ends, with what it is of, and the delivery up to then."""


def parse_rate(text: str) -> float:
    """Return how many a second `50/s`, `50`, `100/m` or `3600/h` are. Raises UsageError."""
    match = re.fullmatch(
        r"\s*(\d+(?:\.\d+)?)\s*(?:/\s*([a-z]+)\s*)?", text, re.ASCII | re.IGNORECASE
    )
    unit = _UNITS.get((match[2] or "s").lower()) if match else None
    if match is None or unit is None:
        raise UsageError(f"`{text}` is not a rate", hint="write it like `50/s`, `100/m` or `20/h`")
    rate = float(match[1]) / unit
    if not 0 < rate <= _FASTEST:
        raise UsageError(
            f"a rate of `{text}` cannot be kept",
            hint=f"choose one above 0 and up to {_FASTEST:.0f}/s, or leave `--rate` out",
        )
    return rate


def parse_length(text: str) -> float:
    """Return the seconds of a run like `30s` or `5m`. Raises UsageError."""
    seconds = parse_duration(text)
    if not 0 < seconds < math.inf:
        raise UsageError("a run of no time sends nothing", hint="write it like `30s` or `5m`")
    return seconds


def allow_connections(concurrency: int) -> None:
    """Let this process have so many connections. Raises UsageError where the system does not."""
    wanted = concurrency + FILES_BESIDE
    allowed = allow_files(wanted)
    if allowed < wanted:
        raise UsageError(
            f"the system lets a program open {allowed} files, "
            f"too few to send {concurrency} at a time",
            hint=f"`ulimit -n {wanted}` raises it, or choose a lower `--concurrency`",
        )


async def send_many(batch: Batch, world: World, ledger: Ledger, tally: Tally, tell: OnStep) -> None:
    """Deliver a batch, count it in `tally`, and have each attempt recorded.

    Returns when all have ended and what was recorded is on disk. When cancelled, the tally holds
    what has come to its end. Raises what `tell` raises, and UsageError for what cannot be signed.
    """
    from webhookctl.delivery.client import Client

    ledger.open()
    async with Client(world.monotonic, batch.parcel.connection) as client:

        async def deliver(item: Item) -> None:
            def on_step(step: Step, so_far: Delivery) -> None:
                tally.add(step, so_far)
                ledger.submit(so_far)
                tell(item, step, so_far)

            delivery = item.parcel.delivery(world.new_id())
            await send(item.parcel, delivery, batch.schedule, world, on_step, client)

        queue = _Queue(batch, world, ledger, tally)
        try:
            await together(_work(queue, deliver) for _ in range(batch.load.concurrency))
        finally:
            tally.seconds = queue.age
    await ledger.room(0)


def run_many(
    batch: Batch, world: World, ledger: Ledger, tally: Tally, tell: OnStep
) -> ExitCode | None:
    """Do what `send_many` does; return None at its end, else the exit code of what ended it."""
    return run_until_stopped(send_many(batch, world, ledger, tally, tell), new_event_loop)


def items_of(batch: Batch, world: World) -> Iterator[Item]:
    """Yield what is to be delivered, in the order it leaves; each event is made when it is due."""
    made = _made(batch, world)
    return _shuffled(made, batch.dice) if batch.load.shuffled else made


def _made(batch: Batch, world: World) -> Iterator[Item]:
    parcel = batch.parcel
    for number in count(1):
        if number > 1:
            parcel = another(batch.order, batch.parcel, world)
        for copy in range(1, batch.load.copies + 1):
            yield Item(number, copy, parcel)
        if number == batch.load.count:
            return


def _shuffled(items: Iterator[Item], dice: Callable[[int], int]) -> Iterator[Item]:
    held: list[Item] = []
    for item in items:
        held.append(item)
        if len(held) == WINDOW:
            yield held.pop(dice(48) % len(held))
    while held:
        yield held.pop(dice(48) % len(held))


async def _work(queue: "_Queue", deliver: Callable[[Item], Awaitable[None]]) -> None:
    while (item := await queue.take()) is not None:
        await deliver(item)


class _Queue:
    """Hands out deliveries one after the other, each at its time, until there are no more."""

    def __init__(self, batch: Batch, world: World, ledger: Ledger, tally: Tally) -> None:
        self._load = batch.load
        self._items = items_of(batch, world)
        self._world = world
        self._ledger = ledger
        self._tally = tally
        self._turn = asyncio.Lock()
        self._begun = 0
        self._start = world.monotonic()

    @property
    def age(self) -> float:
        """The seconds since it began."""
        return self._world.monotonic() - self._start

    async def take(self) -> Item | None:
        """Return the next one when it is time for it and the store has room; None: no more."""
        async with self._turn:
            await self._ledger.room()
            if not await self._is_time():
                return None
            item = next(self._items, None)
            if item is not None:
                self._begun += 1
                self._tally.begun += 1
            return item

    async def _is_time(self) -> bool:
        """Wait for the time of the next delivery; say whether it may begin."""
        load, begun = self._load, self._begun
        if begun == load.deliveries:
            return False
        due = 0.0 if load.rate is None else begun / load.rate
        if load.duration is not None and due >= load.duration:
            return False
        if (early := due - self.age) > 0:
            await self._world.sleep(early)
        age = self.age
        grace = 0.0 if load.rate is None else LATE
        if load.duration is not None and age >= load.duration + grace:
            self._tally.unsent = max(0, (load.expected or 0) - begun)
            return False
        if load.rate is not None and age - due > LATE:
            self._tally.left_late(age - due)
        return True
