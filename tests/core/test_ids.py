from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.ids import ALPHABET, EPOCH_MS, ID_LENGTH, IdMaker, encode_id, telling_length

TAILS = st.integers(0, 2**40 - 1)


def test_first_id_of_the_epoch_is_all_zeros() -> None:
    assert encode_id(EPOCH_MS, 0) == "0" * 16


def test_time_comes_before_the_tail() -> None:
    assert encode_id(EPOCH_MS + 1, 0) == "0000000100000000"
    assert encode_id(EPOCH_MS, 32) == "0000000000000010"


def test_largest_id_is_all_zs() -> None:
    assert encode_id(EPOCH_MS + 2**40 - 1, 2**40 - 1) == "z" * 16


def test_clock_before_the_epoch_counts_as_the_epoch() -> None:
    assert encode_id(0, 5) == encode_id(EPOCH_MS, 5)


@given(st.integers(EPOCH_MS, EPOCH_MS + 2**40 - 1), TAILS)
def test_id_is_sixteen_characters_of_the_alphabet(unix_ms: int, tail: int) -> None:
    made = encode_id(unix_ms, tail)
    assert len(made) == ID_LENGTH
    assert set(made) <= set(ALPHABET)


@given(st.lists(st.tuples(st.integers(EPOCH_MS, EPOCH_MS + 10**9), TAILS), max_size=20))
def test_ids_sort_as_their_moments_do(moments: list[tuple[int, int]]) -> None:
    made = [encode_id(unix_ms, tail) for unix_ms, tail in sorted(moments)]
    assert made == sorted(made)


@given(st.lists(st.floats(1.8e9, 1.9e9), min_size=2, max_size=50))
def test_ids_never_run_backwards_although_the_clock_does(times: list[float]) -> None:
    clock = iter(times)
    make = IdMaker(lambda: next(clock), lambda bits: 2**bits - 1)
    made = [make() for _ in times]
    assert made == sorted(set(made))


def test_tail_is_fresh_in_each_millisecond() -> None:
    clock, bits = iter([1.8e9, 1.8e9 + 1]), iter([7, 9])
    make = IdMaker(lambda: next(clock), lambda _: next(bits))
    assert [make()[8:], make()[8:]] == ["00000007", "00000009"]


def test_ids_are_shown_as_far_as_they_differ() -> None:
    assert telling_length([]) == telling_length(["0123456789abcdef"]) == 10
    assert telling_length(["0123456789abcdef", "0123456789abcdeg"]) == 16
    assert telling_length(["0123456789ab0000", "0123456789ac0000"]) == 12
