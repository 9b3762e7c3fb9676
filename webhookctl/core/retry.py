"""Retry policies as data: when an attempt follows another, and what ends a delivery."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.model import Attempt
from webhookctl.errors import UsageError


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How a sender retries. All times are in seconds.

    `delays` stand before attempt 2, 3, …; each grows by up to `jitter` (a fraction of itself).
    `success` are inclusive status ranges; `final` statuses end the delivery without success.
    `redirects` is how many a sender follows (0: a 3xx is an answer like any other).
    `retry_headers` makes the headers that only a retry carries from its number (1 for the first
    retry) and the attempt before. `stop_header` is a response header that ends the retries.
    `exact` is False where the provider publishes no intervals; `note` says what is assumed
    then.
    """

    name: str
    title: str
    delays: tuple[float, ...] = ()
    jitter: float = 0.0
    connect_timeout: float | None = None
    response_timeout: float = 30.0
    success: tuple[tuple[int, int], ...] = ((200, 299),)
    final: frozenset[int] = frozenset()
    obeys_retry_after: bool = False
    redirects: int = 0
    retry_headers: Callable[[int, Attempt], HeaderPairs] | None = None
    stop_header: tuple[str, str] | None = None
    exact: bool = True
    note: str | None = None
    sources: tuple[str, ...] = ()


RETRY_AFTER_LIMIT = 86_400.0
"""The longest Retry-After that is obeyed, in seconds: the longest pause any known policy has."""


class End(StrEnum):
    """Why no attempt follows."""

    ACCEPTED = "accepted"
    FINAL = "final_status"
    STOPPED = "stop_header"
    EXHAUSTED = "no_attempts_left"


@dataclass(frozen=True, slots=True)
class Step:
    """An attempt and what follows it: either `wait` seconds and another one, or an `end`.

    `wait` is the policy's, before any speeding up. `retry_after` says that the receiver asked for
    it. `of` is how many attempts the policy allows.
    """

    attempt: Attempt
    of: int
    wait: float | None = None
    end: End | None = None
    retry_after: bool = False


def parse_statuses(text: str) -> tuple[tuple[int, int], ...]:
    """Return the inclusive status ranges that `2xx`, `404`, `200-299` or a list of such mean.

    Raises UsageError.
    """
    return tuple(_status_range(text, part.strip()) for part in text.split(","))


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


def next_step(policy: RetryPolicy, attempt: Attempt, now: float, draw: float) -> Step:
    """Return what follows an attempt that ended at `now`; `draw` (0 to 1) decides the jitter."""
    of = len(policy.delays) + 1
    if end := _end(policy, attempt):
        return Step(attempt, of, end=end)
    delay = policy.delays[attempt.number - 1]
    wait = delay + delay * policy.jitter * draw
    asked = _asked_pause(policy, attempt, now)
    if asked is not None and asked > wait:
        return Step(attempt, of, wait=asked, retry_after=True)
    return Step(attempt, of, wait=wait)


def _end(policy: RetryPolicy, attempt: Attempt) -> End | None:
    if attempt.accepted:
        return End.ACCEPTED
    answer = attempt.answer
    if answer is not None and answer.status in policy.final:
        return End.FINAL
    if answer is not None and policy.stop_header is not None:
        name, value = policy.stop_header
        if text(answer.headers, name) == value:
            return End.STOPPED
    return End.EXHAUSTED if attempt.number > len(policy.delays) else None


def _asked_pause(policy: RetryPolicy, attempt: Attempt, now: float) -> float | None:
    if not policy.obeys_retry_after or attempt.answer is None:
        return None
    value = text(attempt.answer.headers, "retry-after")
    seconds = None if value is None else parse_retry_after(value, now)
    return None if seconds is None else min(seconds, RETRY_AFTER_LIMIT)


def parse_retry_after(value: str, now: float) -> float | None:
    """Return the seconds that a Retry-After asks to wait from `now` on, None when it is neither.

    It is a number of seconds or an HTTP-date (RFC 9110 section 10.2.3); a date that has passed
    means 0.
    """
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
