"""When the attempts of a policy would fall, and whether an event outlives an outage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from webhookctl.core.model import Attempt, Failure, FailureKind, OutgoingRequest
from webhookctl.core.retry import Course, RetryPolicy, next_step

_REQUEST = OutgoingRequest(b"POST", "http://receiver.invalid", b"/", ())
_DOWN = Failure(FailureKind.REFUSED, "connection refused")


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which nothing is accepted; seconds. `start` counts from the first attempt."""

    duration: float
    start: float = 0.0

    @property
    def end(self) -> float:
        """The moment from which on everything is accepted again."""
        return self.start + self.duration

    def covers(self, moment: float) -> bool:
        """Say whether an attempt at that moment fails."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Planned:
    """An attempt that would be made `at` so many seconds after the first, after `wait` seconds.

    It lies between `earliest` and `latest`, as chance has it; `latest` is None where chance may
    also leave the attempt out, because the policy's window is over. `arrives` says that it
    brings the event to its receiver.
    """

    number: int
    at: float
    wait: float
    earliest: float
    latest: float | None
    arrives: bool = False


class Fate(StrEnum):
    """What becomes of an event."""

    ARRIVES = "arrives"
    LUCK = "depends_on_jitter"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Plan:
    """The attempts of a policy: all of them, or those up to the one that arrives.

    `of` is how many there are if all fail. `fate` is None without an outage: then every attempt is
    taken to fail.
    """

    policy: RetryPolicy
    attempts: tuple[Planned, ...]
    of: int
    outage: Outage | None = None
    fate: Fate | None = None

    @property
    def arrival(self) -> Planned | None:
        """The attempt that would bring the event, None where none does."""
        last = self.attempts[-1]
        return last if last.arrives else None


def plan_of(
    policy: RetryPolicy, outage: Outage | None = None, draw: Callable[[], float] = lambda: 0.5
) -> Plan:
    """Return when a policy would try; `draw` (0 to 1) decides the jitter, 0.5 leaves it out.

    Every attempt is taken to end at once: refused, or accepted where there is an outage that does
    not cover it.
    """
    early = tuple(at for at, _ in _course(policy, lambda: 0.0))
    late = tuple(at for at, _ in _course(policy, lambda: 1.0))
    attempts: list[Planned] = []
    course = tuple(_course(policy, draw))
    for number, (at, wait) in enumerate(course, start=1):
        arrives = outage is not None and not outage.covers(at)
        latest = late[number - 1] if number <= len(late) else None
        attempts.append(Planned(number, at, wait, early[number - 1], latest, arrives))
        if arrives:
            break
    fate = None if outage is None else _fate(outage, early, late, attempts[-1].arrives)
    return Plan(policy, tuple(attempts), len(course), outage, fate)


def _course(policy: RetryPolicy, draw: Callable[[], float]) -> Iterator[tuple[float, float]]:
    """Yield the moment of each attempt and the wait before it, when all of them fail."""
    course, number, wait = Course(), 1, 0.0
    while True:
        yield course.age, wait
        attempt = Attempt(number, _REQUEST, course.age, 0.0, failure=_DOWN)
        step = next_step(policy, attempt, course.age, draw(), course)
        if step.wait is None:
            return
        course, number, wait = step.course, number + 1, step.wait


def _fate(outage: Outage, early: tuple[float, ...], late: tuple[float, ...], arrives: bool) -> Fate:
    """Say whether chance has a word in it: the extremes and the drawn course must agree."""
    fates = {
        arrives,
        any(not outage.covers(at) for at in early),
        any(not outage.covers(at) for at in late),
    }
    if len(fates) > 1:
        return Fate.LUCK
    return Fate.ARRIVES if arrives else Fate.LOST
