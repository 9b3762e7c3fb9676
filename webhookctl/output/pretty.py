"""The pretty view of a request as it arrives: its line, headers, body, and the app's answer."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import Answer, Attempt
from webhookctl.core.notice import Captured
from webhookctl.core.verdict import Verdict
from webhookctl.output.bodies import body_lines
from webhookctl.output.console import CYAN, DIM, RED, Screen
from webhookctl.output.cut_body import CutBody
from webhookctl.output.lines import Localtime, attempt_text, request_line
from webhookctl.output.mask import shown, shown_url
from webhookctl.output.safe import safe_line, safe_line_bytes

_ANSWER_LINES = 6
"""Lines of the app's answer that are shown while requests come in."""


def request_block(seen: Captured, screen: Screen, local: Localtime = time.localtime) -> str:
    """Return a captured request for people who look at each one, and an empty line after it.

    Raises OSError when the body cannot be read back.
    """
    capture = seen.capture
    request = capture.request
    lines = [request_line(seen, replace(screen, width=None), local)]
    if capture.verdict is not None and not capture.verdict.valid:
        lines += indented(verdict_lines(capture.verdict, screen))
    lines += indented(header_lines(request.headers, screen))
    whole = f"webhookctl show {capture.id} --body"
    body = body_lines(request.headers, request.body, screen, whole=whole)
    if body:
        lines += ["", *indented(body)]
    if seen.delivery is not None and seen.delivery.attempts:
        lines += ["", *indented(attempt_lines(seen.delivery.attempts[-1], screen))]
    return "\n".join([*lines, ""])


def header_lines(headers: HeaderPairs, screen: Screen, *, show_secrets: bool = False) -> list[str]:
    """Return headers as safe lines, in order and spelled as they came, secrets masked."""
    lines = []
    for name_bytes, value_bytes in headers:
        name, value = safe_line_bytes(name_bytes), safe_line_bytes(value_bytes)
        value = value if show_secrets else shown(name, value)
        lines.append(f"{screen.paint(CYAN, name)}: {value}")
    return lines


def verdict_lines(verdict: Verdict, screen: Screen) -> list[str]:
    """Return why a signature is not genuine, and the next step."""
    lines = [screen.paint(RED, safe_line(verdict.message))]
    return [*lines, f"hint: {safe_line(verdict.hint)}"] if verdict.hint else lines


def attempt_lines(attempt: Attempt, screen: Screen) -> list[str]:
    """Return how an attempt ended: where it went, and the start of the answer or the failure."""
    text, style = attempt_text(attempt)
    lines = [f"{screen.paint(style, text)}  {safe_line(shown_url(attempt.request.url))}"]
    if attempt.failure is not None:
        lines.append(screen.paint(RED, safe_line(attempt.failure.message)))
        if attempt.failure.hint:
            lines.append(f"hint: {safe_line(attempt.failure.hint)}")
    if attempt.answer is not None:
        body = body_lines(attempt.answer.headers, answer_body(attempt.answer), screen)
        lines += body[:_ANSWER_LINES]
        if len(body) > _ANSWER_LINES:
            lines.append(screen.paint(DIM, f"… {len(body) - _ANSWER_LINES} more lines"))
    return lines


def answer_body(answer: Answer) -> CutBody:
    """Return the body of an answer, which knows how long it was before it was cut."""
    return CutBody(answer.body, answer.body_size)


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines moved to the right by two columns; empty ones stay empty."""
    return (f"  {line}" if line else "" for line in lines)
