"""Percentiles and histograms of very many durations, against the sorted durations themselves."""

import random
from itertools import pairwise

import pytest

from webhookctl.core.latencies import ERROR, Band, Latencies


def counted(durations: list[float]) -> Latencies:
    latencies = Latencies()
    for one in durations:
        latencies.add(one)
    return latencies


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95, 0.99, 1.0])
@pytest.mark.parametrize("spread", [1.0, 1.01, 3.0, 1e6])
def test_percentile_is_within_one_per_cent(share: float, spread: float) -> None:
    dice = random.Random(7)  # noqa: S311
    durations = [0.00002 * spread ** dice.random() for _ in range(5_000)]
    true = sorted(durations)[max(0, round(len(durations) * share) - 1)]
    assert counted(durations).percentile(share) == pytest.approx(true, rel=ERROR + 1e-9)


def test_ends_and_mean_are_exact() -> None:
    latencies = counted([0.25, 0.5, 4.0])
    assert (latencies.least, latencies.mean, latencies.most) == (0.25, 4.75 / 3, 4.0)
    assert latencies.percentile(1) == 4.0
    assert latencies.percentile(0) == pytest.approx(0.25, rel=ERROR)


def test_of_nothing_there_is_nothing() -> None:
    latencies = Latencies()
    assert (latencies.mean, latencies.percentile(0.5), latencies.bands()) == (None, None, ())


@pytest.mark.parametrize(
    ("durations", "bands"),
    [
        ([0.0013], [Band(0.001, 0.0015, 1)]),
        ([0.002], [Band(0.0015, 0.002, 1)]),
        (
            [0.0011, 0.0012, 0.0028],
            [Band(0.001, 0.0015, 2), Band(0.0015, 0.002, 0), Band(0.002, 0.003, 1)],
        ),
        (
            [0.003, 0.3],
            [
                Band(0.002, 0.005, 1),
                *(Band(low, up, 0) for low, up in [(0.005, 0.01), (0.01, 0.02), (0.02, 0.05)]),
                *(Band(low, up, 0) for low, up in [(0.05, 0.1), (0.1, 0.2)]),
                Band(0.2, 0.5, 1),
            ],
        ),
    ],
)
def test_bands_have_round_edges(durations: list[float], bands: list[Band]) -> None:
    made = counted(durations).bands()
    assert [one.count for one in made] == [one.count for one in bands]
    assert [one.up_to for one in made] == pytest.approx([one.up_to for one in bands])
    assert [one.above for one in made] == pytest.approx([one.above for one in bands])


def test_bands_are_few_and_hold_everything() -> None:
    dice = random.Random(7)  # noqa: S311
    for decades in range(11):
        durations = [1e-6 * 10 ** (dice.random() * decades) for _ in range(500)]
        bands = counted(durations).bands()
        assert len(bands) <= 12
        assert sum(one.count for one in bands) == 500
        assert bands[0].count
        assert bands[-1].count
        assert all(one.up_to == two.above for one, two in pairwise(bands))


def test_durations_beyond_reason_are_counted_as_well() -> None:
    latencies = counted([0.0, -1.0, 1e300])
    assert (latencies.count, sum(one.count for one in latencies.bands())) == (3, 3)


def test_memory_is_bounded() -> None:
    dice = random.Random(7)  # noqa: S311
    latencies = counted([10 ** (dice.random() * 10 - 6) for _ in range(50_000)])
    assert len(latencies._buckets) < 1_300
