"""Timestamps out of bounds: by how much, and whose clock it may be."""

from dataclasses import replace

from webhookctl.core.explanation.case import Case
from webhookctl.core.span import span
from webhookctl.core.verdict import Reason, Verdict

SKEW = 3600.0
"""Timestamps this many seconds off are put down to a clock, older ones to an old request."""

_FAR_AHEAD = 1e11
"""Seconds that a time in milliseconds is ahead when it is taken for one in seconds."""

_FAR_BEHIND = 1e9
"""Seconds that a time in seconds is behind when it is taken for one in milliseconds."""


def about_time(case: Case) -> Verdict:
    """Say what to do about a time that is out of bounds."""
    verdict = case.verdict
    age = verdict.age or 0.0
    off = span(abs(age))
    if other_unit := _other_unit(case, age):
        hint = f"the sender writes {other_unit}, where {case.scheme.title} has another unit"
    elif verdict.reason is Reason.FUTURE_TIMESTAMP:
        hint = f"the sender's clock is ahead or this one behind, by {off}: compare both"
    elif age <= SKEW:
        hint = f"compare the clocks of sender and receiver, or find where it waited for {off}"
    else:
        hint = (
            "an old request: judge it by the time it was received with `--at captured`, or give it "
            "a fresh signature with `webhookctl replay --resign`"
        )
    return replace(verdict, hint=hint)


def _other_unit(case: Case, age: float) -> str | None:
    """Return the unit of a time that is off by a factor of a thousand."""
    unit = case.scheme.timestamp.unit if case.scheme.timestamp else None
    if unit == "s" and -age > _FAR_AHEAD:
        return "milliseconds"
    return "seconds" if unit == "ms" and age > _FAR_BEHIND else None
