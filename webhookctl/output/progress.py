"""A bar on a terminal's stderr that shows how far a run of many deliveries has come."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from webhookctl.core.load import Load
from webhookctl.core.tally import Tally

_EVERY = 0.1
"""Seconds between two looks at the tally: counting is not to be slowed down by showing it."""


class Bar:
    """Shows a tally while it grows; gone when it is left. Use it as a context manager.

    `monotonic` is a clock in seconds.
    """

    def __init__(self, load: Load, monotonic: Callable[[], float], console: Console) -> None:
        columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True, refresh_per_second=5)
        self._load = load
        self._monotonic = monotonic
        self._began = self._shown = monotonic()
        self._task = self._bar.add_task("begins", total=load.deliveries or load.duration)

    def show(self, tally: Tally) -> None:
        """Show a tally, unless another was shown just now."""
        now = self._monotonic()
        if now - self._shown < _EVERY:
            return
        self._shown = now
        counted = self._load.deliveries is not None
        completed = tally.ended if counted else now - self._began
        self._bar.update(self._task, completed=completed, description=self._words(tally, now))

    def _words(self, tally: Tally, now: float) -> str:
        of = "" if self._load.deliveries is None else f" of {self._load.deliveries}"
        failed = tally.ended - tally.accepted
        rate = tally.ended / (now - self._began)
        return f"{tally.ended}{of}, {failed} failed, {rate:.4g}/s"

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()


def error_bar(load: Load, monotonic: Callable[[], float]) -> Bar:
    """Return a bar on stderr, which has to be a terminal."""
    return Bar(load, monotonic, Console(stderr=True))
