"""The event loops that the engine runs on."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.delivery.exchanging import LOOP
from webhookctl.server.loop import new_event_loop


@pytest.fixture(params=[asyncio.new_event_loop, new_event_loop], ids=["asyncio", "uvloop"])
def each_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run the exchanges of a test on one event loop after the other."""
    token = LOOP.set(request.param)
    yield
    LOOP.reset(token)
