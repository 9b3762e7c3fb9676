"""How much of what comes in is shown, so that the display never falls behind."""

from typing import NamedTuple

BLOCKS_PER_SECOND = 20.0
LINES_PER_SECOND = 200.0
"""More than anybody reads; what is beyond is counted."""

_LINES_AT_ONCE = 100.0
_SUMMARY_EVERY = 1.0


class Share(NamedTuple):
    """How many of the waiting requests are shown as blocks, then as lines; the rest is counted."""

    blocks: int
    lines: int


class Pace:
    """Two buckets of tokens and a count of what was not shown. Times are seconds of any clock.

    Once something had to be counted, everything is, until fewer come in a second than there can
    be lines; `due` gives the count of each such second.
    """

    def __init__(self, *, blocks: bool) -> None:
        self._blocks_per_second = BLOCKS_PER_SECOND if blocks else 0.0
        self._blocks = self._blocks_per_second
        self._lines = _LINES_AT_ONCE
        self._filled_at: float | None = None
        self._hidden = 0
        self._hiding_since: float | None = None

    @property
    def hiding(self) -> bool:
        """Whether requests are counted instead of shown, so that `due` has to be asked."""
        return self._hiding_since is not None

    def share(self, now: float, waiting: int) -> Share:
        """Say how many of the requests that wait are shown, and count the others."""
        self._fill(now)
        if self.hiding:
            self.hide(now, waiting)
            return Share(0, 0)
        blocks = min(waiting, int(self._blocks))
        lines = min(waiting - blocks, int(self._lines))
        self._blocks -= blocks
        self._lines -= lines
        self.hide(now, waiting - blocks - lines)
        return Share(blocks, lines)

    def hide(self, now: float, count: int) -> None:
        """Count requests that are not shown."""
        if count and self._hiding_since is None:
            self._hiding_since = now
        self._hidden += count

    def due(self, now: float, *, ending: bool = False) -> int:
        """Return the count that is to be told now: once a second, at once when `ending`."""
        since = self._hiding_since
        if since is None or (now - since < _SUMMARY_EVERY and not ending):
            return 0
        count, self._hidden = self._hidden, 0
        self._hiding_since = now if count > LINES_PER_SECOND else None
        return count

    def _fill(self, now: float) -> None:
        passed = 0.0 if self._filled_at is None else now - self._filled_at
        self._filled_at = now
        self._blocks = min(self._blocks_per_second, self._blocks + passed * self._blocks_per_second)
        self._lines = min(_LINES_AT_ONCE, self._lines + passed * LINES_PER_SECOND)
