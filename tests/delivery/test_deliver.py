"""Retries under a clock of our own: when, how often, what ends them, what follows a redirect."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from tests.delivery.wire import OK, Wire, answer
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import (
    Answer,
    Attempt,
    Failure,
    FailureKind,
    OutgoingRequest,
)
from webhookctl.core.retry import End, RetryPolicy, Step
from webhookctl.core.retry_after import RetryAfter
from webhookctl.delivery.client import Client, Exchange, Limits
from webhookctl.delivery.deliver import Build, Pace, deliver

REQUEST = OutgoingRequest(b"POST", "http://app.test", b"/hook", ())
POLICY = RetryPolicy("test", "Test", delays=(5.0, 300.0, 1800.0))
START = 1_000_000.0


def status(number: int, *headers: tuple[bytes, bytes]) -> Answer:
    return Answer(number, "", "1.1", headers, b"", 0)


DOWN = Failure(FailureKind.REFUSED, "connection refused")


@dataclass
class World:
    """A clock that only sleeping and exchanges move, and an engine that answers as it is told."""

    outcomes: Sequence[Answer | Failure]
    took: float = 0.25
    time: float = START
    sleeps: list[float] = field(default_factory=list)
    sent: list[tuple[float, OutgoingRequest, Limits]] = field(default_factory=list)
    dice: Callable[[int], int] = lambda _bits: 0

    async def exchange(self, request: OutgoingRequest, limits: Limits) -> Exchange:
        outcome = self.outcomes[min(len(self.sent), len(self.outcomes) - 1)]
        self.sent.append((self.time, request, limits))
        self.time += self.took
        return Exchange(outcome, self.took)

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds

    def deliver(
        self, policy: RetryPolicy, build: Build | None = None, speed: float = 1.0
    ) -> list[Step]:
        pace = Pace(lambda: self.time, self.sleep, self.dice, speed)

        async def run() -> list[Step]:
            steps: list[Step] = []
            building = build or (lambda _number, _before: REQUEST)
            await deliver(building, policy, self, pace, steps.append)
            return steps

        return asyncio.run(run())


def test_first_attempt_never_waits() -> None:
    world = World([status(200)])
    (step,) = world.deliver(POLICY)
    assert world.sleeps == []
    assert step.attempt == Attempt(1, REQUEST, START, 0.25, 0.0, status(200), None, accepted=True)
    assert (step.end, step.wait, step.of) == (End.ACCEPTED, None, 4)


def test_schedule_is_exact() -> None:
    world = World([DOWN])
    steps = world.deliver(POLICY)
    assert world.sleeps == [5.0, 300.0, 1800.0]
    assert [step.wait for step in steps] == [5.0, 300.0, 1800.0, None]
    assert [step.attempt.number for step in steps] == [1, 2, 3, 4]
    assert [step.attempt.waited for step in steps] == [0.0, 5.0, 300.0, 1800.0]
    assert [at - START for at, _, _ in world.sent] == [0.0, 5.25, 305.5, 2105.75]
    assert [step.end for step in steps] == [None, None, None, End.EXHAUSTED]
    assert not any(step.attempt.accepted for step in steps)


def test_retries_end_when_an_attempt_is_accepted() -> None:
    steps = World([status(500), DOWN, status(204)]).deliver(POLICY)
    assert [step.attempt.accepted for step in steps] == [False, False, True]
    assert steps[-1].end is End.ACCEPTED


def test_delay_of_zero_does_not_sleep() -> None:
    world = World([DOWN])
    world.deliver(RetryPolicy("slack", "Slack", delays=(0.0, 60.0)))
    assert world.sleeps == [60.0]


@pytest.mark.parametrize(
    ("dice", "waits"),
    [
        (lambda _bits: 0, [5.0, 50.0]),
        (lambda bits: 1 << (bits - 1), [10.0, 100.0]),
        (lambda bits: 3 << (bits - 2), [12.5, 125.0]),
    ],
)
def test_jitter_shortens_and_lengthens(dice: Callable[[int], int], waits: list[float]) -> None:
    policy = RetryPolicy("test", "Test", delays=(10.0, 100.0), jitter=0.5)
    steps = World([DOWN], dice=dice).deliver(policy)
    assert [step.wait for step in steps[:-1]] == waits


def test_jitter_stays_below_its_bound() -> None:
    policy = RetryPolicy("test", "Test", delays=(10.0,), jitter=0.5)
    (step, _) = World([DOWN], dice=lambda bits: (1 << bits) - 1).deliver(policy)
    assert step.wait is not None
    assert 14.9 < step.wait <= 15.0


@pytest.mark.parametrize(
    ("speed", "slept"), [(60.0, [5 / 60, 5.0, 30.0]), (math.inf, []), (0.5, [10.0, 600.0, 3600.0])]
)
def test_speed_shrinks_waits_only(speed: float, slept: list[float]) -> None:
    world = World([DOWN])
    steps = world.deliver(POLICY, speed=speed)
    assert world.sleeps == pytest.approx(slept)
    assert [step.wait for step in steps] == [5.0, 300.0, 1800.0, None]
    assert {limits.response for _, _, limits in world.sent} == {POLICY.response_timeout}


def test_timeouts_are_those_of_the_policy() -> None:
    world = World([DOWN])
    world.deliver(RetryPolicy("test", "Test", connect_timeout=1.0, response_timeout=5.0))
    (_, _, limits) = world.sent[0]
    assert (limits.connect, limits.response) == (1.0, 5.0)


def test_final_status_ends_the_delivery() -> None:
    policy = replace(POLICY, final=frozenset({410}))
    steps = World([status(500), status(410), status(200)]).deliver(policy)
    assert [step.end for step in steps] == [None, End.FINAL]


@pytest.mark.parametrize(("header", "attempts"), [(b"1", 1), (b"0", 4)])
def test_stop_header_ends_the_delivery(header: bytes, attempts: int) -> None:
    policy = replace(POLICY, stop_header=("X-Slack-No-Retry", "1"))
    steps = World([status(500, (b"x-slack-no-retry", header))]).deliver(policy)
    assert len(steps) == attempts
    assert steps[-1].end is (End.STOPPED if attempts == 1 else End.EXHAUSTED)


@pytest.mark.parametrize(
    ("code", "accepted"), [(200, True), (299, True), (300, False), (199, False)]
)
def test_success_is_what_the_policy_says(code: int, accepted: bool) -> None:
    (step, *_) = World([status(code)]).deliver(RetryPolicy("test", "Test"))
    assert step.attempt.accepted is accepted


@pytest.mark.parametrize(
    ("value", "wait", "asked"),
    [
        (b"120", 120.0, True),
        (b"2", 5.0, False),
        (b"Mon, 12 Jan 1970 13:48:40 GMT", 120.0 - 0.25, True),
        (b"Mon, 12 Jan 1970 13:00:00 GMT", 5.0, False),
        (b"99999999", 86_400.0, True),
        (b"soon", 5.0, False),
    ],
)
def test_retry_after_lengthens_the_wait(value: bytes, wait: float, asked: bool) -> None:
    policy = RetryPolicy("test", "Test", delays=(5.0,), retry_after=RetryAfter())
    world = World([status(503, (b"Retry-After", value)), status(200)])
    (step, _) = world.deliver(policy)
    assert step.wait == pytest.approx(wait)
    assert step.retry_after is asked
    assert world.sleeps == [step.wait]


def test_retry_after_is_ignored_by_a_policy_that_does_not_obey_it() -> None:
    (step, *_) = World([status(503, (b"Retry-After", b"120"))]).deliver(POLICY)
    assert (step.wait, step.retry_after) == (5.0, False)


def test_each_request_is_built_when_it_leaves_and_knows_the_attempt_before() -> None:
    world = World([status(500), DOWN, status(200)])
    built: list[tuple[float, int, Attempt | None]] = []

    def build(number: int, before: Attempt | None) -> OutgoingRequest:
        built.append((world.time, number, before))
        return replace(REQUEST, target=b"/%d" % number)

    steps = world.deliver(POLICY, build)
    assert [at for at, _, _ in built] == [at for at, _, _ in world.sent]
    assert [number for _, number, _ in built] == [1, 2, 3]
    assert [before for _, _, before in built] == [None, steps[0].attempt, steps[1].attempt]
    assert [request.target for _, request, _ in world.sent] == [b"/1", b"/2", b"/3"]


def redirect(code: int, location: bytes) -> Answer:
    return status(code, (b"Location", location))


def test_redirect_is_an_answer_unless_the_policy_follows_it() -> None:
    world = World([redirect(307, b"/there")])
    (step,) = world.deliver(RetryPolicy("test", "Test"))
    assert step.attempt.answer == redirect(307, b"/there")
    assert not step.attempt.accepted


def test_redirects_belong_to_their_attempt() -> None:
    world = World([redirect(307, b"/a"), redirect(308, b"http://other.test/b"), status(200)])
    (step,) = world.deliver(RetryPolicy("test", "Test", redirects=2, response_timeout=3.0))
    assert step.attempt.accepted
    assert step.attempt.elapsed == 0.75
    assert step.attempt.request.url == "http://other.test/b"
    assert [request.url for _, request, _ in world.sent] == [
        "http://app.test/hook",
        "http://app.test/a",
        "http://other.test/b",
    ]
    assert [limits.response for _, _, limits in world.sent] == [3.0, 2.75, 2.5]


def test_one_redirect_too_many_is_the_answer() -> None:
    world = World([redirect(307, b"/a")])
    (step,) = world.deliver(RetryPolicy("test", "Test", redirects=2))
    assert len(world.sent) == 3
    assert step.attempt.answer == redirect(307, b"/a")


def test_redirect_is_not_followed_when_no_time_is_left() -> None:
    world = World([redirect(307, b"/a")], took=3.0)
    world.deliver(RetryPolicy("test", "Test", redirects=2, response_timeout=3.0))
    assert len(world.sent) == 1


def test_failure_behind_a_redirect_is_the_outcome() -> None:
    world = World([redirect(307, b"/a"), DOWN])
    (step,) = world.deliver(RetryPolicy("test", "Test", redirects=2))
    assert step.attempt.failure == DOWN


def test_limits_of_the_answer_are_handed_on() -> None:
    headers: HeaderPairs = ((b"Content-Type", b"text/plain"),)
    sent = OutgoingRequest(b"POST", "", b"/x", headers)

    async def run(url: str) -> list[Step]:
        pace = Pace(time.time, asyncio.sleep, lambda _bits: 0)
        async with Client(time.perf_counter) as client:
            steps: list[Step] = []
            await deliver(
                lambda _number, _before: replace(sent, origin=url),
                RetryPolicy("test", "Test", delays=(0.0,)),
                client,
                pace,
                steps.append,
                Limits(kept=3),
            )
            return steps

    with Wire([answer("503 Busy", b"a long answer"), OK]) as wire:
        first, second = asyncio.run(run(wire.url))
    assert first.attempt.answer is not None
    assert (first.attempt.answer.body, first.attempt.answer.body_size) == (b"a l", 13)
    assert second.attempt.accepted
