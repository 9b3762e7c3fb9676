"""What `--outage` means, and which plans are made."""

import pytest

from webhookctl.core.plan import Outage
from webhookctl.core.retry import RetryPolicy
from webhookctl.errors import UsageError
from webhookctl.flows.plan import make_plans, parse_outage

OWN = RetryPolicy("own", "Own", delays=(60.0,), disable_rule="closed after a while")


@pytest.mark.parametrize(
    ("text", "outage"),
    [
        ("6h", Outage(21_600.0)),
        ("6h@30m", Outage(21_600.0, 1800.0)),
        ("6h@-30m", Outage(21_600.0, -1800.0)),
        (" 90s @ 5s ", Outage(90.0, 5.0)),
    ],
)
def test_outage_has_a_duration_and_a_start(text: str, outage: Outage) -> None:
    assert parse_outage(text) == outage


@pytest.mark.parametrize(
    "text", ["", "x", "0s", "-6h", "6h@", "6h@x", "@30m", "6h@1m@2m", "6h@--1m"]
)
def test_what_is_no_outage_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not an outage") as caught:
        parse_outage(text)
    assert "6h@30m" in (caught.value.hint or "")


def test_plan_without_a_name_is_that_of_the_events_provider() -> None:
    (plan,) = make_plans((), OWN, None, None)
    assert plan.policy == OWN
    (plan,) = make_plans((), OWN, 2.0, None)
    assert plan.policy.response_timeout == 2.0


def test_several_policies_are_planned_in_their_order() -> None:
    plans = make_plans(("kit", "none", " 1s, 5s"), OWN, None, Outage(60.0))
    assert [plan.policy.name for plan in plans] == ["kit", "none", "1s,5s"]
    assert [plan.outage for plan in plans] == [Outage(60.0)] * 3
    assert plans[2].policy.disable_rule is None


def test_plan_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="`--plan` needs a retry policy"):
        make_plans((), None, None, None)


def test_seed_draws_the_same_jitter_again_for_each_plan() -> None:
    one, two = make_plans(("svix", "resend"), None, None, None, seed=7)
    assert [a.at for a in one.attempts] == [a.at for a in two.attempts]
    assert one == make_plans(("svix",), None, None, None, seed=7)[0]
    assert one != make_plans(("svix",), None, None, None, seed=8)[0]
    (middle,) = make_plans(("svix",), None, None, None)
    assert [a.wait for a in middle.attempts] == [0, 5, 300, 1800, 7200, 18000, 36000, 36000]
