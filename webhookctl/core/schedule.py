"""Waits between attempts that follow a rule, written out as the list that they are."""

from itertools import count, islice
from math import inf

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0

LONGEST_LIST = 20_000
"""How many waits a rule is written out to at most; no known sender tries as often."""


def growing(
    first: float,
    factor: float = 2.0,
    step: float = 0.0,
    *,
    longest: float = inf,
    retries: int | None = None,
    within: float = inf,
) -> tuple[float, ...]:
    """Return waits in seconds: each is the one before times `factor` plus `step`.

    None is longer than `longest`. They end after `retries`, or before their sum is more than
    `within`; one of the two has to be given, and no list has more than LONGEST_LIST.
    """
    waits: list[float] = []
    wait, total = first, 0.0
    limit = LONGEST_LIST if retries is None else min(retries, LONGEST_LIST)
    for _ in islice(count(), limit if retries is not None or within < inf else 0):
        wait = min(wait, longest)
        total += wait
        if total > within:
            break
        waits.append(wait)
        wait = wait * factor + step
    return tuple(waits)


def repeated(waits: tuple[float, ...], within: float) -> tuple[float, ...]:
    """Return the waits, then the last of them again and again until `within` seconds are full."""
    return waits + growing(waits[-1], 1.0, within=within - sum(waits))
