import asyncio
import gc
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.store.contract import StoreContract
from tests.store.samples import StreamedBody, capture, capture_id, delivery, with_body
from tests.store.strategies import captures
from webhookctl.core.body import MEMORY_LIMIT
from webhookctl.core.ids import encode_id
from webhookctl.core.model import Capture
from webhookctl.core.ports import CaptureQuery, Store, StoreError
from webhookctl.flows.desk import LoopDesk
from webhookctl.store.sqlite import SqliteStore


class TestSqliteStore(StoreContract):
    @staticmethod
    def open_store(folder: Path) -> Store:
        return SqliteStore.open(folder / "store.sqlite3", create=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """A store that many examples share; each makes ids of its own."""
    store = SqliteStore.open(tmp_path_factory.mktemp("lasting") / "store.sqlite3", create=True)
    yield store
    store.close()


fresh = (encode_id(1_800_000_000_000, number) for number in count())


@given(one=captures)
@settings(max_examples=150, deadline=None)
def test_any_capture_comes_back_equal(lasting: SqliteStore, one: Capture) -> None:
    one = replace(one, id=next(fresh))
    lasting.add(one)
    assert lasting.get(one.id) == one
    (row,) = lasting.rows(CaptureQuery(limit=1))
    assert row.id == lasting.resolve("last") == one.id
    assert (row.method, row.target) == (one.request.method, one.request.target)
    assert (row.provider, row.event) == (one.recognition.provider, one.recognition.event)


def test_a_loop_writes_and_is_told(path: Path) -> None:
    async def main() -> list[StoreError | None]:
        loop = asyncio.get_running_loop()
        store = SqliteStore.open(path, create=True, desk=LoopDesk())
        waiting = []
        for number in range(200):
            answer: asyncio.Future[StoreError | None] = loop.create_future()
            store.submit(capture(number), answer.set_result)
            waiting.append(answer)
            if number % 7 == 0:
                await asyncio.gather(*waiting)
        outcomes = await asyncio.gather(*waiting)
        await asyncio.to_thread(store.close)
        return outcomes

    assert asyncio.run(main()) == [None] * 200
    with closing(SqliteStore.open(path, create=False)) as store:
        assert len(list(store.rows(CaptureQuery(limit=None)))) == 200


def test_add_does_not_need_the_loop_that_it_blocks(path: Path) -> None:
    async def main() -> list[StoreError | None]:
        store = SqliteStore.open(path, create=True, desk=LoopDesk())
        store.add(capture())
        store.record(delivery(1, of=capture_id(0)))
        told: list[StoreError | None] = []
        store.submit_delivery(delivery(2, of=capture_id(0)), told.append)
        store.close()
        assert told == []
        await asyncio.sleep(0)
        return told

    assert asyncio.run(main()) == [None]


def test_reading_goes_on_while_another_writes(path: Path) -> None:
    writing = SqliteStore.open(path, create=True)
    writing.add(capture(0))
    reading = SqliteStore.open(path, create=False)
    assert reading.resolve("last") == capture_id(0)
    writing.add(capture(1))
    assert reading.resolve("last") == capture_id(1)
    reading.add(capture(2))
    assert writing.resolve("last") == capture_id(2)
    writing.close()
    assert reading.get(capture_id(1)) == capture(1)
    reading.close()


def test_what_waits_can_be_asked(path: Path) -> None:
    store = SqliteStore.open(path, create=True)
    assert store.pending_bytes == 0
    store.add(capture())
    assert store.pending_bytes == 0
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="slow there, and the same code")
def test_a_large_body_takes_little_memory(path: Path) -> None:
    size = 60 * MEMORY_LIMIT
    store = SqliteStore.open(path, create=True)
    store.add(capture(0))
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    try:
        store.add(with_body(capture(1), StreamedBody(size)))
        body = store.get(capture_id(1)).request.body
        assert sum(len(piece) for piece in body.chunks()) == size
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    store.close()
    assert peak - before < 4 * MEMORY_LIMIT
