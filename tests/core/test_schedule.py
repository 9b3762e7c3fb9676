"""Waits by a rule, written out."""

import math

import pytest

from webhookctl.core.schedule import LONGEST_LIST, growing, repeated


def test_waits_double_up_to_the_longest() -> None:
    assert growing(1.0, longest=5.0, retries=5) == (1.0, 2.0, 4.0, 5.0, 5.0)


def test_waits_may_grow_by_a_step() -> None:
    assert growing(10.0, 1.0, 5.0, retries=3) == (10.0, 15.0, 20.0)


def test_waits_stay_within_their_sum() -> None:
    assert growing(1.0, within=7.0) == (1.0, 2.0, 4.0)
    assert growing(1.0, within=6.9) == (1.0, 2.0)


def test_rule_without_an_end_makes_no_waits() -> None:
    assert growing(1.0) == ()


@pytest.mark.parametrize("within", [1e9, 1.0])
def test_list_has_an_end_even_if_the_waits_are_nothing(within: float) -> None:
    assert len(growing(0.0, within=within)) == LONGEST_LIST


def test_wait_beyond_all_numbers_is_infinite_not_an_error() -> None:
    assert growing(1.0, 1e200, retries=4)[-1] == math.inf


def test_last_wait_repeats_until_the_time_is_full() -> None:
    assert repeated((1.0, 5.0), within=17.0) == (1.0, 5.0, 5.0, 5.0)
