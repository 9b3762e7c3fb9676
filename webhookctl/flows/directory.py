"""Looks up what is known of providers."""

from webhookctl.config.known import all_providers, find
from webhookctl.core.directory import Entry
from webhookctl.errors import UsageError
from webhookctl.providers import events_of


def entries(text: str | None = None) -> tuple[Entry, ...]:
    """Return all providers by name, or those that mention a text."""
    every = (
        Entry(provider, provider.schemes, events_of(provider))
        for provider in all_providers().values()
    )
    return tuple(entry for entry in every if text is None or entry.mentions(text))


def entry(name: str | None) -> Entry:
    """Return the provider of that name or alias, or the one of that scheme with this one only.

    Raises UsageError that names the nearest.
    """
    if name is None:
        raise UsageError(
            "say which provider to show",
            hint="like `webhookctl providers show github`; `webhookctl providers list` names all",
        )
    provider, schemes = find(name)
    return Entry(provider, schemes, events_of(provider))
