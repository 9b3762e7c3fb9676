"""Retry policies as data: when an attempt follows another, and what ends a delivery."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from webhookctl.core.event import Json
from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.model import Attempt, FailureKind
from webhookctl.core.payload_json import read_json, write_json
from webhookctl.core.retry_after import RetryAfter, asked_pause
from webhookctl.errors import UsageError

_TOO_MANY_REQUESTS = 429
_DRAW_BITS = 53


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How a sender retries. All times are in seconds.

    `delays` stand before attempt 2, 3, …, counted from the end of the attempt before. Each varies
    by up to `jitter` (a fraction of itself) both ways; `ceiling` are two times between which the
    longest wait is drawn anew for each. No attempt begins later than `window` after the first.
    `throttled` is the shortest wait after a 429 or an answer that came too late.

    `success` are inclusive status ranges; `final` statuses and `final_failures` end the delivery
    without success, so does the response header `stop_header`. `redirects` is how many a sender
    follows (0: a 3xx is an answer like any other).

    `retry_headers` makes the headers that only a retry carries from its number (1 for the first
    retry) and the attempt before. `retry_body` makes the payload of a retry from the one of the
    first attempt, that number and the time. With `signs_once` retries carry the signature of the
    first attempt; else each is signed as of the time it leaves. `disable_rule` says in words what
    becomes of an endpoint that keeps failing. `exact` is False where the provider publishes no
    intervals; `note` says what is assumed then. It is not even `published` where no rule is known
    to make delays from: there are none then, which does not mean that nothing is retried.
    """

    name: str
    title: str
    delays: tuple[float, ...] = ()
    jitter: float = 0.0
    ceiling: tuple[float, float] | None = None
    window: float | None = None
    throttled: float = 0.0
    connect_timeout: float | None = None
    response_timeout: float = 30.0
    success: tuple[tuple[int, int], ...] = ((200, 299),)
    final: frozenset[int] = frozenset()
    final_failures: frozenset[FailureKind] = frozenset()
    retry_after: RetryAfter | None = None
    redirects: int = 0
    retry_headers: Callable[[int, Attempt], HeaderPairs] | None = None
    retry_body: Callable[[Json, int, float], Json] | None = None
    signs_once: bool = False
    stop_header: tuple[str, str] | None = None
    disable_rule: str | None = None
    exact: bool = True
    published: bool = True
    note: str | None = None
    sources: tuple[str, ...] = ()


class End(StrEnum):
    """Why no attempt follows."""

    ACCEPTED = "accepted"
    FINAL = "final_status"
    FAILED = "final_failure"
    STOPPED = "stop_header"
    EXHAUSTED = "no_attempts_left"
    TOO_LATE = "window_over"


@dataclass(frozen=True, slots=True)
class Course:
    """How far a delivery has come when an attempt begins.

    `age` are the seconds since its first attempt began, with the waits as the policy has them;
    `used` is how many delays of the policy are used up.
    """

    age: float = 0.0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """An attempt and what follows it: either `wait` seconds and another one, or an `end`.

    `wait` is the policy's, before any speeding up. `retry_after` says that the receiver asked for
    it. `of` is how many attempts the policy allows. `course` is where the next attempt begins.
    """

    attempt: Attempt
    of: int
    wait: float | None = None
    end: End | None = None
    retry_after: bool = False
    course: Course = Course()


def parse_statuses(text: str) -> tuple[tuple[int, int], ...]:
    """Return the inclusive status ranges that `2xx`, `404`, `200-299` or a list of such mean.

    Raises UsageError.
    """
    return tuple(_status_range(text, part.strip()) for part in text.split(","))


def status_set(text: str) -> frozenset[int]:
    """Return every status that `4xx,503` and the like mean. Raises UsageError."""
    return frozenset(
        status for low, high in parse_statuses(text) for status in range(low, high + 1)
    )


