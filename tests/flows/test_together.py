import asyncio

import pytest

from webhookctl.flows.together import together


def test_all_run_at_the_same_time_to_their_end() -> None:
    ended: list[str] = []

    async def wait(mine: asyncio.Event, name: str) -> None:
        await mine.wait()
        ended.append(name)

    async def ring(other: asyncio.Event) -> None:
        other.set()
        ended.append("rang")

    async def run() -> None:
        bell = asyncio.Event()
        await together([wait(bell, "waited"), ring(bell)])

    asyncio.run(run())
    assert ended == ["rang", "waited"]


def test_first_error_ends_the_others_and_is_raised_as_it_is() -> None:
    ended: list[str] = []

    async def fail() -> None:
        raise LookupError("first")

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("ended")

    async def run() -> None:
        await together([wait(), fail()])

    with pytest.raises(LookupError, match="first"):
        asyncio.run(run())
    assert ended == ["ended"]
