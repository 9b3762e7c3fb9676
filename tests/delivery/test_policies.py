"""A server scripted by a table against every policy, on a clock of our own: when attempts fall."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

import pytest

from tests.delivery.wire import OK, Wire, answer, hang, reset
from webhookctl.core.model import Answer, Failure, FailureKind, OutgoingRequest
from webhookctl.core.retry import End, RetryPolicy, Step
from webhookctl.delivery.client import Client, Exchange, Limits
from webhookctl.delivery.deliver import Pace, deliver
from webhookctl.providers import all_policies

REQUEST = OutgoingRequest(b"POST", "http://app.test", b"/hook", ())
START = 1_767_225_600.0  # 2026-01-01T00:00:00Z
POLICIES = sorted({policy.name: policy for policy in all_policies().values()}.items())
FACTS = {
    fact["id"]: fact
    for fact in json.loads(
        (Path(__file__).parents[1] / "data" / "retry-policies.json").read_text("utf-8")
    )
}
LISTED = [
    (name, policy)
    for name, policy in POLICIES
    if isinstance(FACTS[name]["schedule"], list) and FACTS[name]["schedule"]
]
RESET, HANG = "reset", "hang"


Row = tuple[int | str, str | None]
"""What the server does with a request: a status and a Retry-After, or `reset` or `hang`."""

UNAVAILABLE: Row = (503, None)


@dataclass
class Receiver:
    """Does with request k what row k of a table says; the last row is for all that follow."""

    table: Sequence[Row]
    dice: Callable[[int], int] = lambda bits: 1 << (bits - 1)
    time: float = START
    at: list[float] = field(default_factory=list)

    async def exchange(self, _request: OutgoingRequest, limits: Limits) -> Exchange:
        what, retry_after = self.table[min(len(self.at), len(self.table) - 1)]
        self.at.append(self.time - START)
        if what == HANG:
            self.time += limits.response
            return Exchange(Failure(FailureKind.RESPONSE_TIMEOUT, "late"), limits.response)
        if isinstance(what, str):
            return Exchange(Failure(FailureKind.RESET, "closed"), 0.0)
        headers = () if retry_after is None else ((b"Retry-After", retry_after.encode()),)
        return Exchange(Answer(what, "", "1.1", headers, b"", 0), 0.0)

    async def sleep(self, seconds: float) -> None:
        self.time += seconds

    def take(self, policy: RetryPolicy) -> list[Step]:
        pace = Pace(lambda: self.time, self.sleep, self.dice)

        async def run() -> list[Step]:
            steps: list[Step] = []
            await deliver(lambda _number, _before: REQUEST, policy, self, pace, steps.append)
            return steps

        return asyncio.run(run())


def retried(policy: RetryPolicy) -> Row:
    """Return a row that the policy tries again after."""
    for status in (500, 429):
        if status not in policy.final and not any(a <= status <= b for a, b in policy.success):
            return (status, None)
    return (RESET, None)


@pytest.mark.parametrize(("name", "policy"), LISTED)
def test_attempts_fall_on_the_published_schedule(name: str, policy: RetryPolicy) -> None:
    receiver = Receiver([retried(policy)])
    steps = receiver.take(policy)
    schedule = FACTS[name]["schedule"]
    if retried(policy)[0] == 429 and policy.throttled:
        schedule = [max(wait, policy.throttled) for wait in schedule]
    assert receiver.at == pytest.approx(list(accumulate(schedule, initial=0.0)))
    assert steps[-1].end is End.EXHAUSTED


@pytest.mark.parametrize(("name", "policy"), LISTED)
def test_waits_count_from_the_end_of_an_attempt_that_hangs(name: str, policy: RetryPolicy) -> None:
    receiver = Receiver([(HANG, None)])
    receiver.take(policy)
    waits = [max(wait, policy.throttled) for wait in FACTS[name]["schedule"]]
    late = [policy.response_timeout + wait for wait in waits]
    assert receiver.at == pytest.approx(list(accumulate(late, initial=0.0)))


@pytest.mark.parametrize("draw", [0.0, 0.999])
def test_jitter_keeps_within_its_bounds(draw: float) -> None:
    for name, policy in LISTED:
        receiver = Receiver([retried(policy)], dice=lambda bits: int(draw * (1 << bits)))
        receiver.take(policy)
        gaps = [b - a for a, b in zip(receiver.at, receiver.at[1:], strict=False)]
        bound = {"svix": 0.2, "resend": 0.2, "clerk": 0.2, "ahasend": 0.1}.get(name, 0.0)
        for gap, wait in zip(gaps, FACTS[name]["schedule"], strict=True):
            low, high = wait * (1 - bound), wait * (1 + bound)
            assert low - 1e-3 <= gap <= high + 1e-3
            assert not bound or abs(gap - wait) > 0.1 * bound * wait


@pytest.mark.parametrize(("name", "policy"), POLICIES)
def test_gone_stops_where_the_sender_says_so_and_only_there(name: str, policy: RetryPolicy) -> None:
    (step, *more) = Receiver([(410, None), (200, None)]).take(policy)
    told = FACTS[name]["not_retried"] or ""
    stops = "410" in told and name != "telegram"  # that closes it after 23 hours only
    if any(low <= 410 <= high for low, high in policy.success):
        assert (step.end, more) == (End.ACCEPTED, [])
    elif stops:
        assert (step.end, more) == (End.FINAL, [])
    elif policy.delays and 410 not in policy.final:
        assert step.end is None
        assert more


@pytest.mark.parametrize(
    ("name", "row", "second"),
    [
        ("kit", (503, "120"), 120.0),
        ("kit", (429, "5"), 5.0),
        ("kit", (500, "120"), 30.0),
        ("kit", (429, "Thu, 01 Jan 2026 00:03:20 GMT"), 200.0),
        ("kit", (503, "9999999"), 86_400.0),
        ("standard-webhooks", (503, "Thu, 01 Jan 2026 01:00:00 GMT"), 3600.0),
        ("standard-webhooks", (429, "1"), 5.0),
        ("svix", (503, "7"), 7.0),
        ("svix", (503, "3600"), 10.0),
        ("svix", (429, "3600"), 120.0),
        ("telegram", (503, "7200"), 3600.0),
        ("telegram", (404, "30"), 30.0),
        ("mailgun", (503, "7"), 300.0),
    ],
)
def test_retry_after_is_treated_as_the_sender_treats_it(name: str, row: Row, second: float) -> None:
    receiver = Receiver([row, (200, None)])
    receiver.take(all_policies()[name])
    assert receiver.at == pytest.approx([0.0, second])


def test_telegrams_schedule_goes_on_where_a_retry_after_interrupted_it() -> None:
    receiver = Receiver([UNAVAILABLE, UNAVAILABLE, (503, "30"), UNAVAILABLE, (200, None)])
    receiver.take(all_policies()["telegram"])
    assert receiver.at == [0.0, 0.0, 2.0, 32.0, 36.0]


def test_telegram_gives_up_after_a_day() -> None:
    receiver = Receiver([UNAVAILABLE])
    steps = receiver.take(all_policies()["telegram"])
    assert steps[-1].end is End.TOO_LATE
    assert 86_400 - 90 <= receiver.at[-1] <= 86_400


@pytest.mark.parametrize(
    ("name", "status", "end"),
    [
        ("woocommerce", 301, End.ACCEPTED),
        ("woocommerce", 303, End.EXHAUSTED),
        ("bitbucket", 404, End.ACCEPTED),
        ("mailgun", 406, End.FINAL),
        ("paddle", 204, None),
        ("discord", 204, End.ACCEPTED),
        ("discord", 200, None),
        ("aws_sns", 404, End.FINAL),
        ("sanity", 429, None),
        ("sanity", 404, End.FINAL),
        ("postmark", 403, End.FINAL),
        ("twilio", 500, End.FINAL),
    ],
)
def test_answer_means_what_the_sender_takes_it_for(name: str, status: int, end: End | None) -> None:
    assert Receiver([(status, None)]).take(all_policies()[name])[0].end is end


@pytest.mark.parametrize(
    ("name", "sleeps"),
    [
        ("kit", [30.0, 120.0, 900.0, 60.0]),
        ("svix", [5.0, 300.0, 1800.0, 7200.0]),
        ("standard_webhooks", [5.0, 300.0, 1800.0, 7200.0]),
        ("telegram", [2.0, 4.0, 60.0]),
        ("linear", [60.0, 3600.0, 21_600.0]),
    ],
)
def test_real_server_that_fails_in_every_way_meets_the_schedule(
    name: str, sleeps: list[float]
) -> None:
    policy = replace(all_policies()[name], response_timeout=0.2)
    busy = answer("429 Busy", b"", "Retry-After: 60")
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def run(url: str) -> list[Step]:
        one = replace(REQUEST, origin=url)
        pace = Pace(lambda: START, sleep, lambda bits: 1 << (bits - 1))
        async with Client(time.monotonic) as client:
            steps: list[Step] = []
            await deliver(lambda _number, _before: one, policy, client, pace, steps.append)
            return steps

    with Wire([answer("503 No"), reset, hang, busy, OK]) as wire:
        steps = asyncio.run(run(wire.url))
    assert slept == sleeps
    failures = [step.attempt.failure and step.attempt.failure.kind for step in steps]
    late = FailureKind.RESPONSE_TIMEOUT
    assert failures == [None, FailureKind.RESET, late, None, None][: len(steps)]
    assert steps[-1].end is (End.EXHAUSTED if name == "linear" else End.ACCEPTED)


def test_hundred_policies_with_sixteen_attempts_take_no_time() -> None:
    policies = [
        RetryPolicy(f"p{number}", "P", delays=tuple(float(number * k) for k in range(1, 16)))
        for number in range(1, 101)
    ]
    began = time.process_time()
    for policy in policies:
        assert len(Receiver([UNAVAILABLE]).take(policy)) == 16
    assert time.process_time() - began < 1.0
