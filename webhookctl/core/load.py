"""How much is sent: how many events, how many at a time, how fast, for how long."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """How many events, how many of them at a time, how fast and for how long.

    `count` None is no end but that of `duration` (seconds). `rate` is how many deliveries begin
    in a second, None as many as can. Each event is sent `copies` times; with `shuffled` they
    leave in another order than they are made.
    """

    count: int | None
    concurrency: int = 1
    rate: float | None = None
    duration: float | None = None
    copies: int = 1
    shuffled: bool = False

    @property
    def deliveries(self) -> int | None:
        """How many deliveries there are to be, None where only the time ends them."""
        return None if self.count is None else self.count * self.copies

    @property
    def expected(self) -> int | None:
        """How many deliveries are to begin at this rate in this time, None where neither says."""
        if self.rate is None or self.duration is None:
            return self.deliveries
        by_time = math.ceil(self.rate * self.duration)
        return by_time if self.deliveries is None else min(by_time, self.deliveries)
