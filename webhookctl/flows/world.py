"""The one seam to the world: the clock, sleep, randomness and new ids."""

import os
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO

from webhookctl.core.ids import IdMaker

_AT_ONCE = 4096
"""Bytes that are asked for at a time."""


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
    system = _SystemBits()
    return World(
        now=time.time,
        monotonic=time.perf_counter,
        sleep=_sleep,
        random_bits=system if seed is None else random.Random(seed).getrandbits,  # noqa: S311
        new_id=IdMaker(time.time, system),
    )


class _SystemBits:
    """Random bits of the operating system, asked for many at a time: an event needs hundreds."""

    def __init__(self) -> None:
        self._left = BytesIO()

    def __call__(self, count: int) -> int:
        """Return a number of so many random bits."""
        size = (count + 7) // 8
        drawn = self._left.read(size)  # in one step: no two threads get the same bits
        if len(drawn) < size:
            more = BytesIO(os.urandom(max(_AT_ONCE, size)))
            drawn = more.read(size)
            self._left = more  # from here on others read from it as well
        return int.from_bytes(drawn, "big") >> (size * 8 - count)
