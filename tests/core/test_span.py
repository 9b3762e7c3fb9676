import pytest

from webhookctl.core.span import span


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.0125, "12 ms"),
        (1, "1 s"),
        (59.6, "60 s"),
        (120, "2 min"),
        (300, "5 min"),
        (301, "301 s"),
        (601, "10 min"),
        (7200, "2 h"),
        (7201, "120 min"),
        (40_000, "11 h"),
        (172_800, "2 days"),
        (100_000_000, "1,157 days"),
    ],
)
def test_length_of_time_is_exact_while_short(seconds: float, text: str) -> None:
    assert span(seconds) == text
