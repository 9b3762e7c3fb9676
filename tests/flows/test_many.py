"""Many events: fresh each, so many at a time, at a pace, recorded, counted."""

import asyncio
import hmac
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Lock

import pytest

from tests.delivery.wire import OK, Received, Wire, answer
from webhookctl.core.load import Load
from webhookctl.core.model import Delivery
from webhookctl.core.ports import DeliveryQuery
from webhookctl.core.retry import RetryPolicy, Step
from webhookctl.core.secret import Secret
from webhookctl.core.tally import Tally
from webhookctl.core.url import parse_url
from webhookctl.errors import ExitCode, UsageError
from webhookctl.flows.history import open_store
from webhookctl.flows.ledger import Ledger
from webhookctl.flows.many import (
    LATE,
    WINDOW,
    Batch,
    Item,
    items_of,
    parse_length,
    parse_rate,
    run_many,
    send_many,
)
from webhookctl.flows.send import Order, Schedule, prepare
from webhookctl.flows.world import World, real_world

SECRET = Secret("env:A", b"very secret")
CHARGE = "stripe.charge.succeeded"
ONCE = RetryPolicy("p", "P")


class Clock:
    """A clock that only sleeping moves, and what was slept."""

    def __init__(self) -> None:
        self.at = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
        await asyncio.sleep(0)

    def world(self, seed: int = 7) -> World:
        return replace(real_world(seed), monotonic=self.monotonic, sleep=self.sleep)


def batch_of(
    url: str,
    load: Load,
    *,
    policy: RetryPolicy = ONCE,
    world: World | None = None,
    order: Order | None = None,
) -> tuple[Batch, World]:
    world = world or real_world(7)
    order = order or Order(parse_url(url), CHARGE, secret=SECRET)
    parcel = prepare(order, world)
    schedule = Schedule(policy, dice=real_world(8).random_bits)
    return Batch(order, parcel, schedule, load, real_world(7).random_bits), world


class Run:
    """What was told, counted and recorded of a batch."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "store.sqlite3"
        self.tally = Tally()
        self.told: list[tuple[int, int, str]] = []

    def tell(self, item: Item, step: Step, delivery: Delivery) -> None:
        assert delivery.attempts[-1] == step.attempt
        self.told.append((item.number, item.copy, delivery.id))

    def __call__(self, batch: Batch, world: World) -> "Run":
        troubles: list[object] = []
        with Ledger(lambda: open_store(self.path, create=True), troubles.append) as ledger:
            asyncio.run(send_many(batch, world, ledger, self.tally, self.tell))
        assert troubles == []
        return self

    def recorded(self) -> list[Delivery]:
        store = open_store(self.path, create=False)
        rows = list(store.delivery_rows(DeliveryQuery(limit=None)))
        kept = [store.find_delivery(row.id) for row in reversed(rows)]
        store.close()
        return [one for one in kept if one is not None]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def ids_of(wire: Wire) -> list[str]:
    return [json.loads(got.body)["id"] for got in wire.received]


def signed(got: Received) -> bool:
    """Say whether it is signed as https://docs.stripe.com/webhooks says."""
    parts = dict(part.split(b"=", 1) for part in got.value("Stripe-Signature").split(b","))
    message = parts[b"t"] + b"." + got.body
    return hmac.new(SECRET.value, message, "sha256").hexdigest().encode() == parts[b"v1"]


@pytest.mark.parametrize("concurrency", [1, 4])
def test_each_event_is_fresh_signed_counted_and_recorded(run: Run, concurrency: int) -> None:
    with Wire() as wire:
        run(*batch_of(wire.url, Load(20, concurrency)))
    assert len(set(ids_of(wire))) == 20
    assert all(signed(got) for got in wire.received)
    assert (run.tally.begun, run.tally.ended, run.tally.accepted) == (20, 20, 20)
    assert sorted(number for number, _, _ in run.told) == list(range(1, 21))
    kept = run.recorded()
    assert {one.message_id for one in kept} == set(ids_of(wire))
    assert [len(one.attempts) for one in kept] == [1] * 20
    assert b"very secret" not in run.path.read_bytes()


