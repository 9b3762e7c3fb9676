import pytest

from tests.core.explanation.cases import explained, signed
from tests.core.messages import NOW
from webhookctl.core.verdict import Reason


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (310, "compare the clocks"),
        (100_000, "--at captured"),
        (-310, "clock is ahead"),
    ],
)
def test_time_is_explained_by_how_far_it_is_off(off: float, words: str) -> None:
    verdict = explained(signed("slack"), "slack", now=NOW + off)

    assert verdict.reason in (Reason.STALE_TIMESTAMP, Reason.FUTURE_TIMESTAMP)
    assert words in (verdict.hint or "")
