"""What came of requests that a receiver must refuse: a refusal is good, anything else is not."""

from webhookctl.core.model import Attempt, Delivery
from webhookctl.core.retry import RetryPolicy, Step
from webhookctl.core.tamper import WORDS, Kind
from webhookctl.output.attempt_row import Mark
from webhookctl.output.attempts import failure_hints, sent_fields, step_fields
from webhookctl.output.console import BOLD, GREEN, RED, YELLOW, Screen
from webhookctl.output.jsonl import Fields
from webhookctl.output.safe import safe_line

_NOT_ABOUT_SIGNATURES = (404, 405, 408, 413, 415, 429)
_OK = range(200, 300)
_LOUD = f"{BOLD};{RED}"


def refusal_mark(attempt: Attempt) -> Mark:
    """Return the last column of an attempt that none follows: whether it was refused."""
    if attempt.accepted:
        return Mark(("refused, as it should be", "refused"), GREEN)
    if taken(attempt):
        return Mark(("TAKEN, but it is forged", "FORGED TAKEN"), _LOUD)
    return Mark(("not refused",), YELLOW)


def refused_line(attempt: Attempt | None, kind: Kind, screen: Screen) -> str:
    """Return the verdict on the receiver from the last attempt, None when none has ended."""
    if attempt is None:
        return screen.paint(RED, "no verdict") + ": no attempt has ended\n"
    if attempt.accepted and attempt.answer is not None:
        refused = screen.paint(GREEN, f"refused with {attempt.answer.status}")
        return f"{refused}, as it should be: {WORDS[kind]}\n"
    if taken(attempt) and attempt.answer is not None:
        loud = screen.paint(_LOUD, "FORGED EVENT TAKEN")
        status = attempt.answer.status
        return f"{loud}: the receiver answered {status}, although {WORDS[kind]}\n"
    if attempt.answer is not None:
        why = f"an answer of {attempt.answer.status} is no refusal"
    else:
        why = safe_line(attempt.failure.message) if attempt.failure else "no answer"
    return f"{screen.paint(RED, 'not refused')}: {why}\n"


def refusal_hint(attempt: Attempt) -> str:
    """Return what may be done about a receiver that does not refuse, or not for that reason."""
    status = attempt.answer.status if attempt.answer else None
    if taken(attempt):
        return (
            "hint: verify the signature of the exact bytes, before anything else is done with "
            "them, and answer 401 when it does not fit\n"
        )
    if attempt.accepted and status in _NOT_ABOUT_SIGNATURES:
        return (
            f"note: {status} may have another reason than the signature: send it without "
            "`--tamper` to see\n"
        )
    return failure_hints((attempt,))


def refusal_fields(step: Step, kind: Kind) -> Fields:
    """Return what `send --tamper --json` prints of an attempt.

    `accepted` says that the receiver took the event, `refused` that it did not.
    """
    return {**step_fields(step), **_verdict(step.attempt, kind)}


def refused_fields(
    delivery: Delivery, kind: Kind, policy: RetryPolicy, *, recorded: bool, interrupted: bool
) -> Fields:
    """Return what `send --tamper --json` prints at the end."""
    fields = sent_fields(delivery, policy, recorded=recorded, interrupted=interrupted)
    last = delivery.attempts[-1] if delivery.attempts else None
    verdict = _verdict(last, kind)
    return {**fields, "delivered": verdict.pop("accepted"), **verdict}


def taken(attempt: Attempt) -> bool:
    """Say whether the receiver took what it had to refuse."""
    answer = attempt.answer
    return not attempt.accepted and answer is not None and answer.status in _OK


def _verdict(attempt: Attempt | None, kind: Kind) -> Fields:
    return {
        "accepted": attempt is not None and taken(attempt),
        "tamper": kind.value,
        "refused": attempt is not None and attempt.accepted,
    }
