"""Which retry policy a delivery follows, and how fast its waits pass."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from webhookctl.config import parse_duration
from webhookctl.config.known import all_policies, find
from webhookctl.core.lookup import plain_name
from webhookctl.core.provider import Provider
from webhookctl.core.retry import RetryPolicy
from webhookctl.errors import UsageError

ONE_ATTEMPT = RetryPolicy("none", "one attempt")
"""How an event without a provider is delivered: once, within 30 s, to a 2xx."""

CUSTOM = "custom"
"""What a policy of waits that were typed is called."""

_HINT = "write `none`, the name of a policy, or the waits between attempts like `1s,5s,1m`"


def policy_of(
    retry: str, own: RetryPolicy | None = None, timeout: float | None = None
) -> RetryPolicy:
    """Return the policy that `none`, a name or waits like `1s,5s` mean.

    A name is that of a provider, of a sender without a provider here, or of a `[retry.NAME]` of
    the user's own; capitals, `-` and `_` make no difference. `none` and waits keep the time-outs,
    success and final statuses of `own`, the policy of the event's provider. `timeout` (seconds)
    stands in place of the response time-out. Raises UsageError.
    """
    policy = _named(retry.strip(), own or ONE_ATTEMPT)
    return policy if timeout is None else replace(policy, response_timeout=timeout)


def _named(retry: str, own: RetryPolicy) -> RetryPolicy:
    if retry.lower() == "none":
        return replace(own, name="none", delays=(), window=None, published=True)
    if delays := _delays(retry):
        plain = replace(own, name=CUSTOM, delays=delays, jitter=0.0, exact=True, note=None)
        return replace(plain, ceiling=None, window=None, throttled=0.0, published=True)
    policies = all_policies()
    named = {plain_name(name): policy for name, policy in policies.items()}
    if found := named.get(plain_name(retry)):
        return found
    raise _unknown(retry, policies)


def _unknown(retry: str, policies: Mapping[str, RetryPolicy]) -> UsageError:
    try:
        provider = find(retry)[0]
    except UsageError:
        names = {plain_name(name): name for name in policies}
        near = get_close_matches(plain_name(retry), names, n=1, cutoff=0.6)
        did_you_mean = f"did you mean `{names[near[0]]}`? " if near else ""
        return UsageError(f"there is no retry policy called `{retry}`", hint=did_you_mean + _HINT)
    return unpublished(provider)


def unpublished(provider: Provider) -> UsageError:
    """Return the error that nobody knows when a provider retries, with what is known of it."""
    known = provider.retry.note if provider.retry else None
    why = f": {known}" if known else ""
    return UsageError(f"no retry schedule of {provider.title} is known{why}", hint=_HINT)


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
