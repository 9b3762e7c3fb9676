"""The bar of a long run, on a terminal that is a string."""

import io

from rich.console import Console

from webhookctl.core.load import Load
from webhookctl.core.tally import Tally
from webhookctl.output.progress import Bar


class Clock:
    def __init__(self) -> None:
        self.at = 10.0

    def __call__(self) -> float:
        return self.at


def drawn(load: Load, *seen: tuple[float, Tally]) -> str:
    """Return all that a bar writes for tallies at times."""
    stream, clock = io.StringIO(), Clock()
    console = Console(file=stream, force_terminal=True, width=80, legacy_windows=False)
    with Bar(load, clock, console) as bar:
        for at, tally in seen:
            clock.at = 10.0 + at
            bar.show(tally)
    return stream.getvalue()


def test_bar_counts_what_has_ended_and_failed() -> None:
    text = drawn(Load(10), (2.0, Tally(begun=8, ended=6, accepted=5)))
    assert "6 of 10, 1 failed, 3/s" in text


def test_run_without_a_number_counts_up() -> None:
    text = drawn(Load(None, duration=4.0), (2.0, Tally(begun=8, ended=6, accepted=6)))
    assert "6, 0 failed, 3/s" in text


def test_bar_is_not_drawn_for_each_delivery() -> None:
    text = drawn(Load(9), (2.0, Tally(ended=1)), (2.05, Tally(ended=7)), (2.09, Tally(ended=8)))
    assert "1 of 9" in text
    assert "7 of 9" not in text


def test_bar_is_gone_at_the_end() -> None:
    text = drawn(Load(9), (2.0, Tally(ended=1)))
    assert text.endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))
