"""One event several times: the same to its receiver, each a delivery of its own."""

import asyncio
from dataclasses import replace
from threading import Barrier

import pytest

from tests.delivery.wire import OK, Wire, answer
from webhookctl.core.model import Delivery
from webhookctl.core.retry import RetryPolicy, Step
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.errors import UsageError
from webhookctl.flows.copies import send_copies
from webhookctl.flows.send import Order, Schedule, prepare
from webhookctl.flows.world import real_world


def run(
    url: str, copies: int, policy: RetryPolicy | None = None, *, concurrent: bool = False
) -> list[list[Delivery]]:
    world = real_world(7)
    secret = Secret("env:A", b"very secret")
    parcel = prepare(Order(parse_url(url), "stripe.charge.succeeded", secret=secret), world)
    begun = [parcel.delivery(world.new_id()) for _ in range(copies)]
    seen: list[list[Delivery]] = [[] for _ in begun]

    def on_step(number: int, step: Step, so_far: Delivery) -> None:
        assert so_far.attempts[-1] == step.attempt
        assert so_far == replace(begun[number], attempts=so_far.attempts)
        seen[number].append(so_far)

    schedule = Schedule(policy or RetryPolicy("p", "P"))
    asyncio.run(send_copies(parcel, begun, schedule, world, on_step, concurrent=concurrent))
    return seen


@pytest.mark.parametrize("concurrent", [False, True])
def test_copies_have_the_same_id_and_body(concurrent: bool) -> None:
    with Wire() as wire:
        seen = run(wire.url, 4, concurrent=concurrent)
    assert len(wire.received) == 4
    assert len({got.body for got in wire.received}) == 1
    ends = [one[-1] for one in seen]
    assert all(one.accepted for one in ends)
    assert len({one.id for one in ends}) == 4
    assert len({one.message_id for one in ends}) == 1


def test_copies_come_one_after_the_other() -> None:
    with Wire([answer("500 No"), OK]) as wire:
        first, second = run(wire.url, 2, RetryPolicy("p", "P", delays=(0.0,)))
    assert [one.accepted for one in first] == [False, True]
    assert [one.accepted for one in second] == [True]


def test_what_goes_wrong_is_raised_as_it_is() -> None:
    def on_step(number: int, step: Step, so_far: Delivery) -> None:
        raise UsageError("not so")

    world, schedule = real_world(7), Schedule(RetryPolicy("p", "P"))
    with Wire() as wire:
        parcel = prepare(Order(parse_url(wire.url), "github.push", unsigned=True), world)
        begun = [parcel.delivery(world.new_id()) for _ in range(2)]
        with pytest.raises(UsageError, match="not so"):
            asyncio.run(send_copies(parcel, begun, schedule, world, on_step))


def test_concurrent_copies_are_under_way_together() -> None:
    together = Barrier(3, timeout=10)

    def wait_for_the_others(connection: object) -> None:
        together.wait()

    with Wire([wait_for_the_others]) as wire:
        seen = run(wire.url, 3, concurrent=True)
    assert not together.broken
    assert [len(one) for one in seen] == [1, 1, 1]
