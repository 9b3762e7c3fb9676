"""When attempts would fall, and what becomes of an event in an outage."""

import pytest

from webhookctl.core.plan import Fate, Outage, Planned, plan_of
from webhookctl.core.retry import RetryPolicy
from webhookctl.providers import all_policies

EXACT = RetryPolicy("p", "P", delays=(10.0, 50.0))
SHAKY = RetryPolicy("p", "P", delays=(10.0, 100.0), jitter=0.5)


def test_every_attempt_of_a_policy_is_planned() -> None:
    plan = plan_of(EXACT)
    assert plan.attempts == (
        Planned(1, 0.0, 0.0, 0.0, 0.0),
        Planned(2, 10.0, 10.0, 10.0, 10.0),
        Planned(3, 60.0, 50.0, 60.0, 60.0),
    )
    assert (plan.of, plan.fate, plan.arrival) == (3, None, None)


def test_jitter_gives_each_attempt_bounds() -> None:
    plan = plan_of(SHAKY, draw=lambda: 0.75)
    assert plan.attempts[1:] == (
        Planned(2, 12.5, 12.5, 5.0, 15.0),
        Planned(3, 137.5, 125.0, 55.0, 165.0),
    )


def test_attempt_that_chance_may_push_beyond_the_window_has_no_latest_moment() -> None:
    policy = RetryPolicy("p", "P", delays=(10.0, 10.0), jitter=0.5, window=25.0)
    assert [one.latest for one in plan_of(policy).attempts] == [0.0, 15.0, None]


@pytest.mark.parametrize(
    ("outage", "fate", "number"),
    [
        (Outage(10.0), Fate.ARRIVES, 2),
        (Outage(10.1), Fate.ARRIVES, 3),
        (Outage(60.0), Fate.ARRIVES, 3),
        (Outage(60.1), Fate.LOST, None),
        (Outage(3600.0, start=5.0), Fate.ARRIVES, 1),
        (Outage(40.0, start=-30.0), Fate.ARRIVES, 2),
        (Outage(20.0, start=-30.0), Fate.ARRIVES, 1),
    ],
)
def test_event_arrives_with_the_first_attempt_outside_the_outage(
    outage: Outage, fate: Fate, number: int | None
) -> None:
    plan = plan_of(EXACT, outage)
    assert plan.fate is fate
    assert (plan.arrival.number if plan.arrival else None) == number
    assert plan.of == 3


@pytest.mark.parametrize(
    ("duration", "fate"), [(55.0, Fate.ARRIVES), (100.0, Fate.LUCK), (165.1, Fate.LOST)]
)
def test_fate_may_depend_on_the_jitter(duration: float, fate: Fate) -> None:
    assert plan_of(SHAKY, Outage(duration)).fate is fate


def test_github_tries_once() -> None:
    assert plan_of(all_policies()["github"], Outage(1.0)).fate is Fate.LOST
