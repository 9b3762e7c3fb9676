"""What follows an attempt, as a function of policy, answer, clock and dice."""

import pytest

from webhookctl.core.model import Answer, Attempt, Failure, FailureKind, OutgoingRequest
from webhookctl.core.retry import (
    RETRY_AFTER_LIMIT,
    End,
    RetryPolicy,
    accepts,
    next_step,
    parse_retry_after,
    parse_statuses,
)
from webhookctl.errors import UsageError

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


def _attempt(number: int = 1, status: int | None = 500, accepted: bool = False) -> Attempt:
    answer = None if status is None else Answer(status, "", "1.1", (), b"", 0)
    failure = Failure(FailureKind.DNS, "no address") if status is None else None
    return Attempt(number, REQUEST, NOW, 0.1, answer=answer, failure=failure, accepted=accepted)


@pytest.mark.parametrize(
    ("policy", "attempt", "end"),
    [
        (RetryPolicy("p", "P"), _attempt(status=200, accepted=True), End.ACCEPTED),
        (RetryPolicy("p", "P"), _attempt(), End.EXHAUSTED),
        (RetryPolicy("p", "P", delays=(1.0,)), _attempt(2), End.EXHAUSTED),
        (RetryPolicy("p", "P", delays=(1.0,)), _attempt(1), None),
        (RetryPolicy("p", "P", delays=(1.0,)), _attempt(1, None), None),
        (RetryPolicy("p", "P", (1.0,), final=frozenset({410})), _attempt(1, 410), End.FINAL),
        (RetryPolicy("p", "P", (1.0,), final=frozenset({410})), _attempt(1, None), None),
        (RetryPolicy("p", "P", (1.0,), stop_header=("X", "1")), _attempt(1, None), None),
    ],
)
def test_delivery_ends_for_a_reason(policy: RetryPolicy, attempt: Attempt, end: End | None) -> None:
    step = next_step(policy, attempt, NOW, 0.0)
    assert step.end is end
    assert step.wait == (None if end else 1.0)


def test_retry_after_is_capped() -> None:
    policy = RetryPolicy("p", "P", delays=(1.0,), obeys_retry_after=True)
    headers = ((b"Retry-After", b"9" * 300),)
    answer = Answer(429, "", "1.1", headers, b"", 0)
    step = next_step(policy, Attempt(1, REQUEST, NOW, 0.1, answer=answer), NOW, 0.0)
    assert (step.wait, step.retry_after) == (RETRY_AFTER_LIMIT, True)


@pytest.mark.parametrize(
    ("status", "accepted"), [(200, True), (204, True), (299, False), (418, True), (500, False)]
)
def test_success_may_be_several_ranges(status: int, accepted: bool) -> None:
    policy = RetryPolicy("p", "P", success=((200, 204), (418, 418)))
    assert accepts(policy, status) is accepted


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("2xx", ((200, 299),)),
        ("5XX", ((500, 599),)),
        ("404", ((404, 404),)),
        ("200-204", ((200, 204),)),
        ("2xx, 409,500-503", ((200, 299), (409, 409), (500, 503))),
    ],
)
def test_statuses_are_ranges(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert parse_statuses(text) == ranges


@pytest.mark.parametrize("text", ["", "ok", "6xx", "99", "600", "204-200", "200-", "2xx,", "٢00"])
def test_what_is_no_status_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_statuses(text)
    assert caught.value.message == f"`{text}` is not a status to expect"
    assert caught.value.hint == "write it like `2xx`, `404`, `200-299` or `2xx,409`"
