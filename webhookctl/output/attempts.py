"""What came of sending: an attempt a line with the start of its answer, then the verdict."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from webhookctl.core.export import outgoing_json
from webhookctl.core.model import Answer, Attempt, Capture, Delivery
from webhookctl.core.retry import End, RetryPolicy, Step
from webhookctl.output.attempt_row import Mark, attempt_row
from webhookctl.output.console import BOLD, DIM, GREEN, RED, YELLOW, Screen
from webhookctl.output.decode import Kind, decode
from webhookctl.output.jsonl import Fields, attempt_fields, milliseconds_of
from webhookctl.output.lines import clip, size_text, target_text
from webhookctl.output.mask import shown_url
from webhookctl.output.pretty import answer_body
from webhookctl.output.safe import safe_line, safe_line_bytes

EXCERPT = 240
"""Characters of an answer's body that are shown."""

_UNEXPECTED = ("not as expected", "unexpected")
_MINUTE, _HOUR = 60.0, 3600.0
_ENDS = {
    End.FINAL: "no retry after this status",
    End.FAILED: "no retry after this failure",
    End.STOPPED: "the answer forbids retries",
    End.TOO_LATE: "the time for retries is over",
}


@dataclass(frozen=True, slots=True)
class Sending:
    """What is being sent by which policy; `speed` divides the waits."""

    url: str
    provider: str | None
    event: str | None
    message_id: str
    policy: RetryPolicy
    speed: float = 1.0


def sending_line(sending: Sending, screen: Screen) -> str:
    """Return what is sent where, for stderr, and what is assumed of how its provider retries."""
    what = " ".join(filter(None, (sending.provider, sending.event))) or "data"
    lines = [
        f"{screen.paint(BOLD, safe_line(what))} {safe_line(sending.message_id)} → "
        f"{safe_line(shown_url(sending.url))}"
    ]
    policy = sending.policy
    if policy.delays and (policy.note or not policy.exact):
        approximate = "" if policy.exact else "the schedule is approximate: "
        lines.append(f"note: {approximate}{safe_line(policy.note or 'nobody publishes it')}")
    return "\n".join([*lines, ""])


def step_lines(
    step: Step,
    screen: Screen,
    speed: float = 1.0,
    *,
    label: str | None = None,
    ended: Mark | None = None,
) -> str:
    """Return the lines of an attempt: number, outcome, time, what comes next; the answer.

    `label` stands in place of the number, `ended` in place of what is said of the last attempt.
    """
    number = f"{step.attempt.number:>{len(str(step.of))}}" if label is None else label
    following = _next(step, speed) if ended is None or step.wait is not None else ended
    row = attempt_row(number, step.attempt, following, screen)
    return "".join(f"{line}\n" for line in (row, *_excerpt(step.attempt, screen)))


def replayed_lines(capture: Capture, attempt: Attempt, screen: Screen) -> str:
    """Return the lines of a capture that was sent again."""
    method = safe_line_bytes(capture.request.method)
    what = f"{capture.id} {method} {target_text(capture.request.target)}"
    if screen.width is not None:
        what = clip(what, screen.width)
    expected = attempt.accepted
    verdict = Mark(("as expected",), GREEN) if expected else Mark(_UNEXPECTED, RED)
    rows = (screen.paint(BOLD, what), attempt_row("", attempt, verdict, screen))
    why = [f"   {safe_line(attempt.failure.message)}"] if attempt.failure else []
    return "".join(f"{line}\n" for line in (*rows, *why, *_excerpt(attempt, screen)))


def sent_line(step: Step | None, screen: Screen) -> str:
    """Return the verdict on a delivery from its last step, None when no attempt has ended."""
    if step is None:
        return screen.paint(RED, "not delivered") + ": no attempt has ended\n"
    number, of = step.attempt.number, step.of
    if step.attempt.accepted:
        tries = "at the first attempt" if number == 1 else f"at attempt {number} of {of}"
        return f"{screen.paint(GREEN, 'delivered')} {tries}\n"
    if step.attempt.was_cut and step.end:
        return f"{screen.paint(YELLOW, 'not delivered')}: {_why(step)}\n"
    tries = "1 attempt" if number == 1 else f"{number} attempts"
    left = "" if step.end else f", {of - number} left"
    return f"{screen.paint(RED, 'not delivered')} after {tries}{left}: {_why(step)}\n"


def next_step_hint(step: Step, own: RetryPolicy | None) -> str:
    """Return what a user may do after a delivery that was not accepted, for stderr."""
    if step.attempt.was_cut:
        return "hint: with `--retry 1s` a whole attempt follows: does the receiver recover?\n"
    hints = failure_hints((step.attempt,))
    if step.of == 1 and own is not None:
        hints += f"hint: {_what_the_provider_does(own)}\n"
    return hints


def failure_hints(attempts: Iterable[Attempt]) -> str:
    """Return what may be done about attempts without an answer, each thing once, for stderr."""
    hints = (one.failure.hint for one in attempts if one.failure and one.failure.hint)
    return "".join(f"hint: {safe_line(hint)}\n" for hint in dict.fromkeys(hints))


