"""Plans for people and for scripts."""

import pytest

from webhookctl.core.plan import Outage, plan_of
from webhookctl.core.retry import RetryPolicy
from webhookctl.output.console import Screen
from webhookctl.output.plan import attempt_fields, moment, plan_fields, plans_text

NARROW = Screen(width=60)
EXACT = RetryPolicy("ours", "Ours", (60.0, 3600.0), disable_rule="closed after 5 days")
SHAKY = RetryPolicy("shaky", "Shaky", (100.0,), jitter=0.5, exact=False, note="nobody knows it")
OTHER = RetryPolicy("other", "Other", (60.0,) * 50)

ONE = """\
ours  Ours
times since the first attempt; each is taken to end at once

#  at         wait
1  0          -
2  1 min      1 min
3  1 h 1 min  1 h    arrives

      0        10 min  20 min   30 min   40 min  50 min
      |--------|-------|--------|--------|-------|--------|-
ours  xx================================================== A

x an attempt that fails, A it arrives, = outage

ours: arrives after 1 h 1 min, with attempt 3 of 3
  accepts 2xx within 30 s; no redirects
  disable rule: closed after 5 days
"""


def test_plan_of_one_policy_is_a_timetable_a_picture_and_a_verdict() -> None:
    text = plans_text([plan_of(EXACT, Outage(3600.0))], NARROW)
    assert text == ONE


def test_plans_stand_side_by_side() -> None:
    text = plans_text([plan_of(EXACT), plan_of(SHAKY)], NARROW)
    assert text.startswith(
        "times since the first attempt; each is taken to end at once\n"
        "\n"
        "#  ours       shaky\n"
        "1  0          0\n"
        "2  1 min      1 min 40 s\n"
        "3  1 h 1 min\n"
    )
    assert text.endswith(
        "ours: 3 attempts; gives up 1 h 1 min after the first\n"
        "  accepts 2xx within 30 s; no redirects\n"
        "  disable rule: closed after 5 days\n"
        "shaky: 2 attempts; gives up 1 min 40 s after the first\n"
        "  accepts 2xx within 30 s; no redirects\n"
        "  approximate: nobody knows it\n"
    )


def test_bounds_of_the_jitter_stand_beside_each_attempt() -> None:
    assert "2  1 min 40 s  1 min 40 s  50 s to 2 min 30 s\n" in plans_text([plan_of(SHAKY)], NARROW)


def test_attempt_that_may_be_left_out_says_so() -> None:
    policy = RetryPolicy("w", "W", (100.0,), jitter=0.5, window=120.0)
    assert "from 50 s, or not at all\n" in plans_text([plan_of(policy)], NARROW)


def test_long_timetable_leaves_out_its_middle() -> None:
    text = plans_text([plan_of(OTHER)], NARROW)
    assert "24  23 min   1 min\n …  19 more\n44  43 min   1 min\n" in text


def test_plans_that_do_not_fit_beside_each_other_stand_below() -> None:
    text = plans_text([plan_of(EXACT), plan_of(OTHER), plan_of(SHAKY)], Screen(width=45))
    assert "#  ours       other\n" in text
    assert "\n\n#  shaky\n1  0\n2  1 min 40 s\n" in text


@pytest.mark.parametrize(
    ("policy", "outage", "words"),
    [
        (RetryPolicy("p", "P"), None, "p: one attempt, and no other after it\n"),
        (RetryPolicy("p", "P"), Outage(1.0), "the last attempt falls at 0, the outage ends at 1 s"),
        (EXACT, Outage(60.0, 5.0), "arrives at once, with attempt 1 of 3; the outage begins 5 s"),
        (SHAKY, Outage(90.0), "depends on the jitter: it arrives here, after 1 min 40 s, with"),
        (SHAKY, Outage(120.0), "depends on the jitter: lost here, the last attempt falls at 1 min"),
        (SHAKY, Outage(1e6), "shaky: lost: the last attempt falls at 1 min 40 s, the outage ends"),
    ],
)
def test_verdict_says_why(policy: RetryPolicy, outage: Outage | None, words: str) -> None:
    assert words in plans_text([plan_of(policy, outage)], Screen(width=120))


def test_fate_has_a_colour_and_is_a_word_without_it() -> None:
    coloured = plans_text([plan_of(EXACT, Outage(1e6))], Screen(width=80, colour=True))
    assert "\x1b[31mlost\x1b[0m" in coloured
    assert "\x1b" not in plans_text([plan_of(EXACT, Outage(1e6))], NARROW)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0"),
        (0.1, "100 ms"),
        (5.0, "5 s"),
        (99_305.0, "27 h 35 min"),
        (172_799.9, "2 d"),
        (172_800.0, "2 d"),
        (183_600.0, "2 d 3 h"),
        (2_592_000.0, "30 d"),
    ],
)
def test_moment_is_told_in_two_units(seconds: float, words: str) -> None:
    assert moment(seconds) == words


def test_fields_are_in_seconds() -> None:
    plan = plan_of(EXACT, Outage(30.0))
    assert attempt_fields(plan, plan.attempts[1]) == {
        "event": "attempt",
        "policy": "ours",
        "number": 2,
        "at": 60.0,
        "wait": 60.0,
        "earliest": 60.0,
        "latest": 60.0,
        "arrives": True,
    }
    fields = plan_fields(plan)
    assert fields["policy"]["name"] == "ours"
    assert (fields["attempts"], fields["fate"]) == (3, "arrives")
    assert (fields["arrives_at"], fields["arrives_with"]) == (60.0, 2)
    assert fields["outage"] == {"start": 0.0, "duration": 30.0, "end": 30.0}
    bare = plan_fields(plan_of(EXACT))
    assert (bare["outage"], bare["fate"], bare["arrives_at"]) == (None, None, None)
