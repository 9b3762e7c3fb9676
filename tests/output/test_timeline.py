"""The picture of when attempts fall."""

import pytest

from webhookctl.core.plan import Outage, plan_of
from webhookctl.core.retry import RetryPolicy
from webhookctl.output.timeline import timeline

HOURLY = RetryPolicy("hourly", "H", delays=(3600.0,) * 5)
QUICK = RetryPolicy("quick", "Q", delays=(1.0, 2.0, 60.0))
DAYS = RetryPolicy("a-name-that-is-much-too-long", "D", delays=(86_400.0,) * 10)
DENSE = RetryPolicy("dense", "D", delays=(1.0,) * 12 + (3600.0,))


def test_attempts_stand_under_a_scale_of_hours() -> None:
    assert timeline((plan_of(HOURLY), plan_of(QUICK)), 60) == [
        "        0         1 h       2 h        3 h       4 h",
        "        |---------|---------|----------|---------|---------|",
        "hourly  x         x         x          x         x         x",
        "quick   4",
        "",
        "x an attempt that fails, 2-9 so many, # more",
    ]


def test_outage_is_drawn_and_the_arrival_is_marked() -> None:
    outage = Outage(9000.0, start=-1800.0)
    assert timeline((plan_of(HOURLY, outage), plan_of(QUICK, outage)), 50) == [
        "        -30 min 0       30 min   1 h     1.5 h",
        "        |-------|-------|--------|-------|-------|",
        "hourly  ========x================x===============A",
        "quick   ========4================================",
        "",
        "x an attempt that fails, 2-9 so many, # more, A it arrives, = outage",
    ]


def test_scale_of_days_fits_and_names_are_cut() -> None:
    lines = timeline((plan_of(DAYS),), 80)
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["0", "2", "d", "4", "d", "6", "d", "8", "d"]
    assert lines[2].startswith("a-name-that-is-much…  x")


def test_more_attempts_than_a_digit_can_tell_have_a_sign_of_their_own() -> None:
    assert timeline((plan_of(DENSE),), 60)[2].startswith("dense  #")


@pytest.mark.parametrize("width", [None, 1, 20, 80, 200])
@pytest.mark.parametrize(
    "policy", [RetryPolicy("once", "O"), RetryPolicy("long", "L", (1e9,)), HOURLY]
)
def test_every_width_and_every_length_has_a_picture(policy: RetryPolicy, width: int | None) -> None:
    lines = timeline((plan_of(policy),), width)
    assert max(map(len, lines[:3])) <= max(width or 80, 24)
    assert lines[2].count("x") + lines[2].count("2") >= 1
