"""Plans of one policy or several, from what the user typed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from webhookctl.config import parse_duration
from webhookctl.core.plan import Outage, Plan, plan_of
from webhookctl.core.retry import RetryPolicy, drawn
from webhookctl.errors import UsageError
from webhookctl.flows.policy import CUSTOM, policy_of
from webhookctl.flows.world import real_world

_OUTAGE = (
    "write how long it lasts, like `6h`, and when it begins after the first attempt, like "
    "`6h@30m`, or before it, like `6h@-30m`"
)


def parse_outage(text: str) -> Outage:
    """Return the outage of `6h`, `6h@30m` or `6h@-30m`. Raises UsageError."""
    match = re.fullmatch(r"([^@]+)(?:@\s*(-?)([^@]+))?", text)
    if match is None:
        raise UsageError(f"`{text}` is not an outage", hint=_OUTAGE)
    try:
        duration = parse_duration(match[1])
        start = parse_duration(match[3]) if match[3] else 0.0
    except UsageError as error:
        raise UsageError(f"`{text}` is not an outage: {error}", hint=_OUTAGE) from error
    if duration <= 0:
        raise UsageError(f"`{text}` is not an outage: it lasts no time", hint=_OUTAGE)
    return Outage(duration, -start if match[2] else start)


def make_plans(
    names: Sequence[str],
    own: RetryPolicy | None,
    timeout: float | None,
    outage: Outage | None,
    seed: int | None = None,
) -> tuple[Plan, ...]:
    """Return the plan of each named policy, of `own` where none is named.

    `seed` draws the jitter as a delivery with that seed has it; without one, the waits are those
    in the middle. Raises UsageError.
    """
    if names:
        policies = [_named(name, own, timeout) for name in names]
    elif own is not None:
        policies = [own if timeout is None else replace(own, response_timeout=timeout)]
    else:
        raise UsageError(
            "`--plan` needs a retry policy",
            hint="name one or several, like `--retry stripe --retry svix`, or an event",
        )
    return tuple(plan_of(policy, outage, _draws(seed)) for policy in policies)


def _named(name: str, own: RetryPolicy | None, timeout: float | None) -> RetryPolicy:
    policy = policy_of(name, own, timeout)
    if policy.name != CUSTOM:
        return policy
    waits = ",".join(part.strip() for part in name.split(","))
    return replace(policy, name=waits, title="waits of one's own", disable_rule=None)


def _draws(seed: int | None) -> Callable[[], float]:
    if seed is None:
        return lambda: 0.5
    random_bits = real_world(seed).random_bits
    return lambda: drawn(random_bits)
