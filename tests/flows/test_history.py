import asyncio
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.samples import attempt, capture, capture_id, delivery
from webhookctl.core.ports import StoreError
from webhookctl.errors import UsageError
from webhookctl.flows.history import Entry, look_up, open_store


def test_a_store_is_only_made_when_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "store.sqlite3"
    with pytest.raises(StoreError, match="nothing has been captured yet"):
        open_store(path, create=False)
    open_store(path, create=True).close()
    open_store(path, create=False).close()


def test_a_capture_is_looked_up_with_what_became_of_it(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.sqlite3", create=True)
    store.add(capture(0))
    store.add(capture(1))
    sent = delivery(2, attempt(1, 503), attempt(2), of=capture_id(0))
    store.record(sent)
    assert look_up(store, "last~1") == Entry(capture(0), [sent])
    assert look_up(store, capture_id(1)) == Entry(capture(1), [])
    with pytest.raises(UsageError, match="there is no capture `last~2`"):
        look_up(store, "last~2")
    store.close()


def test_a_store_belongs_to_the_loop_that_runs_where_it_is_opened(tmp_path: Path) -> None:
    async def main() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        with closing(open_store(tmp_path / "store.sqlite3", create=True)) as store:
            store.submit(capture(0), lambda _: told.set_result(threading.get_ident()))
            return await told

    assert asyncio.run(main()) == threading.get_ident()
