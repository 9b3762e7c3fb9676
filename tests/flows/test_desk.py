import asyncio
import threading
from collections.abc import Callable

import pytest

from webhookctl.flows.desk import LoopDesk, desk_here


def test_where_no_loop_runs_there_is_no_desk() -> None:
    assert desk_here() is None


def test_what_a_thread_tells_is_called_in_the_loop() -> None:
    async def main() -> list[int]:
        desk, threads, ended = LoopDesk(), list[int](), asyncio.Event()
        calls: list[Callable[[], None]] = [lambda: threads.append(threading.get_ident()), ended.set]
        await asyncio.to_thread(desk.tell, calls)
        await ended.wait()
        return threads

    assert asyncio.run(main()) == [threading.get_ident()]


def test_a_mistake_in_one_call_costs_no_other() -> None:
    async def main() -> list[str]:
        loop, heard, ended = asyncio.get_running_loop(), list[str](), asyncio.Event()
        loop.set_exception_handler(lambda _, context: heard.append(str(context["exception"])))

        def mistake() -> None:
            raise ValueError("a mistake")

        LoopDesk().tell([mistake, ended.set])
        await ended.wait()
        return heard

    assert asyncio.run(main()) == ["a mistake"]


@pytest.mark.parametrize("seconds", [0, 0.001])
def test_later_comes_unless_it_is_cancelled(seconds: float) -> None:
    async def main() -> list[str]:
        desk, came, ended = LoopDesk(), list[str](), asyncio.Event()
        cancel = desk.later(seconds, lambda: came.append("cancelled"))
        cancel()
        desk.later(seconds, lambda: came.append("kept"))
        desk.later(2 * seconds, ended.set)
        await ended.wait()
        return came

    assert asyncio.run(main()) == ["kept"]


def test_a_loop_that_was_closed_is_told_nothing() -> None:
    async def main() -> LoopDesk:
        return LoopDesk()

    called: list[str] = []
    asyncio.run(main()).tell([lambda: called.append("late")])
    assert called == []
