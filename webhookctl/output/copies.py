"""What came of the copies of one event: how many were accepted, or refused as they should be."""

from collections.abc import Sequence

from webhookctl.core.model import Delivery
from webhookctl.core.retry import RetryPolicy, Step
from webhookctl.core.tamper import Kind
from webhookctl.output.console import GREEN, RED, Screen
from webhookctl.output.jsonl import Fields
from webhookctl.output.refusals import taken


def copy_label(number: int, copies: int, step: Step) -> str:
    """Return which copy (`number` from 0) an attempt is of, and its own number if need be."""
    label = f"{number + 1:>{len(str(copies))}}/{copies}"
    return label if step.of == 1 else f"{label} #{step.attempt.number}"


def copies_line(deliveries: Sequence[Delivery], kind: Kind | None, screen: Screen) -> str:
    """Return how many copies were accepted, or refused where they are tampered with."""
    good = sum(one.accepted for one in deliveries)
    words = "accepted" if kind is None else "refused, as they should be"
    style = GREEN if good == len(deliveries) else RED
    loud = "" if kind is None else _taken_words(deliveries, screen)
    return f"{screen.paint(style, f'{good} of {len(deliveries)}')} {words}{loud}\n"


def copies_fields(
    deliveries: Sequence[Delivery],
    kind: Kind | None,
    policy: RetryPolicy,
    *,
    recorded: bool,
    interrupted: bool,
) -> Fields:
    """Return what `send --duplicate --json` prints at the end; `ids` are the deliveries'."""
    first, good = deliveries[0], sum(one.accepted for one in deliveries)
    fields: Fields = {
        "event": "summary",
        "copies": len(deliveries),
        "accepted": good if kind is None else _taken(deliveries),
        "interrupted": interrupted,
        "recorded": recorded,
        "ids": [one.id for one in deliveries],
        "url": first.target_url,
        "provider": first.provider,
        "event_type": first.event,
        "message_id": first.message_id,
        "policy": {"name": policy.name, "exact": policy.exact, "note": policy.note},
    }
    return fields if kind is None else {**fields, "tamper": kind.value, "refused": good}


def _taken(deliveries: Sequence[Delivery]) -> int:
    return sum(bool(one.attempts) and taken(one.attempts[-1]) for one in deliveries)


def _taken_words(deliveries: Sequence[Delivery], screen: Screen) -> str:
    number = _taken(deliveries)
    return f"; {screen.paint(RED, f'{number} FORGED TAKEN')}" if number else ""
