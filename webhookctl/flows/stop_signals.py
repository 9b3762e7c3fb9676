"""The ways a running command is asked to end, and what its exit code is then."""

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

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
def signals_to(stop: Stop, terminated: ExitCode = ExitCode.OK) -> Iterator[None]:
    """Turn SIGINT (exit code 130), SIGTERM and their like into a wish to end in this block.

    `terminated` is the exit code of all but SIGINT: 0 for work that has no end of its own.

    The first one of any kind gives SIGINT its usual meaning back, so that a second Ctrl-C ends
    the program wherever it is. SIGHUP stays ignored where it is (`nohup`). Only the main thread
    gets signals; in another, nothing is caught.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.ask(ExitCode.INTERRUPTED if number == signal.SIGINT else terminated)

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


def run_until_stopped(
    work: Coroutine[Any, Any, object],
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> ExitCode | None:
    """Run what has an end of its own; return None when it came to it, else the exit code.

    That is 130 for Ctrl-C, and 1 for SIGTERM and its like: not all that was asked for was done.
    The work is cancelled, and has let go of what it held. Its errors go through.
    """
    stop = Stop()
    try:
        with (
            signals_to(stop, terminated=ExitCode.FAILED),
            asyncio.Runner(loop_factory=loop_factory) as runner,
        ):
            return runner.run(until_stopped(work, stop))
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


async def until_stopped(work: Coroutine[Any, Any, object], stop: Stop) -> ExitCode | None:
    """Do work until it is done (None) or cancelled by a wish to end: the exit code of that."""
    loop = asyncio.get_running_loop()
    working = loop.create_task(work)
    stop.listen(lambda: loop.call_soon_threadsafe(working.cancel))
    try:
        await working
    except asyncio.CancelledError:
        if stop.exit_code is None:
            raise
        return stop.exit_code
    return None
