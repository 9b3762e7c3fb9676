import asyncio
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from webhookctl.errors import ExitCode
from webhookctl.flows.stop_signals import Stop, run_until_stopped, signals_to

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="about signals of POSIX")


@pytest.fixture(autouse=True)
def _handlers_stay() -> Iterator[None]:
    """Check that each test leaves the handlers as they were."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_first_wish_counts_and_is_heard_once() -> None:
    heard: list[str] = []
    stop = Stop()
    stop.listen(lambda: heard.append("heard"))
    assert (stop.exit_code, heard) == (None, [])
    stop.ask(ExitCode.FAILED)
    stop.ask(ExitCode.OK)
    assert (stop.exit_code, heard) == (ExitCode.FAILED, ["heard"])


def test_wish_that_came_before_is_heard_at_once() -> None:
    heard: list[str] = []
    stop = Stop()
    stop.ask()
    stop.listen(lambda: heard.append("heard"))
    assert (stop.exit_code, heard) == (ExitCode.OK, ["heard"])


CODES = {"SIGINT": 130, "SIGTERM": 0, "SIGHUP": 0, "SIGBREAK": 0}


@pytest.mark.parametrize("name", [name for name in CODES if hasattr(signal, name)])
def test_signals_are_wishes_to_end(name: str) -> None:
    stop, code = Stop(), CODES[name]
    with signals_to(stop):
        signal.raise_signal(getattr(signal, name))
    assert stop.exit_code == code


def test_second_interrupt_does_not_wait() -> None:
    stop = Stop()
    with signals_to(stop):
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert stop.exit_code == ExitCode.INTERRUPTED


def test_second_signal_of_another_kind_is_ignored() -> None:
    stop = Stop()
    with signals_to(stop):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    assert stop.exit_code == ExitCode.INTERRUPTED


@POSIX
def test_hangup_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        stop = Stop()
        with signals_to(stop):
            signal.raise_signal(signal.SIGHUP)
        assert stop.exit_code is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_nothing_is_caught_outside_the_main_thread() -> None:
    handlers: list[object] = []

    def look() -> None:
        with signals_to(Stop()):
            handlers.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(10)
    assert handlers == [signal.getsignal(signal.SIGTERM)]


@pytest.mark.parametrize("name", [name for name in CODES if hasattr(signal, name)])
def test_work_with_an_end_is_cancelled_by_a_signal_and_has_not_succeeded(name: str) -> None:
    let_go: list[str] = []

    async def work() -> None:
        try:
            signal.raise_signal(getattr(signal, name))
            await asyncio.get_running_loop().create_future()
        finally:
            let_go.append("all")

    code = ExitCode.INTERRUPTED if name == "SIGINT" else ExitCode.FAILED
    assert (run_until_stopped(work()), let_go) == (code, ["all"])


def test_second_interrupt_ends_work_that_holds_on() -> None:
    async def work() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            signal.raise_signal(signal.SIGINT)

    assert run_until_stopped(work()) == ExitCode.INTERRUPTED


def test_work_that_ends_although_a_signal_came_is_done() -> None:
    async def work() -> None:
        signal.raise_signal(signal.SIGTERM)

    assert run_until_stopped(work()) is None


def test_work_that_is_cancelled_by_another_is_an_error() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        run_until_stopped(work())
