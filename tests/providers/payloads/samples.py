"""Payloads of every template, made from facts that repeat themselves."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from webhookctl.core.event import EventTemplate, Facts
from webhookctl.providers.payloads import (
    activecampaign,
    brevo,
    calendly,
    cloudevents,
    discord,
    github,
    gitlab,
    hubspot,
    klaviyo,
    lemon_squeezy,
    linear,
    mailchimp,
    mailgun,
    meta,
    openai,
    paddle,
    paypal,
    sendgrid,
    shopify,
    slack,
    square,
    standard_webhooks,
    stripe,
    telegram,
    twilio,
    typeform,
    woocommerce,
)

NOW = 1_790_000_000.25

PROVIDERS = {
    "github": github.EVENTS,
    "stripe": stripe.EVENTS,
    "slack": slack.EVENTS,
    "shopify": shopify.EVENTS,
    "standard_webhooks": standard_webhooks.EVENTS,
    "activecampaign": activecampaign.EVENTS,
    "brevo": brevo.EVENTS,
    "mailchimp": mailchimp.EVENTS,
    "hubspot": hubspot.EVENTS,
    "mailgun": mailgun.EVENTS,
    "sendgrid": sendgrid.EVENTS,
    "calendly": calendly.EVENTS,
    "klaviyo": klaviyo.EVENTS,
    "typeform": typeform.EVENTS,
    "cloudevents": cloudevents.EVENTS,
    "woocommerce": woocommerce.EVENTS,
    "lemon_squeezy": lemon_squeezy.EVENTS,
    "discord": discord.EVENTS,
    "gitlab": gitlab.EVENTS,
    "linear": linear.EVENTS,
    "openai": openai.EVENTS,
    "meta": meta.EVENTS,
    "paddle": paddle.EVENTS,
    "paypal": paypal.EVENTS,
    "square": square.EVENTS,
    "telegram": telegram.EVENTS,
    "twilio": twilio.EVENTS,
}
EVERY = [(provider, one) for provider, events in PROVIDERS.items() for one in events]
NAMES = [f"{provider}.{one.type}" for provider, one in EVERY]


def facts(seed: int = 1, now: float = NOW) -> Facts:
    return Facts(now, Random(seed).getrandbits)  # noqa: S311 - no secret


def made(template: EventTemplate, source: Facts | None = None) -> Any:
    """Return a payload as a receiver reads it."""
    return json.loads(json.dumps(template.payload(source or facts())))


def sample(name: str, source: Facts | None = None) -> Any:
    """Return the payload of an event such as `github.push`."""
    return made(EVERY[NAMES.index(name)][1], source)


def nodes(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Yield everything in a payload with its path, objects and lists before what is in them."""
    yield path, value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from nodes(item, f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from nodes(item, f"{path}[{number}]")


def at(value: Any, path: str) -> list[Any]:
    """Return what is at a path such as `$.a.b[].c`; none if a field on the way is missing.

    `$[].a` starts in a list.
    """
    found = [*value] if path.startswith("$[]") else [value]
    for step in path.removeprefix("$[]").removeprefix("$").removeprefix(".").split("."):
        name, brackets = step.removesuffix("[]"), step.endswith("[]")
        found = [one[name] for one in found if isinstance(one, dict) and name in one]
        if brackets:
            found = [item for one in found for item in one]
    return found
