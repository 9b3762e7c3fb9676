"""`send --plan`: when the attempts of retry policies would fall; nothing is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import typer

from webhookctl.cli._sending import Report
from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.core.retry import RetryPolicy
    from webhookctl.flows.send import Parcel


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan is made from: names of policies, or the event's provider; an outage; a seed.

    `paced` says that there were options about the pace of a delivery.
    """

    policies: Sequence[str]
    event: str | None = None
    provider: str | None = None
    timeout: float | None = None
    outage: str | None = None
    seed: int | None = None
    paced: bool = False


def print_plans(wanted: Wanted, *, json: bool) -> NoReturn:
    """Print the plans, for people or as NDJSON. Raises UsageError."""
    from webhookctl.config.known import find
    from webhookctl.flows.plan import make_plans, parse_outage
    from webhookctl.flows.policy import unpublished
    from webhookctl.output.plan import attempt_fields, plan_fields, plans_text

    if wanted.paced:
        raise UsageError(
            "`--plan` sends nothing, so there is nothing to speed up or to sign",
            hint="leave `--speed` and `--sign-time` out",
        )
    name = wanted.provider or (wanted.event or "").partition(".")[0]
    known = find(name)[0] if name else None
    if not wanted.policies and known and not (known.retry and known.retry.published):
        raise unpublished(known)
    own = known.retry if known else None
    outage = None if wanted.outage is None else parse_outage(wanted.outage)
    plans = make_plans(wanted.policies, own, wanted.timeout, outage, wanted.seed)
    report = Report(json=json)
    if not json:
        report.tell(lambda screen: plans_text(plans, screen), dict)
        raise typer.Exit
    for plan in plans:
        for attempt in plan.attempts:
            report.tell(_no_text, partial(attempt_fields, plan, attempt))
        report.tell(_no_text, partial(plan_fields, plan))
    raise typer.Exit


def _no_text(_: object) -> str:
    return ""


def one_policy(names: Sequence[str] | None, *, outage: str | None) -> str:
    """Return the policy of a delivery, `none` unless told. Raises UsageError for several."""
    if outage is not None:
        raise UsageError(
            "`--outage` belongs to `--plan`: a delivery finds out by itself",
            hint="add `--plan`, or leave `--outage` out",
        )
    if names and len(names) > 1:
        raise UsageError(
            "a delivery follows one retry policy, and several were given",
            hint="give `--retry` once, or compare them with `--plan`",
        )
    return names[0] if names else "none"


def delivery_policy(parcel: "Parcel", name: str, timeout: float | None) -> "RetryPolicy":
    """Return the policy of a parcel: by which it is delivered, or refused where it is forged.

    `name` is what `--retry` says, `timeout` in seconds. Raises UsageError.
    """
    from webhookctl.flows.policy import policy_of
    from webhookctl.flows.tamper import refusal_policy

    own = parcel.provider.retry if parcel.provider else None
    policy = policy_of(name, own, timeout)
    return policy if parcel.forgery is None else refusal_policy(policy, parcel.provider)


def refuse_pace(speed: str | None, sign_time: str) -> None:
    """Raise UsageError for options about waits where there are none."""
    if speed is not None:
        raise UsageError(
            "`--speed` shortens the waits between attempts, and there is only one attempt",
            hint="add `--retry PROVIDER` or `--retry 1s,5s`, or leave `--speed` out",
        )
    if sign_time != "real":
        raise UsageError(
            "`--sign-time virtual` is for attempts that are sped up, and there is only one attempt",
            hint="add `--retry PROVIDER --speed 60x`, or leave `--sign-time` out",
        )


def jitter_dice(seed: int | None) -> Callable[[int], int]:
    """Return the dice that draw the jitter of a delivery: with a seed, those of its plan."""
    from webhookctl.flows.world import real_world

    return real_world(seed).random_bits
