import sys

import pytest

from webhookctl.server.loop import new_event_loop


def test_loop_runs() -> None:
    async def answer() -> int:
        return 42

    loop = new_event_loop()
    try:
        assert loop.run_until_complete(answer()) == 42
    finally:
        loop.close()


def test_loop_is_uvloop_where_there_is_one() -> None:
    uvloop = pytest.importorskip("uvloop")
    loop = new_event_loop()
    loop.close()
    assert isinstance(loop, uvloop.Loop)


def test_loop_is_the_usual_one_where_uvloop_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    loop = new_event_loop()
    loop.close()
    assert type(loop).__module__.startswith("asyncio.")
