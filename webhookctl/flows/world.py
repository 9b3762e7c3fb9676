"""The one seam to the world: the clock, sleep, randomness and new ids."""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from webhookctl.core.ids import IdMaker


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class World:
    """What pure code takes as arguments. `now` and `monotonic` are in seconds."""

    now: Callable[[], float]
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    random_bits: Callable[[int], int]
    new_id: Callable[[], str]


def real_world(seed: int | None = None) -> World:
    """Return the real world; with `seed`, its randomness (but not its clock) repeats itself."""
    source = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311
    return World(
        now=time.time,
        monotonic=time.perf_counter,
        sleep=_sleep,
        random_bits=source.getrandbits,
        new_id=IdMaker(time.time, random.SystemRandom().getrandbits),
    )
