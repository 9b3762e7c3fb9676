"""Capture and delivery ids: sixteen characters that sort by time and are unique across machines."""

from collections.abc import Callable, Sequence

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, lower case: no i, l, o, u to confuse."""

ID_LENGTH = 16
SHORT_LENGTH = 10
"""Characters shown on narrow screens; any unambiguous prefix is accepted back."""

EPOCH_MS = 1_767_225_600_000
"""2026-01-01T00:00:00Z: the first eight characters count milliseconds from here, until 2060."""

_TIME_BITS = 40
_PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)
_RANDOM_BITS = 40


def encode_id(unix_ms: int, tail: int) -> str:
    """Return the id of a moment (Unix milliseconds) and a 40-bit tail."""
    return _characters(_time_of(unix_ms)) + _characters(tail)


def telling_length(ids: Sequence[str]) -> int:
    """Return how much of the ids tells them apart, at least the usual length."""
    lengths = range(SHORT_LENGTH, ID_LENGTH)
    distinct = (n for n in lengths if len({one[:n] for one in ids}) == len(ids))
    return next(distinct, ID_LENGTH)


def _time_of(unix_ms: int) -> int:
    return max(0, unix_ms - EPOCH_MS) % (1 << _TIME_BITS)


def _characters(number: int) -> str:
    """Return 40 bits as eight characters, ten bits at a time: each capture needs an id."""
    pairs = _PAIRS
    return (
        pairs[number >> 30]
        + pairs[number >> 20 & 1023]
        + pairs[number >> 10 & 1023]
        + pairs[number & 1023]
    )


class IdMaker:
    """Makes ids that never run backwards within one process, even when the clock does."""

    def __init__(self, now: Callable[[], float], random_bits: Callable[[int], int]) -> None:
        self._now = now
        self._random_bits = random_bits
        self._last_ms = 0
        self._time = _characters(0)
        self._tail = 0

    def __call__(self) -> str:
        """Return the next id: a fresh random tail each millisecond, counted up within it."""
        unix_ms = int(self._now() * 1000)
        if unix_ms > self._last_ms:
            self._last_ms = unix_ms
            self._time = _characters(_time_of(unix_ms))
            self._tail = self._random_bits(_RANDOM_BITS - 1)  # room to count up
        else:
            self._tail += 1
        return self._time + _characters(self._tail)
