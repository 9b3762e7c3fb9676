"""Retry-After: what a receiver asks for, and what a sender makes of it."""

from dataclasses import dataclass
from datetime import UTC

from webhookctl.core.headers import text
from webhookctl.core.model import Answer

RETRY_AFTER_LIMIT = 86_400.0
"""The longest Retry-After that is obeyed unless a policy says otherwise, in seconds."""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """How a sender treats Retry-After. Times are in seconds.

    It looks for it in failing answers with one of `statuses` (None: in all), and takes it for at
    least `least` and at most `most`. `times` is how many times the wait of the schedule it may
    reach. `replaces` says that it stands in place of that wait even if it is shorter: else it
    only lengthens. With `free` the wait of the schedule is not used up and comes next time.
    """

    statuses: frozenset[int] | None = None
    least: float = 0.0
    most: float = RETRY_AFTER_LIMIT
    times: float | None = None
    replaces: bool = False
    free: bool = False


def asked_pause(rule: RetryAfter | None, answer: Answer | None, now: float) -> float | None:
    """Return the seconds that an answer asks to wait from `now` on, None where it does not count.

    They lie between the rule's `least` and `most`.
    """
    if rule is None or answer is None:
        return None
    if rule.statuses is not None and answer.status not in rule.statuses:
        return None
    value = text(answer.headers, "retry-after")
    seconds = None if value is None else parse_retry_after(value, now)
    return None if seconds is None else min(max(seconds, rule.least), rule.most)


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