def test_seed_makes_the_same_events_whatever_the_concurrency(run: Run) -> None:
    made = []
    for concurrency in (1, 8):
        with Wire() as wire:
            run(*batch_of(wire.url, Load(16, concurrency)))
        made.append(sorted(ids_of(wire)))
    assert made[0] == made[1]


def test_first_event_is_the_one_that_a_single_send_makes() -> None:
    batch, world = batch_of("http://app.test/", Load(3))
    first, second, third = items_of(batch, world)
    assert first.parcel == batch.parcel
    assert len({one.parcel.event.id for one in (first, second, third)}) == 3


@pytest.mark.parametrize(
    ("provider", "data"),
    [
        ("stripe", b'{"id":"evt_1","type":"charge.succeeded","object":"event"}'),
        ("standard_webhooks", b'{"type":"a"}'),
        (None, b"plain text"),
    ],
)
def test_own_body_is_sent_as_events_with_ids_of_their_own(
    provider: str | None, data: bytes
) -> None:
    secret = Secret("env:A", b"whsec_c2VjcmV0IHNlY3JldCBzZWNyZXQ=") if provider else None
    order = Order(parse_url("http://app.test/"), data=data, provider=provider, secret=secret)
    batch, world = batch_of("", Load(4), order=order)
    items = list(items_of(batch, world))
    assert items[0].parcel.event.body == data
    assert len({one.parcel.event.id for one in items}) == 4
    if provider == "stripe":
        told = [json.loads(one.parcel.event.body)["id"] for one in items]
        assert told == [one.parcel.event.id for one in items]
    else:
        assert {one.parcel.event.body for one in items} == {data}


def test_id_that_is_a_number_stays_one() -> None:
    data = b'{"update_id": 42}'
    order = Order(parse_url("http://app.test/"), data=data, provider="telegram", unsigned=True)
    items = list(items_of(*batch_of("", Load(3), order=order)))
    told = [json.loads(one.parcel.event.body)["update_id"] for one in items]
    assert told[0] == 42
    assert len(set(told)) == 3
    assert [str(one) for one in told] == [one.parcel.event.id for one in items]


def test_copies_of_an_event_share_its_id(run: Run) -> None:
    with Wire() as wire:
        run(*batch_of(wire.url, Load(3, copies=2)))
    first, second, third = (ids_of(wire)[at : at + 2] for at in (0, 2, 4))
    assert all(one == other for one, other in (first, second, third))
    assert len({first[0], second[0], third[0]}) == 3
    assert [told[:2] for told in run.told] == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]
    assert run.tally.accepted == 6


def test_shuffled_events_leave_in_another_order_and_all_of_them() -> None:
    orders = []
    for _ in range(2):
        batch, world = batch_of("http://app.test/", Load(3 * WINDOW, copies=2, shuffled=True))
        items = list(items_of(batch, world))
        orders.append([(one.number, one.copy) for one in items])
    assert orders[0] == orders[1]
    assert orders[0] != sorted(orders[0])
    assert sorted(orders[0]) == [(n, c) for n in range(1, 3 * WINDOW + 1) for c in (1, 2)]
    together = sum(one == two for (one, _), (two, _) in pairwise(orders[0]))
    assert together < WINDOW  # without shuffling: one for each event


def test_window_of_shuffled_events_is_bounded() -> None:
    batch, world = batch_of("http://app.test/", Load(None, duration=1.0, shuffled=True))
    items = items_of(batch, world)
    seen = [next(items).number for _ in range(1000)]
    assert max(seen) <= 1000 + WINDOW


def test_so_many_are_under_way_together(run: Run) -> None:
    together = Barrier(3, timeout=10)

    def wait_for_the_others(connection: object) -> None:
        together.wait()

    with Wire([wait_for_the_others]) as wire:
        run(*batch_of(wire.url, Load(6, 3)))
    assert not together.broken
    assert run.tally.ended == 6


def test_no_more_are_under_way_than_wanted(run: Run) -> None:
    lock, under_way, most = Lock(), [0], [0]

    def look(connection: object) -> None:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        with lock:
            under_way[0] -= 1

    with Wire([look]) as wire:
        run(*batch_of(wire.url, Load(30, 2)))
    assert run.tally.ended == 30
    assert most[0] <= 2


