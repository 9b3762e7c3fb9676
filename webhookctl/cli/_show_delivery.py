"""`webhookctl show` of what was sent: its request, its attempts, or the exact bytes."""

import sys
from typing import TYPE_CHECKING

from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.core.model import CapturedRequest, Delivery


def request_of(delivery: "Delivery") -> "CapturedRequest":
    """Return the request of the last attempt. Raises UsageError when there was none."""
    from webhookctl.core.model import CapturedRequest

    if not delivery.attempts:
        raise UsageError(f"nothing of {delivery.id} was sent")
    attempt = delivery.attempts[-1]
    sent, at = attempt.request, attempt.started_at
    return CapturedRequest(
        sent.method, sent.target, "1.1", sent.headers, sent.body, sent.origin, at, at
    )


def print_delivery(delivery: "Delivery", *, json: bool, show_secrets: bool) -> None:
    """Print a delivery, for people or as one line of JSON."""
    from webhookctl.output.console import screen_of, write
    from webhookctl.output.deliveries import delivery_lines, sent_fields
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.mask import MASK

    screen = screen_of(sys.stdout)
    if json:
        write(sys.stdout, [screen.encode(dumped(sent_fields(delivery)))])
        return
    text = "\n".join([*delivery_lines(delivery, screen, show_secrets=show_secrets), ""])
    write(sys.stdout, [screen.encode(text)])
    if MASK in text:
        sys.stderr.write("secrets are masked; `--show-secrets` shows them\n")
