"""Events as they are sent: composed as `send` does, read as a receiver does."""

from typing import Any
from urllib.parse import parse_qsl

from tests.providers.payloads.samples import facts
from webhookctl.core.compose import Changes, provider_event
from webhookctl.core.event import Event
from webhookctl.core.headers import text
from webhookctl.core.locate import RequestView
from webhookctl.core.provider import Provider
from webhookctl.providers import all_providers, events_of


def provider(name: str) -> Provider:
    return all_providers()[name.partition(".")[0]]


def event(name: str, seed: int = 1, changes: Changes | None = None) -> Event:
    """Return an event such as `mailchimp.subscribe`, ready to be sent."""
    source, kind = facts(seed), name.partition(".")[2]
    (template,) = (one for one in events_of(provider(name)) if one.type == kind)
    payload = template.payload(source)
    return provider_event(provider(name), kind, payload, source, changes or Changes())


def told(name: str) -> str | None:
    """Return the event type that a receiver finds in an event."""
    sent = event(name)
    locator = provider(name).schemes[0].event
    return locator.find(RequestView(sent.headers, sent.body))


def header(sent: Event, name: str) -> str | None:
    return text(sent.headers, name)


def form(name: str) -> dict[str, str]:
    """Return the fields of an event that is a form."""
    sent = event(name)
    assert header(sent, "content-type") == "application/x-www-form-urlencoded"
    pairs = parse_qsl(sent.body.decode(), keep_blank_values=True, strict_parsing=True)
    fields: dict[str, Any] = dict(pairs)
    assert len(fields) == len(pairs)
    return fields
