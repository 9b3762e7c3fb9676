"""The one road out: attempts by a retry policy, each built and signed when it leaves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from webhookctl.core.model import Answer, Attempt, Failure, OutgoingRequest
from webhookctl.core.redirect import redirected
from webhookctl.core.retry import Course, RetryPolicy, Step, accepts, drawn, next_step
from webhookctl.delivery.client import Exchange, Limits

Build = Callable[[int, Attempt | None], OutgoingRequest]
"""Makes the request of an attempt from its number (from 1) and the attempt before it."""


class Engine(Protocol):
    """Sends one request: `client.Client`, or whatever can do the same."""

    async def exchange(self, request: OutgoingRequest, limits: Limits) -> Exchange:
        """Send a request and return what came of it. Raises nothing but cancellation."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """The clock, the sleep and the dice of a delivery. `speed` divides every wait, infinity too."""

    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    random_bits: Callable[[int], int]
    speed: float = 1.0


async def deliver(
    build: Build,
    policy: RetryPolicy,
    client: Engine,
    pace: Pace,
    on_step: Callable[[Step], object],
    limits: Limits | None = None,
) -> None:
    """Tell each attempt as it ends, with what follows it; the last step has an `end`.

    Waits happen between two steps; they are sped up, time-outs are not. The policy's time-outs
    stand in place of those in `limits`.
    """
    limits = _limits_by(policy, limits or Limits())
    attempt: Attempt | None = None
    waited = 0.0
    number = 1
    course = Course()
    while True:
        request, started_at = build(number, attempt), pace.now()
        request, exchange = await _exchange(request, policy, client, limits)
        attempt = _attempt(number, request, started_at, waited, exchange, policy)
        step = next_step(policy, attempt, pace.now(), drawn(pace.random_bits), course)
        on_step(step)
        if step.wait is None:
            return
        course, waited = step.course, step.wait / pace.speed
        if waited:
            await pace.sleep(waited)
        number += 1


async def deliver_once(
    request: OutgoingRequest,
    policy: RetryPolicy,
    client: Engine,
    pace: Pace,
    limits: Limits | None = None,
) -> Attempt:
    """Return the one attempt to deliver a request by a policy; its delays do not count."""
    once = replace(policy, delays=())
    steps: list[Step] = []
    await deliver(lambda _number, _before: request, once, client, pace, steps.append, limits)
    return steps[-1].attempt


def _attempt(
    number: int,
    request: OutgoingRequest,
    started_at: float,
    waited: float,
    exchange: Exchange,
    policy: RetryPolicy,
) -> Attempt:
    outcome, elapsed = exchange.outcome, exchange.elapsed
    if isinstance(outcome, Failure):
        return Attempt(number, request, started_at, elapsed, waited, failure=outcome)
    accepted = accepts(policy, outcome.status)
    return Attempt(number, request, started_at, elapsed, waited, outcome, accepted=accepted)


def _limits_by(policy: RetryPolicy, limits: Limits) -> Limits:
    return Limits(policy.response_timeout, policy.connect_timeout, limits.kept, limits.read)


async def _exchange(
    request: OutgoingRequest, policy: RetryPolicy, client: Engine, limits: Limits
) -> tuple[OutgoingRequest, Exchange]:
    """Return the last request of an attempt with what came of it, and the time of them all.

    A redirect that the policy follows belongs to the attempt, and to its time.
    """
    allowed = limits.response + request.manner.slow
    exchange = await client.exchange(request, limits)
    for _ in range(policy.redirects):
        answer, elapsed = exchange.outcome, exchange.elapsed
        following = redirected(request, answer) if isinstance(answer, Answer) else None
        if following is None or elapsed >= allowed:
            break
        request = following
        next_one = await client.exchange(request, replace(limits, response=allowed - elapsed))
        exchange = Exchange(next_one.outcome, elapsed + next_one.elapsed)
    return request, exchange
