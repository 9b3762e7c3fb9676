"""Which retry policy a delivery follows, and how fast its waits pass."""

import math
import re
from dataclasses import replace

from webhookctl.config import parse_duration
from webhookctl.core.retry import RetryPolicy
from webhookctl.errors import UsageError
from webhookctl.providers import find

ONE_ATTEMPT = RetryPolicy("none", "one attempt")
"""How an event without a provider is delivered: once, within 30 s, to a 2xx."""

_HINT = "write `none`, the name of a provider, or the waits between attempts like `1s,5s,1m`"


def policy_of(
    retry: str, own: RetryPolicy | None = None, timeout: float | None = None
) -> RetryPolicy:
    """Return the policy that `none`, a provider's name or waits like `1s,5s` mean.

    `none` and waits keep the time-outs, success and final statuses of `own`, the policy of the
    event's provider. `timeout` (seconds) stands in place of the response time-out. Raises
    UsageError.
    """
    policy = _named(retry.strip(), own or ONE_ATTEMPT)
    return policy if timeout is None else replace(policy, response_timeout=timeout)


def _named(retry: str, own: RetryPolicy) -> RetryPolicy:
    if retry.lower() == "none":
        return replace(own, name="none", delays=())
    if delays := _delays(retry):
        return replace(own, name="custom", delays=delays, jitter=0.0, exact=True, note=None)
    try:
        provider, _ = find(retry)
    except UsageError as error:
        near = error.hint if error.hint and error.hint.startswith("did you mean") else ""
        raise UsageError(
            f"`{retry}` is not a retry policy: {error}", hint=f"{near} {_HINT}".strip()
        ) from error
    if provider.retry is None:
        raise UsageError(f"nothing is known of how {provider.title} retries", hint=_HINT)
    return provider.retry


def _delays(retry: str) -> tuple[float, ...]:
    if not re.match(r"\s*\d", retry):
        return ()
    return tuple(parse_duration(part) for part in retry.split(","))


def parse_speed(text: str) -> float:
    """Return by how much waits are divided: `60x`, `60`, or `max` for no waits. UsageError."""
    if text.strip().lower() == "max":
        return math.inf
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*x?\s*", text, re.ASCII | re.IGNORECASE)
    speed = float(match[1]) if match else 0.0
    if not 0 < speed < math.inf:
        raise UsageError(
            f"`{text}` is not a speed",
            hint="write it like `60x` (a minute takes a second) or `max`",
        )
    return speed


def parse_timeout(text: str) -> float:
    """Return the seconds of a time-out like `500ms` or `10s`. Raises UsageError."""
    seconds = parse_duration(text)
    if seconds <= 0:
        raise UsageError(
            "a time-out of nothing leaves no time to answer", hint="write it like `500ms` or `10s`"
        )
    return seconds
