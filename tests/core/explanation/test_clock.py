import pytest

from tests.core.explanation.cases import explained, signed
from tests.core.messages import NOW, SECRET, a_message, a_scheme, mac
from webhookctl.core.explain import explain
from webhookctl.core.provider import Provider
from webhookctl.core.scheme import TimestampRule
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


@pytest.mark.parametrize(
    ("unit", "stamp", "words"),
    [
        ("s", str(int(NOW * 1000)), "writes milliseconds"),
        ("ms", str(int(NOW)), "writes seconds"),
        ("s", str(int(NOW) + 10**6), "clock is ahead"),
        ("ms", str(int(NOW - 10**6) * 1000), "an old request"),
    ],
)
def test_time_in_another_unit_is_told(unit: str, stamp: str, words: str) -> None:
    rule = TimestampRule("header:X-Timestamp", unit=unit)
    scheme = a_scheme(message=("{header:X-Timestamp}", "{body}"), timestamp=rule)
    value = mac(stamp.encode(), b"{}").hex()
    message = a_message(("X-Timestamp", stamp), ("X-Signature", value), body=b"{}")
    schemes = {scheme.id: (Provider("acme", "Acme", (scheme,)), scheme)}

    verdict = explain(scheme.judge(message, [SECRET], NOW), message, [SECRET], schemes)

    assert words in (verdict.hint or "")
