"""The ways a running command is asked to end, and what its exit code is then."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from webhookctl.errors import ExitCode

_BESIDE_INTERRUPT = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""`SIGHUP`: the terminal was closed; `SIGBREAK`: Windows' Ctrl-Break. Each where it exists."""


class Stop:
    """A wish to end. It may come before, during or after the work, from any thread, even twice.

    `exit_code` is that of the first wish, None until there is one.
    """

    def __init__(self) -> None:
        self.exit_code: ExitCode | None = None
        self._heard: Callable[[], object] | None = None

    def ask(self, exit_code: ExitCode = ExitCode.OK) -> None:
        """Wish it. Safe in a signal handler."""
        if self.exit_code is None:
            self.exit_code = exit_code
            if self._heard is not None:
                self._heard()

    def listen(self, heard: Callable[[], object]) -> None:
        """Have `heard` called when it is wished, at once when it was already."""
        self._heard = heard
        if self.exit_code is not None:
            heard()


@contextmanager
def signals_to(stop: Stop) -> Iterator[None]:
    """Turn SIGINT (exit code 130), SIGTERM and their like (0) into a wish to end in this block.

    The first one of any kind gives SIGINT its usual meaning back, so that a second Ctrl-C ends
    the program wherever it is. SIGHUP stays ignored where it is (`nohup`). Only the main thread
    gets signals; in another, nothing is caught.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.ask(ExitCode.INTERRUPTED if number == signal.SIGINT else ExitCode.OK)

    numbers = [signal.SIGINT]
    for name in _BESIDE_INTERRUPT:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            numbers.append(number)
    before = [(number, signal.signal(number, handle)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
