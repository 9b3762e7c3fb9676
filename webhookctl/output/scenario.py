"""A scenario: its course, the label of each attempt, and what came of all steps."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from webhookctl.core.model import Delivery
from webhookctl.core.retry import Step as RetryStep
from webhookctl.core.scenario import Scenario, Step
from webhookctl.output.attempts import pause
from webhookctl.output.console import BOLD, GREEN, RED, Screen
from webhookctl.output.jsonl import Fields
from webhookctl.output.outgoing import outgoing_fields, outgoing_lines
from webhookctl.output.safe import safe_line

if TYPE_CHECKING:
    from webhookctl.core.event import Event
    from webhookctl.core.model import OutgoingRequest


def course_line(scenario: Scenario, steps: Sequence[Step], screen: Screen) -> str:
    """Return the steps in the order they leave, and the order they are told in if it is another."""
    line = f"{screen.paint(BOLD, safe_line(scenario.name))}: "
    sent = " → ".join(step.id for step in steps)
    if tuple(steps) == scenario.steps:
        return f"{line}{sent}\n"
    return f"{line}{sent} (shuffled; the story is {scenario.course})\n"


def wait_line(step: Step, wait: float, speed: float) -> str:
    """Return that a step comes after a wait, for stderr; nothing for a short one."""
    real = wait / speed
    told = f" instead of {pause(wait)}" if speed != 1 else ""
    return f"{step.id} follows in {pause(real)}{told}\n" if real >= 1 else ""


def step_label(step: Step, steps: Sequence[Step], attempt: RetryStep) -> str:
    """Return which step an attempt is of, and its own number where there may be more."""
    label = f"{step.id:<{max(len(one.id) for one in steps)}}"
    return label if attempt.of == 1 else f"{label} #{attempt.attempt.number}"


def story_line(deliveries: Sequence[Delivery], screen: Screen) -> str:
    """Return how many steps were accepted."""
    good = sum(one.accepted for one in deliveries)
    style = GREEN if good == len(deliveries) else RED
    return f"{screen.paint(style, f'{good} of {len(deliveries)}')} steps accepted\n"


def story_fields(
    scenario: Scenario,
    steps: Sequence[Step],
    deliveries: Sequence[Delivery],
    *,
    recorded: bool,
    interrupted: bool,
) -> Fields:
    """Return what `send --scenario --json` prints at the end; steps in the order they were sent.

    A step that did not begin has no id.
    """
    return {
        "event": "summary",
        "scenario": scenario.name,
        "accepted": sum(one.accepted for one in deliveries),
        "shuffled": tuple(steps) != scenario.steps,
        "interrupted": interrupted,
        "recorded": recorded,
        "url": deliveries[0].target_url,
        "steps": [
            {
                "step": step.id,
                "delivered": delivery.accepted,
                "attempts": len(delivery.attempts),
                "id": delivery.id or None,
                "provider": delivery.provider,
                "event_type": delivery.event,
                "message_id": delivery.message_id,
            }
            for step, delivery in zip(steps, deliveries, strict=True)
        ],
    }


def preview_lines(
    step: Step, wait: float, request: "OutgoingRequest", screen: Screen, *, whole: str
) -> Iterator[str]:
    """Yield the request of a step as it would leave, below its name, line by line."""
    after = f"  after {pause(wait)}" if wait else ""
    yield f"{screen.paint(BOLD, step.id)}{after}"
    yield from outgoing_lines(request, screen, whole=whole)
    yield ""


def preview_fields(step: Step, wait: float, request: "OutgoingRequest", event: "Event") -> Fields:
    """Return the JSON form of the request of a step; `verify --file` takes it."""
    return {**outgoing_fields(request, event), "step": step.id, "after": wait}
