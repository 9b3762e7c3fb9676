"""Recording that never stands in the way: against the real store, and against none."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Attempt, Delivery, DeliveryKind, OutgoingRequest
from webhookctl.core.ports import Done, Store, StoreError
from webhookctl.flows.history import open_store
from webhookctl.flows.ledger import ROOM, Ledger

REQUEST = OutgoingRequest(b"POST", "http://app.test", b"/", ())
FIRST = Delivery("0123456789abcdef", DeliveryKind.SEND, "http://app.test/", ())


class SlowStore:
    """Writes when it is told to."""

    def __init__(self) -> None:
        self.submitted: list[Done] = []
        self.at_close: StoreError | None = None

    def submit_delivery(self, _delivery: Delivery, done: Done, /) -> None:
        self.submitted.append(done)

    def record(self, _delivery: Delivery, /) -> None:
        raise StoreError("not asked for here")

    def write(self, error: StoreError | None = None) -> None:
        while self.submitted:
            self.submitted.pop()(error)

    def close(self) -> None:
        self.write(self.at_close)


def recorded(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        (number,) = database.execute("SELECT count(*) FROM delivery").fetchone()
    return int(number)


def test_store_is_opened_when_there_is_something_to_record(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with Ledger(lambda: open_store(path, create=True), lambda _error: None) as ledger:
        assert not path.exists()
        assert not ledger.recorded


def test_recorded_delivery_replaces_its_former_self(tmp_path: Path) -> None:
    opened: list[Store] = []

    def open_it() -> Store:
        opened.append(open_store(tmp_path / "store.sqlite3", create=True))
        return opened[-1]

    troubles: list[StoreError] = []
    with Ledger(open_it, troubles.append) as ledger:
        for number in (1, 2):
            attempts = tuple(Attempt(n, REQUEST, 1.0, 0.1) for n in range(1, number + 1))
            ledger.record(
                Delivery(FIRST.id, FIRST.kind, FIRST.target_url, attempts, capture_id=None)
            )
        assert ledger.recorded
    assert (len(opened), troubles) == (1, [])


def test_trouble_is_told_once_and_sending_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    troubles: list[StoreError] = []
    with Ledger(lambda: open_store(file / "store", create=True), troubles.append) as ledger:
        ledger.record(FIRST)
        ledger.record(FIRST)
    assert len(troubles) == 1
    assert not ledger.recorded


def delivery(number: int, size: int = 0) -> Delivery:
    request = replace(REQUEST, body=MemoryBody(b"x" * size))
    attempts = (Attempt(1, request, 1.0, 0.1),)
    return replace(FIRST, id=f"{number:016}", attempts=attempts)


def test_what_is_submitted_is_on_disk_once_nothing_waits(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"

    async def submit(ledger: Ledger) -> int:
        for number in range(500):
            ledger.submit(delivery(number))
        await ledger.room(0)
        return recorded(path)

    with Ledger(lambda: open_store(path, create=True), lambda _error: None) as ledger:
        assert asyncio.run(submit(ledger)) == 500


def test_much_that_waits_makes_others_wait(tmp_path: Path) -> None:
    slow = SlowStore()

    async def submit(ledger: Ledger) -> list[bool]:
        ledger.submit(delivery(1, ROOM))
        waiting = [asyncio.ensure_future(ledger.room()) for _ in range(2)]
        await asyncio.sleep(0)
        seen = [one.done() for one in waiting]
        waiting.pop().cancel()
        slow.write()
        await waiting.pop()
        return seen

    with Ledger(lambda: slow, lambda _error: None) as ledger:
        assert asyncio.run(submit(ledger)) == [False, False]


def test_trouble_with_what_was_submitted_is_told_once(tmp_path: Path) -> None:
    slow, troubles = SlowStore(), list[StoreError]()
    full = StoreError("no room")

    async def submit(ledger: Ledger) -> None:
        ledger.submit(delivery(1))
        ledger.submit(delivery(2))
        slow.write(full)
        ledger.submit(delivery(3))
        await ledger.room(0)

    with Ledger(lambda: slow, troubles.append) as ledger:
        asyncio.run(submit(ledger))
    assert (troubles, len(slow.submitted), ledger.works) == ([full], 0, False)


def test_trouble_at_the_end_is_told_as_well(tmp_path: Path) -> None:
    slow, troubles = SlowStore(), list[StoreError]()
    full = StoreError("no room")
    slow.at_close = full
    with Ledger(lambda: slow, troubles.append) as ledger:
        ledger.submit(delivery(1))
        ledger.close()
        assert (troubles, ledger.works) == ([full], False)
    assert troubles == [full]