def _status_range(text: str, part: str) -> tuple[int, int]:
    if match := re.fullmatch(r"([1-5])xx", part, re.IGNORECASE):
        return int(match[1]) * 100, int(match[1]) * 100 + 99
    if match := re.fullmatch(r"([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?", part, re.ASCII):
        low, high = int(match[1]), int(match[2] or match[1])
        if low <= high:
            return low, high
    raise UsageError(
        f"`{text}` is not a status to expect",
        hint="write it like `2xx`, `404`, `200-299` or `2xx,409`",
    )


def accepts(policy: RetryPolicy, status: int) -> bool:
    """Say whether an answer with that status ends the delivery successfully."""
    return any(low <= status <= high for low, high in policy.success)


def drawn(random_bits: Callable[[int], int]) -> float:
    """Return a draw from 0 up to (not including) 1, of dice that give so many random bits."""
    return random_bits(_DRAW_BITS) / (1 << _DRAW_BITS)


def varied(policy: RetryPolicy, delay: float, draw: float) -> float:
    """Return the wait that `draw` (0 to 1) makes of a delay: 0.5 leaves it as it is."""
    if policy.ceiling is not None:
        low, high = policy.ceiling
        delay = min(delay, low + (high - low) * draw)
    return delay * (1 + policy.jitter * (2 * draw - 1))


def next_step(
    policy: RetryPolicy, attempt: Attempt, now: float, draw: float, course: Course | None = None
) -> Step:
    """Return what follows an attempt that ended at `now`; `draw` (0 to 1) decides the jitter.

    `course` is how far the delivery had come when the attempt began; unless it is told, every
    attempt before has used up a delay.
    """
    course = course or Course(used=attempt.number - 1)
    of = attempt.number + max(0, len(policy.delays) - course.used)
    if end := _end(policy, attempt, course):
        return Step(attempt, of, end=end)
    wait, asked, free = _wait(policy, attempt, now, draw, course)
    age = course.age + attempt.elapsed + wait
    if policy.window is not None and age > policy.window:
        return Step(attempt, of, end=End.TOO_LATE)
    following = Course(age, course.used + (0 if free else 1))
    return Step(attempt, of, wait=wait, retry_after=asked, course=following)


def _end(policy: RetryPolicy, attempt: Attempt, course: Course) -> End | None:
    if attempt.accepted:
        return End.ACCEPTED
    answer, failure = attempt.answer, attempt.failure
    if answer is not None and answer.status in policy.final:
        return End.FINAL
    if failure is not None and failure.kind in policy.final_failures:
        return End.FAILED
    if answer is not None and policy.stop_header is not None:
        name, value = policy.stop_header
        if text(answer.headers, name) == value:
            return End.STOPPED
    return End.EXHAUSTED if course.used >= len(policy.delays) else None


def _wait(
    policy: RetryPolicy, attempt: Attempt, now: float, draw: float, course: Course
) -> tuple[float, bool, bool]:
    """Return the wait, whether the receiver asked for it, and whether it costs no delay."""
    delay = policy.delays[course.used]
    if _is_throttled(attempt):
        delay = max(delay, policy.throttled)
    rule = policy.retry_after
    asked = asked_pause(rule, attempt.answer, now)
    if rule is None or not asked:  # nobody waits for no time at all, or the loop would be tight
        return varied(policy, delay, draw), False, False
    if rule.times is not None:
        chosen = min(max(asked, delay), delay * rule.times)
        return varied(policy, chosen, draw), chosen > delay, rule.free
    wait = varied(policy, delay, draw)
    if rule.replaces or asked > wait:
        return asked, True, rule.free
    return wait, False, rule.free


def retried_body(
    body: bytes, change: Callable[[Json, int, float], Json], number: int, now: float
) -> bytes:
    """Return the body of a retry, from that of the first attempt; as it is if it is no JSON."""
    payload = read_json(body)
    changed = None if payload is None else change(payload, number, now)
    return body if changed == payload else write_json(changed)


def _is_throttled(attempt: Attempt) -> bool:
    if attempt.answer is not None:
        return attempt.answer.status == _TOO_MANY_REQUESTS
    return attempt.failure is not None and attempt.failure.kind is FailureKind.RESPONSE_TIMEOUT
