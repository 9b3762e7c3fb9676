"""What a Retry-After asks for, and what each kind of sender makes of it."""

import pytest

from webhookctl.core.model import Answer, Attempt, Failure, FailureKind, OutgoingRequest
from webhookctl.core.retry import Course, RetryPolicy, next_step
from webhookctl.core.retry_after import RETRY_AFTER_LIMIT, RetryAfter, parse_retry_after

REQUEST = OutgoingRequest(b"POST", "http://app.test", b"/", ())
NOW = 1_767_225_600.0  # 2026-01-01T00:00:00Z


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("Thu, 01 Jan 2026 00:02:00 GMT", 120.0),
        ("Thursday, 01-Jan-26 00:02:00 GMT", 120.0),
        ("Thu Jan  1 00:02:00 2026", 120.0),
        ("Thu, 01 Jan 2026 01:02:00 +0100", 120.0),
        ("Thu, 01 Jan 2026 00:02:00 -0000", 120.0),
        ("Wed, 31 Dec 2025 23:00:00 GMT", 0.0),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("1e3", None),
        ("٣", None),
        ("Thu, 99 Jan 2026 00:02:00 GMT", None),
        ("Thu, 01 Jan 999999999999 00:02:00 GMT", None),
        (",", None),
        ("\x00", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


def asked(value: bytes, status: int = 503) -> Attempt:
    headers = ((b"Retry-After", value),)
    return Attempt(1, REQUEST, NOW, 0.0, answer=Answer(status, "", "1.1", headers, b"", 0))


@pytest.mark.parametrize(
    ("rule", "value", "wait", "counts"),
    [
        (None, b"120", 60.0, False),
        (RetryAfter(), b"120", 120.0, True),
        (RetryAfter(), b"Thu, 01 Jan 2026 00:03:00 GMT", 180.0, True),
        (RetryAfter(), b"5", 60.0, False),
        (RetryAfter(), b"soon", 60.0, False),
        (RetryAfter(), b"9" * 300, RETRY_AFTER_LIMIT, True),
        (RetryAfter(most=100.0), b"3600", 100.0, True),
        (RetryAfter(replaces=True), b"5", 5.0, True),
        (RetryAfter(replaces=True), b"0", 60.0, False),
        (RetryAfter(least=1.0, replaces=True), b"0", 1.0, True),
        (RetryAfter(frozenset({503})), b"120", 120.0, True),
        (RetryAfter(frozenset({429})), b"120", 60.0, False),
        (RetryAfter(times=2.0), b"90", 90.0, True),
        (RetryAfter(times=2.0), b"3600", 120.0, True),
        (RetryAfter(times=2.0), b"5", 60.0, False),
    ],
)
def test_each_sender_treats_retry_after_in_its_way(
    rule: RetryAfter | None, value: bytes, wait: float, counts: bool
) -> None:
    policy = RetryPolicy("p", "P", delays=(60.0,), retry_after=rule)
    step = next_step(policy, asked(value), NOW, 0.5)
    assert (step.wait, step.retry_after) == (wait, counts)


def test_pause_that_a_receiver_asked_for_may_leave_the_schedule_as_it_was() -> None:
    policy = RetryPolicy("p", "P", (2.0, 4.0), retry_after=RetryAfter(replaces=True, free=True))
    step = next_step(policy, asked(b"7"), NOW, 0.5)
    assert (step.wait, step.course) == (7.0, Course(7.0, 0))
    assert next_step(policy, asked(b""), NOW, 0.5, step.course).wait == 2.0


@pytest.mark.parametrize(
    ("attempt", "wait"),
    [
        (asked(b"", 429), 60.0),
        (asked(b"", 500), 5.0),
        (
            Attempt(1, REQUEST, NOW, 0.0, failure=Failure(FailureKind.RESPONSE_TIMEOUT, "late")),
            60.0,
        ),
        (Attempt(1, REQUEST, NOW, 0.0, failure=Failure(FailureKind.DNS, "none")), 5.0),
    ],
)
def test_receiver_that_is_overloaded_gets_a_longer_pause(attempt: Attempt, wait: float) -> None:
    policy = RetryPolicy("p", "P", delays=(5.0,), throttled=60.0)
    assert next_step(policy, attempt, NOW, 0.5).wait == wait
