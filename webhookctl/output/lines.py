"""Compact lines: one a request, made by hand, because a listener prints them by the thousand."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from webhookctl.core.ids import SHORT_LENGTH
from webhookctl.output.console import (
    BOLD,
    CYAN,
    DIM,
    GENUINE,
    GREEN,
    RED,
    UNCHECKED,
    WRONG,
    YELLOW,
    Screen,
)
from webhookctl.output.mask import shown_target
from webhookctl.output.safe import safe_line, safe_line_bytes

if TYPE_CHECKING:
    from webhookctl.core.model import Attempt
    from webhookctl.core.notice import Captured, Refused

Localtime = Callable[[float], time.struct_time]
"""Turns Unix seconds into the reader's clock: `time.localtime`, `time.gmtime` in tests."""

_GAP = "  "
_LEAST = 8
"""Columns that a target and an event are not cut below while there is anything else to give."""

_MARKS_EACH = 4
_LONGEST_METHOD = 12
_LONGEST_LINE = 2000
"""Columns of a line where no terminal's width limits it; `show` and JSON have targets whole."""

_KIBI = 1024
_LONG = 10.0
_OWN_MARKS = dict.fromkeys(map(ord, f"{GENUINE}{WRONG}{UNCHECKED}…•→"))
_OK_TO_ERROR = ((200, YELLOW), (300, GREEN), (400, YELLOW))


def request_line(seen: "Captured", screen: Screen, local: Localtime = time.localtime) -> str:
    """Return the line of a captured request, without a line break, cut to the screen's width.

    In a pipe it is cut only beyond 2,000 columns. The target gives way first, then the event, then
    the size; the id, the verdict and the answer stay whole.
    """
    capture = seen.capture
    request = capture.request
    verdict = capture.verdict
    start = f"{clock(request.received_at, local)} {capture.id[:SHORT_LENGTH]}"
    method = clip(safe_line_bytes(request.method), _LONGEST_METHOD)
    target = target_text(request.target)
    size = size_text(request.body.size)
    event = what_text(capture.recognition.provider, capture.recognition.event, capture.handshake)
    valid, mark = (
        (None, UNCHECKED)
        if verdict is None
        else (verdict.valid, signature_text(verdict.valid, verdict.reason))
    )
    answer, style = answer_text(seen)
    room = (screen.width or _LONGEST_LINE) - sum(map(len, (start, method, mark, answer))) - 6
    target, size, event = _share(target, size, event, room)
    paint = screen.paint
    fields = (
        f"{paint(DIM, start)} {paint(BOLD, method)} {target}",
        paint(DIM, size),
        paint(CYAN, event),
        paint(signature_style(valid), mark),
        paint(style, answer),
    )
    return _GAP.join(filter(None, fields))


def refused_line(refused: "Refused", screen: Screen, local: Localtime = time.localtime) -> str:
    """Return the line of a request that was not captured and why, without a line break."""
    start = f"{clock(refused.at, local)} {'refused':<{SHORT_LENGTH}}"
    method = clip(safe_line_bytes(refused.method or b"-"), _LONGEST_METHOD)
    status = "closed" if refused.status is None else str(refused.status)
    why = f"{WRONG} {status} {safe_line(refused.message)}"
    room = (screen.width or _LONGEST_LINE) - sum(map(len, (start, method, why))) - 4
    target = clip(target_text(refused.target or b"-"), max(_LEAST, room))
    head = f"{screen.paint(DIM, start)} {screen.paint(BOLD, method)} {target}"
    return f"{head}{_GAP}{screen.paint(RED, why)}"


def answer_text(seen: "Captured") -> tuple[str, str]:
    """Return what the sender was answered, and its style: the app's `→ 200 12 ms`, or our own."""
    if seen.status is None:
        return "sender gone", YELLOW
    if seen.delivery is None or not seen.delivery.attempts:
        return own_answer_text(seen.status, seen.capture.handshake, refused=seen.capture.refused)
    return attempt_text(seen.delivery.attempts[-1], seen.status)


def own_answer_text(status: int, handshake: str | None, *, refused: bool) -> tuple[str, str]:
    """Return what webhookctl itself answered, and its style."""
    if refused:
        return f"{status} refused", RED
    return f"{status} handshake" if handshake else str(status), DIM


