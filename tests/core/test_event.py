import re
from random import Random

import pytest

from webhookctl.core.event import Facts

NOW = 1_793_534_527.25
"""2026-11-01T12:02:07.250Z."""


def facts(seed: int = 1) -> Facts:
    return Facts(NOW, Random(seed).getrandbits)  # noqa: S311 - a test repeats itself


@pytest.mark.parametrize("seed", range(20))
def test_numbers_stay_between_their_bounds(seed: int) -> None:
    made = facts(seed)
    assert 0 <= made.below(3) < 3
    assert 5 <= made.between(5, 6) <= 6
    assert made.between(7, 7) == 7
    assert made.choice("abc") in "abc"


def test_both_bounds_are_reached() -> None:
    made = facts()
    assert {made.between(1, 3) for _ in range(100)} == {1, 2, 3}


@pytest.mark.parametrize("length", [1, 2, 7, 40])
def test_texts_have_their_length_and_alphabet(length: int) -> None:
    made = facts()
    assert re.fullmatch(rf"[0-9a-f]{{{length}}}", made.hex(length))
    assert re.fullmatch(rf"[1-9][0-9]{{{length - 1}}}", made.digits(length))
    assert re.fullmatch(rf"[A-Za-z0-9]{{{length}}}", made.letters(length))
    assert re.fullmatch(rf"[xy]{{{length}}}", made.letters(length, "xy"))


def test_small_numbers_keep_their_leading_zeros() -> None:
    assert Facts(NOW, lambda _: 5).hex(4) == "0005"


@pytest.mark.parametrize("bits", [0, 2**128 - 1])
def test_uuid_is_of_version_4(bits: int) -> None:
    made = Facts(NOW, lambda _: bits).uuid()
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made
    )


def test_times_are_counted_from_now() -> None:
    made = facts()
    assert (made.unix(), made.unix(-60.5)) == (1_793_534_527, 1_793_534_466)
    assert made.iso() == "2026-11-01T12:02:07Z"
    assert made.iso(60) == "2026-11-01T12:03:07Z"
    assert made.iso(milliseconds=True) == "2026-11-01T12:02:07.250Z"


def test_same_bits_make_the_same_facts() -> None:
    assert facts(4).uuid() == facts(4).uuid() != facts(5).uuid()
