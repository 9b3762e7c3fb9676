"""Recording that never stands in the way: against the real store, and against none."""

from pathlib import Path

from webhookctl.core.model import Attempt, Delivery, DeliveryKind, OutgoingRequest
from webhookctl.core.ports import Store, StoreError
from webhookctl.flows.history import open_store
from webhookctl.flows.ledger import Ledger

REQUEST = OutgoingRequest(b"POST", "http://app.test", b"/", ())
FIRST = Delivery("0123456789abcdef", DeliveryKind.SEND, "http://app.test/", ())


def test_store_is_opened_when_there_is_something_to_record(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with Ledger(lambda: open_store(path, create=True), lambda _error: None):
        assert not path.exists()


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
        assert ledger.works
    assert (len(opened), troubles) == (1, [])


def test_trouble_is_told_once_and_sending_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    troubles: list[StoreError] = []
    with Ledger(lambda: open_store(file / "store", create=True), troubles.append) as ledger:
        ledger.record(FIRST)
        ledger.record(FIRST)
    assert len(troubles) == 1
    assert not ledger.works
