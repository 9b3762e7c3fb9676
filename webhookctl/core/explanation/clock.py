"""Timestamps out of bounds: by how much, and whose clock it may be."""

from dataclasses import replace

from webhookctl.core.explanation.case import Case
from webhookctl.core.span import span
from webhookctl.core.verdict import Reason, Verdict

SKEW = 3600.0
"""Timestamps this many seconds off are put down to a clock, older ones to an old request."""


def about_time(case: Case) -> Verdict:
    """Say what to do about a time that is out of bounds."""
    verdict = case.verdict
    age = verdict.age or 0.0
    off = span(abs(age))
    if verdict.reason is Reason.FUTURE_TIMESTAMP:
        hint = f"the sender's clock is ahead or this one behind, by {off}: compare both"
    elif age <= SKEW:
        hint = f"compare the clocks of sender and receiver, or find where it waited for {off}"
    else:
        hint = (
            "an old request: judge it by the time it was received with `--at captured`, or give it "
            "a fresh signature with `webhookctl replay --resign`"
        )
    return replace(verdict, hint=hint)