def attempt_text(attempt: "Attempt", answered: int | None = None) -> tuple[str, str]:
    """Return how an attempt ended, and its style; `answered` is what the sender got without it."""
    if attempt.answer is not None:
        took = milliseconds(attempt.elapsed)
        return f"→ {attempt.answer.status} {took}", status_style(attempt.answer.status)
    kind = attempt.failure.kind.replace("_", " ") if attempt.failure else "no answer"
    return (f"→ {kind}" if answered is None else f"→ {answered} {kind}"), RED


def status_style(status: int) -> str:
    """Return the style of a status: 2xx green, 1xx and 3xx yellow, others red."""
    return next((style for below, style in _OK_TO_ERROR if status < below), RED)


def signature_text(valid: bool | None, reason: str | None) -> str:
    """Return the mark of a verdict: genuine, wrong with its reason, or not checked."""
    if valid is None:
        return UNCHECKED
    if valid:
        return GENUINE
    return f"{WRONG} {safe_line(reason or 'no reason').replace('_', ' ')}"


def signature_style(valid: bool | None) -> str:
    """Return the style of a verdict: green, red, dim when nothing was checked."""
    return DIM if valid is None else GREEN if valid else RED


def event_text(provider: str | None, event: str | None) -> str:
    """Return who seems to have sent a request and of which type, or nothing when unknown."""
    return safe_line(" ".join(filter(None, (provider, event))))


def what_text(provider: str | None, event: str | None, handshake: str | None) -> str:
    """Return the handshake that a request is, else its provider and type."""
    return event_text(handshake, None) if handshake else event_text(provider, event)


def target_text(target: bytes, *, show_secrets: bool = False) -> str:
    """Return a raw request target for the screen, secret values of its query masked."""
    text = target.decode("utf-8", "backslashreplace")
    return safe_line(text if show_secrets else shown_target(text))


def size_text(size: int) -> str:
    """Return bytes for people in at most 5 columns: `512B`, `2.0K`, `34M`."""
    amount, unit = float(size), "B"
    for larger in "KMGTP":
        if amount < _KIBI:
            break
        amount, unit = amount / _KIBI, larger
    return f"{amount:.1f}{unit}" if unit != "B" and amount < _LONG else f"{amount:.0f}{unit}"


def milliseconds(seconds: float) -> str:
    """Return a duration for people: `12 ms`, or `12.3 s` from ten seconds on."""
    return f"{seconds * 1000:.0f} ms" if seconds < _LONG else f"{seconds:.1f} s"


def clock(at: float, local: Localtime) -> str:
    """Return the time of day as `10:42:07`."""
    moment = local(at)
    return f"{moment.tm_hour:02}:{moment.tm_min:02}:{moment.tm_sec:02}"


def columns(text: str) -> int:
    """Return how many columns a safe text takes on a terminal.

    It is never less than a quarter of its characters, so that marks piled upon a letter are cut.
    """
    if text.isascii() or text.translate(_OWN_MARKS).isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    taken = sum(
        2 if east_asian_width(character) in "WF" else not combining(character) for character in text
    )
    return max(taken, len(text) // _MARKS_EACH)


def clip(text: str, width: int) -> str:
    """Return text that takes at most `width` columns (at least one), cut at its end with `…`."""
    if columns(text) <= width:
        return text
    kept = text[: max(0, width - 1)]
    while kept and (over := columns(kept) - width + 1) > 0:
        kept = kept[: -max(1, over // 2)]  # a character takes two columns at most
    return f"{kept}…"


def _share(target: str, size: str, event: str, room: int) -> tuple[str, str, str]:
    """Fit what may be cut, each with the gap before it, into the columns that are left."""
    wanted = columns(event) + len(_GAP) if event else 0
    size_wanted = len(size) + len(_GAP)
    if columns(target) + size_wanted + wanted <= room:
        return target, size, event
    least = min(columns(target), _LEAST) + min(wanted, _LEAST + len(_GAP))
    if least + size_wanted <= room:
        room -= size_wanted
    else:
        size = ""
    target = clip(target, max(_LEAST, room - wanted))
    left = room - columns(target) - len(_GAP)
    return target, size, clip(event, left) if event and left > 1 else ""