def test_deliveries_begin_at_the_pace_that_is_wanted(run: Run) -> None:
    clock = Clock()
    with Wire() as wire:
        run(*batch_of(wire.url, Load(5, 2, rate=4.0), world=clock.world()))
    assert clock.slept == pytest.approx([0.25] * 4)
    assert run.tally.late == 0
    assert run.tally.seconds == pytest.approx(1.0)


def test_time_ends_what_has_not_begun(run: Run) -> None:
    clock = Clock()
    with Wire() as wire:
        run(*batch_of(wire.url, Load(None, 1, rate=10.0, duration=1.0), world=clock.world()))
    assert (run.tally.begun, run.tally.ended, run.tally.unsent) == (10, 10, 0)


def test_retries_of_what_is_under_way_are_made_after_the_time_is_up(run: Run) -> None:
    clock = Clock()
    policy = RetryPolicy("p", "P", delays=(5.0, 5.0))
    with Wire([answer("503 No"), answer("503 No"), OK]) as wire:
        load = Load(None, 1, duration=1.0)
        run(*batch_of(wire.url, load, policy=policy, world=clock.world()))
    assert (run.tally.begun, run.tally.accepted) == (1, 1)
    assert run.tally.attempts == {503: 2, 200: 1}
    assert [len(one.attempts) for one in run.recorded()] == [3]


def test_what_leaves_late_is_said_and_so_is_what_does_not_leave(run: Run) -> None:
    clock = Clock()
    policy = RetryPolicy("p", "P", delays=(0.8,))
    with Wire([answer("503 No"), OK, OK]) as wire:
        load = Load(None, 1, rate=10.0, duration=0.6)
        run(*batch_of(wire.url, load, policy=policy, world=clock.world()))
    assert (run.tally.begun, run.tally.unsent, run.tally.late) == (1, 5, 0)
    run.tally = Tally()
    with Wire([answer("503 No"), OK, OK]) as wire:
        run(*batch_of(wire.url, Load(3, 1, rate=10.0), policy=policy, world=clock.world()))
    assert (run.tally.begun, run.tally.unsent, run.tally.late) == (3, 0, 2)
    assert run.tally.latest == pytest.approx(0.7)
    assert run.tally.latest > LATE


def test_what_goes_wrong_is_raised_as_it_is(run: Run) -> None:
    def tell(item: Item, step: Step, delivery: Delivery) -> None:
        raise UsageError("not so")

    with Wire() as wire:
        batch, world = batch_of(wire.url, Load(9, 3))
        with (
            Ledger(lambda: open_store(run.path, create=True), lambda _: None) as ledger,
            pytest.raises(UsageError, match="not so"),
        ):
            run_many(batch, world, ledger, run.tally, tell)


def test_ctrl_c_leaves_a_true_tally(run: Run) -> None:
    def tell(item: Item, step: Step, delivery: Delivery) -> None:
        if item.number == 5:
            raise KeyboardInterrupt

    with Wire() as wire:
        batch, world = batch_of(wire.url, Load(None, 1, duration=60.0))
        with Ledger(lambda: open_store(run.path, create=True), lambda _: None) as ledger:
            code = run_many(batch, world, ledger, run.tally, tell)
            assert code == ExitCode.INTERRUPTED
    assert (run.tally.begun, run.tally.ended, run.tally.accepted) == (5, 5, 5)
    assert len(run.recorded()) == 5


@pytest.mark.parametrize(
    ("text", "rate"),
    [("50/s", 50), ("50", 50), (" 2.5 / sec", 2.5), ("90/m", 1.5), ("90/MIN", 1.5), ("36/h", 0.01)],
)
def test_rate_is_read(text: str, rate: float) -> None:
    assert parse_rate(text) == pytest.approx(rate)


@pytest.mark.parametrize("text", ["x", "", "/s", "-1/s", "5/d", "5/", "1e3/s", "0/s", "9999999/s"])
def test_what_is_no_rate_is_said(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_rate(text)
    assert raised.value.hint


def test_length_of_a_run_is_read() -> None:
    assert parse_length("1m") == 60
    for text in ("0", "0s", "soon", "9" * 400):
        with pytest.raises(UsageError):
            parse_length(text)
