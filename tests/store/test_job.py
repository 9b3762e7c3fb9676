import threading

import pytest

from tests.store.samples import StreamedBody, attempt, capture, delivery, with_body
from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.model import Capture, Delivery
from webhookctl.store.job import Job, call_all

LARGE = StreamedBody(2 * MEMORY_LIMIT)


@pytest.mark.parametrize(
    ("item", "takes_long", "is_small"),
    [
        (capture(), False, True),
        (with_body(capture(), LARGE), True, False),
        (delivery(1, attempt()), False, True),
        (delivery(1, attempt(), attempt(2, 200, LARGE)), False, False),
    ],
)
def test_what_is_copied_in_pieces_is_not_small(
    item: Capture | Delivery, takes_long: bool, is_small: bool
) -> None:
    job = Job(item, lambda _: None)
    assert (job.takes_long, job.is_small) == (takes_long, is_small)


def test_a_body_weighs_where_it_is_in_memory() -> None:
    in_memory = Job(with_body(capture(), MemoryBody(bytes(100_000))), lambda _: None)
    on_disk = Job(with_body(capture(), LARGE), lambda _: None)
    assert in_memory.weight == in_memory.size > 100_000
    assert on_disk.weight < 10_000 < LARGE.size < on_disk.size


def test_a_mistake_in_one_call_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    called: list[str] = []

    def mistake() -> None:
        raise ValueError("a mistake")

    call_all([mistake, lambda: called.append("other")])
    assert called == ["other"]
    assert [str(each.exc_value) for each in reported] == ["a mistake"]
