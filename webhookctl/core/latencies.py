"""Very many durations in little memory: how often each was seen, to one per cent."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

ERROR = 0.01
"""By how much a percentile may differ from the true one, as a share of it."""

_BASE = (1 + ERROR) / (1 - ERROR)
_LOG_BASE = math.log(_BASE)
_LEAST, _MOST = 1e-6, 1e8
"""Seconds below and above which durations are not told apart."""

_MOST_BANDS = 12
_STEPS = (
    (1, 1.5, 2, 3, 4, 5, 6, 8),
    (1, 2, 5),
    (1,),
)
"""Round numbers of a decade, in which a histogram may be divided; the finest that fits is taken."""


@dataclass(frozen=True, slots=True)
class Band:
    """How many durations lie above `above` and up to `up_to`, in seconds."""

    above: float
    up_to: float
    count: int


class Latencies:
    """Durations in seconds, counted in buckets that are each two per cent wider than the last.

    However many there are, the buckets are some thousand at most.
    """

    def __init__(self) -> None:
        self.count = 0
        self.least = math.inf
        self.most = 0.0
        self._total = 0.0
        self._buckets: Counter[int] = Counter()

    def add(self, seconds: float) -> None:
        """Count a duration."""
        seconds = min(max(seconds, _LEAST), _MOST)
        self.count += 1
        self._total += seconds
        self.least = min(self.least, seconds)
        self.most = max(self.most, seconds)
        self._buckets[math.ceil(math.log(seconds) / _LOG_BASE)] += 1

    @property
    def mean(self) -> float | None:
        """The mean, None while there is none."""
        return self._total / self.count if self.count else None

    def percentile(self, share: float) -> float | None:
        """Return the duration that this share (0 to 1) of all do not exceed, None of none."""
        if not self.count:
            return None
        wanted = max(1, math.ceil(self.count * share))
        seen = 0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            if seen >= wanted:
                return min(max(_middle(bucket), self.least), self.most)
        return self.most

    def bands(self) -> tuple[Band, ...]:
        """Return the histogram in few bands with round edges, without gaps.

        The first and the last one are not empty. A duration within one per cent of an edge may be
        counted on its other side.
        """
        if not self.count:
            return ()
        divided = [self._edges(steps) for steps in _STEPS]
        edges = next((some for some in divided if len(some) <= _MOST_BANDS + 1), divided[-1])
        counts = [0] * len(edges)
        for bucket, count in self._buckets.items():
            middle = min(max(_middle(bucket), self.least), self.most)
            counts[next(at for at, edge in enumerate(edges) if middle <= edge)] += count
        return tuple(Band(edges[at - 1], edges[at], counts[at]) for at in range(1, len(edges)))

    def _edges(self, steps: tuple[float, ...]) -> list[float]:
        """Return round numbers from below the least duration to at or above the most."""
        edges: list[float] = []
        for edge in _round_numbers(steps):
            if edge < self.least:
                edges = [edge]
            else:
                edges.append(edge)
            if edge >= self.most:
                return edges
        return edges


def _round_numbers(steps: tuple[float, ...]) -> Iterator[float]:
    """Yield round numbers of seconds, from below what is told apart to above any duration."""
    for exponent in range(-7, 9):
        for step in steps:
            yield step * 10.0**exponent


def _middle(bucket: int) -> float:
    """Return the duration in a bucket from which none in it differs by more than the error."""
    return 2 * math.exp(bucket * _LOG_BASE) / (1 + _BASE)
