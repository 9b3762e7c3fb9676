from tests.core.messages import NOW, SECRET, a_message, a_scheme
from webhookctl.core.scheme import Stamp, TimestampRule
from webhookctl.core.verdict import Reason

SCHEME = a_scheme(
    message=("{header:X-Timestamp}", "{body}"), timestamp=TimestampRule("header:X-Timestamp")
)


def test_tolerance_can_be_replaced() -> None:
    signed = SCHEME.sign(a_message(), SECRET, Stamp(NOW, ""))

    assert SCHEME.judge(signed, [SECRET], NOW + 20).valid
    assert SCHEME.judge(signed, [SECRET], NOW + 20, 10).reason is Reason.STALE_TIMESTAMP
    assert SCHEME.judge(signed, [SECRET], NOW + 9999, float("inf")).valid


def test_tolerance_means_nothing_without_a_timestamp() -> None:
    scheme = a_scheme()
    signed = scheme.sign(a_message(), SECRET, Stamp(NOW, ""))

    assert scheme.judge(signed, [SECRET], NOW + 9999, 1).valid


def test_age_is_unchecked_without_a_clock() -> None:
    signed = SCHEME.sign(a_message(), SECRET, Stamp(NOW, ""))

    verdict = SCHEME.judge(signed, [SECRET], None)

    assert verdict.valid
    assert verdict.age is None


def test_secret_is_not_in_any_representation() -> None:
    signed = SCHEME.sign(a_message(), SECRET, Stamp(NOW, ""))

    assert "a secret" not in repr(SECRET)
    assert "a secret" not in repr(SCHEME.judge(signed, [SECRET], NOW))
