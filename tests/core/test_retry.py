"""What follows an attempt, as a function of policy, answer, clock and dice."""

import pytest

from webhookctl.core.event import Json
from webhookctl.core.model import Answer, Attempt, Failure, FailureKind, OutgoingRequest
from webhookctl.core.retry import (
    Course,
    End,
    RetryPolicy,
    accepts,
    next_step,
    parse_statuses,
    retried_body,
    status_set,
)
from webhookctl.errors import UsageError

REQUEST = OutgoingRequest(b"POST", "http://app.test", b"/", ())
NOW = 1_767_225_600.0  # 2026-01-01T00:00:00Z


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


def test_window_ends_the_retries_before_an_attempt_would_fall_beyond_it() -> None:
    policy = RetryPolicy("p", "P", delays=(10.0, 10.0, 10.0), window=20.1)
    first = next_step(policy, _attempt(1), NOW, 0.5)
    assert (first.wait, first.course) == (10.0, Course(10.1, 1))
    second = next_step(policy, _attempt(2), NOW, 0.5, first.course)
    assert (second.wait, second.end) == (None, End.TOO_LATE)


def test_ceiling_is_drawn_anew_for_each_wait() -> None:
    policy = RetryPolicy("p", "P", delays=(64.0, 128.0), ceiling=(60.0, 120.0))
    waits = [
        next_step(policy, _attempt(number), NOW, draw).wait
        for number, draw in ((1, 0.0), (1, 0.9), (2, 0.0), (2, 0.5), (2, 1.0))
    ]
    assert waits == [60.0, 64.0, 60.0, 90.0, 120.0]


@pytest.mark.parametrize(("draw", "wait"), [(0.0, 80.0), (0.5, 100.0), (1.0, 120.0)])
def test_jitter_goes_both_ways(draw: float, wait: float) -> None:
    policy = RetryPolicy("p", "P", delays=(100.0,), jitter=0.2)
    assert next_step(policy, _attempt(1), NOW, draw).wait == pytest.approx(wait)


def test_failure_may_be_final() -> None:
    policy = RetryPolicy("p", "P", delays=(1.0,), final_failures=frozenset({FailureKind.DNS}))
    assert next_step(policy, _attempt(1, None), NOW, 0.5).end is End.FAILED


@pytest.mark.parametrize(
    ("body", "changed"),
    [(b'{"n": 1}', b'{"n":3}'), (b"no json", b"no json"), (b"[" * 100_000, b"[" * 100_000)],
)
def test_body_of_a_retry_is_changed_where_it_is_json(body: bytes, changed: bytes) -> None:
    def change(payload: Json, number: int, now: float) -> Json:
        assert (payload, now) == ({"n": 1}, NOW)
        return {"n": 1 + number}

    assert retried_body(body, change, 2, NOW) == changed


@pytest.mark.parametrize(
    ("body", "changed"),
    [('{"é":1}'.encode(), '{"é":1,"n":2}'.encode()), (b'{"\\ud800":1}', b'{"\\ud800":1,"n":2}')],
)
def test_body_of_a_retry_is_written_like_that_of_the_first(body: bytes, changed: bytes) -> None:
    def change(payload: Json, number: int, now: float) -> Json:
        assert isinstance(payload, dict)
        return {**payload, "n": number}

    assert retried_body(body, change, 2, NOW) == changed


def test_body_that_a_retry_does_not_change_keeps_its_bytes() -> None:
    assert retried_body(b'{ "n": 1 }', lambda payload, _n, _t: payload, 1, NOW) == b'{ "n": 1 }'


def test_set_of_statuses_has_them_all() -> None:
    assert status_set("410,500-502") == {410, 500, 501, 502}