def _what_the_provider_does(own: RetryPolicy) -> str:
    if not own.delays:
        return own.note or f"{own.title} does not retry"
    times = "once" if len(own.delays) == 1 else f"{len(own.delays)} times"
    first = f"after {pause(own.delays[0])}" if own.delays[0] else "at once"
    return (
        f"{own.title} would retry {times}, first {first}: "
        f"`--retry {own.name} --speed max` does the same without the waits"
    )


def replayed_line(done: Sequence[Attempt], of: int, screen: Screen) -> str:
    """Return the verdict on several replays."""
    good = sum(attempt.accepted for attempt in done)
    style = GREEN if good == of else RED
    return f"{screen.paint(style, f'{good} of {of}')} answered as expected\n"


def step_fields(step: Step) -> Fields:
    """Return what `send --json` prints of an attempt."""
    return {
        "event": "attempt",
        **attempt_fields(step.attempt, answers=True),
        "of": step.of,
        "next_wait_ms": milliseconds_of(step.wait),
        "retry_after": step.retry_after,
        "end": None if step.end is None else step.end.value,
        "request": outgoing_json(step.attempt.request),
    }


def sent_fields(
    delivery: Delivery, policy: RetryPolicy, *, recorded: bool, interrupted: bool = False
) -> Fields:
    """Return what `send --json` prints at the end."""
    return {
        "event": "summary",
        "delivered": delivery.accepted,
        "attempts": len(delivery.attempts),
        "interrupted": interrupted,
        "id": delivery.id,
        "recorded": recorded,
        "url": delivery.target_url,
        "provider": delivery.provider,
        "event_type": delivery.event,
        "message_id": delivery.message_id,
        "policy": {
            "name": policy.name,
            "exact": policy.exact,
            "note": policy.note,
            "disable_rule": policy.disable_rule,
        },
    }


def replayed_fields(delivery: Delivery) -> Fields:
    """Return what `replay --json` prints of a capture that was sent again."""
    return {
        "event": "replay",
        "capture_id": delivery.capture_id,
        "id": delivery.id,
        "provider": delivery.provider,
        "event_type": delivery.event,
        **attempt_fields(delivery.attempts[-1], answers=True),
    }


def replay_summary(
    done: Sequence[Attempt], of: int, *, recorded: bool, interrupted: bool = False
) -> Fields:
    """Return what `replay --json` prints at the end."""
    return {
        "event": "summary",
        "replayed": len(done),
        "of": of,
        "accepted": sum(attempt.accepted for attempt in done),
        "interrupted": interrupted,
        "recorded": recorded,
    }


def pause(seconds: float) -> str:
    """Return a wait for people: `500 ms`, `5 s`, `5 min`, `2 h 30 min`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.3g} s"
    if seconds < _HOUR:
        return _two(seconds, _MINUTE, "min", "s")
    return _two(seconds, _HOUR, "h", "min")


def _two(seconds: float, unit: float, name: str, smaller: str) -> str:
    whole, rest = divmod(round(seconds / unit * 60), 60)
    return f"{whole} {name} {rest} {smaller}" if rest else f"{whole} {name}"


def _next(step: Step, speed: float) -> Mark:
    if step.wait is None:
        if step.end is End.ACCEPTED:
            return Mark(("delivered",), GREEN)
        return Mark((_ENDS[step.end], "no retry") if step.end in _ENDS else ("",), DIM)
    retry = f"retry in {pause(step.wait)}" if step.wait else "retry at once"
    why = " (Retry-After)" if step.retry_after else ""
    here = ""
    if step.wait and speed != 1:
        real = step.wait / speed
        here = f", here {f'after {pause(real)}' if real else 'at once'}"
    return Mark((f"{retry}{why}{here}", f"{retry}{here}", retry), YELLOW)


def _why(step: Step) -> str:
    if step.attempt.failure is not None:
        return safe_line(step.attempt.failure.message)
    status = step.attempt.answer.status if step.attempt.answer else "nothing"
    ended = f" ({_ENDS[step.end]})" if step.end in _ENDS else ""
    return f"the last answer was {status}{ended}"


def _excerpt(attempt: Attempt, screen: Screen) -> Iterator[str]:
    if attempt.answer is not None and attempt.answer.body_size:
        room = EXCERPT if screen.width is None else min(EXCERPT, screen.width - 3)
        yield f"   {screen.paint(DIM, clip(excerpt_of(attempt.answer), room))}"


def excerpt_of(answer: Answer) -> str:
    """Return the start of an answer's body on one line, safe to print."""
    decoded = decode(answer.headers, answer_body(answer), EXCERPT * 4)
    if decoded.kind is Kind.BINARY or not decoded.text.strip():
        return f"{decoded.kind.value}, {size_text(answer.body_size)}"
    text = safe_line(" ".join(decoded.text.split()))
    whole = decoded.complete and len(text) <= EXCERPT
    return text if whole else f"{text[:EXCERPT]}… ({size_text(answer.body_size)})"
