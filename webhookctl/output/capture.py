"""Everything about one capture, for people: facts, headers, body, and what became of it."""

import time
from collections.abc import Iterator, Sequence

from webhookctl.core.detect import Candidate
from webhookctl.core.model import Attempt, Capture, Delivery
from webhookctl.output.bodies import body_lines
from webhookctl.output.console import BOLD, DIM, GREEN, RED, UNCHECKED, Screen
from webhookctl.output.lines import (
    Localtime,
    attempt_text,
    clock,
    event_text,
    signature_style,
    signature_text,
    target_text,
)
from webhookctl.output.mask import shown_url
from webhookctl.output.pretty import answer_body, header_lines, indented
from webhookctl.output.safe import safe_line, safe_line_bytes
from webhookctl.output.senders import sender_texts


def capture_lines(
    capture: Capture,
    deliveries: Sequence[Delivery],
    screen: Screen,
    *,
    candidates: Sequence[Candidate] = (),
    show_secrets: bool = False,
    local: Localtime = time.localtime,
) -> Iterator[str]:
    """Yield what is known of a capture, line by line; secrets masked unless told otherwise.

    `candidates` are those whose request it may be, where that is not settled. Raises
    OSError or StoreError when the body cannot be read.
    """
    request = capture.request
    for name, value in _facts(capture, candidates, screen, local):
        yield f"{screen.paint(DIM, f'{name:<9}')} {value}"
    target = target_text(request.target, show_secrets=show_secrets)
    version = safe_line(request.http_version)
    yield ""
    yield f"{screen.paint(BOLD, safe_line_bytes(request.method))} {target} HTTP/{version}"
    yield from header_lines(request.headers, screen, show_secrets=show_secrets)
    whole = f"webhookctl show {capture.id} --body"
    body = body_lines(request.headers, request.body, screen, whole=whole, show_secrets=show_secrets)
    if body:
        yield ""
        yield from body
    for delivery in deliveries:
        yield ""
        yield from _delivery_lines(delivery, screen, local, show_secrets=show_secrets)


def _facts(
    capture: Capture, candidates: Sequence[Candidate], screen: Screen, local: Localtime
) -> Iterator[tuple[str, str]]:
    request, recognition = capture.request, capture.recognition
    yield "id", capture.id
    yield "received", f"{moment(request.received_at, local)} from {safe_line(request.peer)}"
    yield "size", f"{request.body.size:,} bytes"
    if event := event_text(recognition.provider, recognition.event):
        yield "event", event
    if recognition.delivery_id:
        yield "delivery", safe_line(recognition.delivery_id)
    for number, text in enumerate(sender_texts(candidates)):
        yield "" if number else "sender", text
    if capture.handshake:
        yield "handshake", safe_line(capture.handshake)
    yield "signature", _signature(capture, screen)
    if capture.verdict is not None and capture.verdict.hint:
        yield "", f"hint: {safe_line(capture.verdict.hint)}"
    if capture.public_url:
        yield "public", safe_line(capture.public_url)
    if capture.answer_status is not None:
        refused = screen.paint(RED, ", refused") if capture.refused else ""
        yield "answered", f"{capture.answer_status}{refused}"


def _signature(capture: Capture, screen: Screen) -> str:
    verdict = capture.verdict
    if verdict is None:  # a handshake may be one that is never signed
        why = "" if capture.handshake else ": no secret was given"
        return screen.paint(DIM, f"{UNCHECKED} not checked{why}")
    mark = signature_text(verdict.valid, verdict.reason)
    return f"{screen.paint(signature_style(verdict.valid), mark)}: {safe_line(verdict.message)}"


def _delivery_lines(
    delivery: Delivery, screen: Screen, local: Localtime, *, show_secrets: bool
) -> Iterator[str]:
    end = screen.paint(GREEN, "accepted") if delivery.accepted else screen.paint(RED, "failed")
    where = safe_line(shown_url(delivery.target_url))
    yield f"{screen.paint(BOLD, delivery.kind)} to {where}: {end}"
    for attempt in delivery.attempts:
        lines = _attempt_lines(attempt, screen, local, show_secrets=show_secrets)
        yield from indented(lines)


def _attempt_lines(
    attempt: Attempt, screen: Screen, local: Localtime, *, show_secrets: bool
) -> Iterator[str]:
    text, style = attempt_text(attempt)
    start = screen.paint(DIM, f"{moment(attempt.started_at, local)}  #{attempt.number}")
    yield f"{start}  {screen.paint(style, text)}"
    if attempt.failure is not None:
        yield safe_line(attempt.failure.message)
        if attempt.failure.hint:
            yield f"hint: {safe_line(attempt.failure.hint)}"
    if attempt.answer is not None:
        answer = attempt.answer
        yield from indented(header_lines(answer.headers, screen, show_secrets=show_secrets))
        body = body_lines(answer.headers, answer_body(answer), screen, show_secrets=show_secrets)
        if body:
            yield ""
            yield from indented(body)


def moment(at: float, local: Localtime) -> str:
    """Return a time as `2026-11-24 10:42:07.250 +01:00`."""
    day = local(at)
    offset = day.tm_gmtoff or 0
    hours, minutes = divmod(abs(offset) // 60, 60)
    zone = f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
    date = f"{day.tm_year}-{day.tm_mon:02}-{day.tm_mday:02}"
    return f"{date} {clock(at, local)}.{int(at * 1000) % 1000:03} {zone}"
