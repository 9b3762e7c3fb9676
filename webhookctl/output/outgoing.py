"""A request that leaves, or left: its line, headers and body for people, its fields for scripts."""

from collections.abc import Iterator

from webhookctl.core.event import Event
from webhookctl.core.export import outgoing_json
from webhookctl.core.model import OutgoingRequest
from webhookctl.output.bodies import body_lines
from webhookctl.output.console import BOLD, Screen
from webhookctl.output.jsonl import Fields
from webhookctl.output.lines import target_text
from webhookctl.output.pretty import header_lines
from webhookctl.output.safe import safe_line_bytes


def outgoing_lines(
    request: OutgoingRequest,
    screen: Screen,
    *,
    show_secrets: bool = False,
    whole: str | None = None,
) -> Iterator[str]:
    """Yield a request line by line, as `show` does: secrets masked unless told otherwise.

    `whole` is the command that prints all of a body that is cut.
    """
    method = safe_line_bytes(request.method)
    target = target_text(request.target, show_secrets=show_secrets)
    yield f"{screen.paint(BOLD, method)} {target} HTTP/1.1"
    yield from header_lines(request.headers, screen, show_secrets=show_secrets)
    body = body_lines(request.headers, request.body, screen, whole=whole, show_secrets=show_secrets)
    if body:
        yield ""
        yield from body


def outgoing_fields(request: OutgoingRequest, event: Event) -> Fields:
    """Return the JSON form of a request, and what event it is; `verify --file` takes it."""
    return {
        **outgoing_json(request),
        "provider": event.provider,
        "event_type": event.type,
        "message_id": event.id,
    }
