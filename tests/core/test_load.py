import pytest

from webhookctl.core.load import Load


@pytest.mark.parametrize(
    ("load", "deliveries", "expected"),
    [
        (Load(5), 5, 5),
        (Load(5, copies=3), 15, 15),
        (Load(None, duration=2.0), None, None),
        (Load(None, rate=3.0, duration=2.5), None, 8),
        (Load(5, rate=3.0, duration=2.0), 5, 5),
        (Load(50, rate=3.0, duration=2.0), 50, 6),
    ],
)
def test_load_knows_how_many_deliveries_are_due(
    load: Load, deliveries: int | None, expected: int | None
) -> None:
    assert (load.deliveries, load.expected) == (deliveries, expected)
