"""What came of many deliveries, in memory that does not grow with them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from webhookctl.core.latencies import Latencies
from webhookctl.core.model import Attempt, Delivery, FailureKind
from webhookctl.core.retry import Step

Outcome: TypeAlias = int | FailureKind
"""How an attempt ended: the status of its answer, or why there was none."""

_TAKEN = range(200, 300)


@dataclass(slots=True)
class Tally:
    """Counts of a run. Times are in seconds.

    `attempts` counts each attempt by its outcome, `deliveries` each delivery that has ended by the
    outcome of its last attempt. `accepted` is by the policy's verdict; `cut` deliveries ended with
    the cut that was wanted. `taken` counts what ended with a 2xx that was not accepted: a forged
    event that the receiver took. `late` left after their time, by `latest` at most. `unsent` were
    due and did not leave, since the time was up. `hints` has one for each kind of failure.
    """

    begun: int = 0
    ended: int = 0
    accepted: int = 0
    cut: int = 0
    taken: int = 0
    late: int = 0
    latest: float = 0.0
    unsent: int = 0
    seconds: float = 0.0
    attempts: Counter[Outcome] = field(default_factory=Counter)
    deliveries: Counter[Outcome] = field(default_factory=Counter)
    latencies: Latencies = field(default_factory=Latencies)
    hints: dict[FailureKind, str] = field(default_factory=dict)

    @property
    def unfinished(self) -> int:
        """How many deliveries have begun and not come to an end."""
        return self.begun - self.ended

    @property
    def went_well(self) -> bool:
        """Whether there was something to deliver, and all of it was accepted or cut as wanted."""
        return self.begun > 0 and self.accepted + self.cut == self.begun

    def add(self, step: Step, delivery: Delivery) -> None:
        """Count an attempt, and its delivery if no attempt follows."""
        attempt = step.attempt
        outcome = outcome_of(attempt)
        self.attempts[outcome] += 1
        self.latencies.add(attempt.elapsed)
        if attempt.failure is not None and attempt.failure.hint is not None:
            self.hints.setdefault(attempt.failure.kind, attempt.failure.hint)
        if step.wait is not None:
            return
        self.ended += 1
        self.deliveries[outcome] += 1
        self.accepted += delivery.accepted
        self.cut += attempt.was_cut
        self.taken += _is_taken(attempt)

    def left_late(self, by: float) -> None:
        """Count a delivery that began so long after its time."""
        self.late += 1
        self.latest = max(self.latest, by)


def outcome_of(attempt: Attempt) -> Outcome:
    """Return the status of an attempt, or the kind of its failure."""
    if attempt.answer is not None:
        return attempt.answer.status
    return attempt.failure.kind if attempt.failure else FailureKind.PROTOCOL


def _is_taken(attempt: Attempt) -> bool:
    answer = attempt.answer
    return not attempt.accepted and answer is not None and answer.status in _TAKEN
