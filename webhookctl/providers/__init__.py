"""The providers, one file each; a file with a `PROVIDER` in this folder is found by itself."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import get_data, iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webhookctl.core.event import EventTemplate
    from webhookctl.core.provider import Provider
    from webhookctl.core.retry import RetryPolicy
    from webhookctl.core.scheme import Scheme


@cache
def all_providers() -> "Mapping[str, Provider]":
    """Return every provider by its name, sorted."""
    modules = (import_module(f"{__name__}.{name}") for name in _file_names())
    providers = (module.PROVIDER for module in modules)
    return {provider.name: provider for provider in sorted(providers, key=lambda one: one.name)}


def provider_titles() -> Iterator[tuple[str, str]]:
    """Yield the name and the title of every provider, sorted.

    Both are read off its file, which is not run for it: shells ask at each Tab.
    """
    for name in sorted(_file_names()):
        yield name, _title_in(name) or import_module(f"{__name__}.{name}").PROVIDER.title


@cache
def all_schemes() -> "Mapping[str, tuple[Provider, Scheme]]":
    """Return every scheme by each of its names: scheme id, provider name and aliases."""
    named: dict[str, tuple[Provider, Scheme]] = {}
    for provider in all_providers().values():
        for name in (provider.name, *provider.aliases):
            named[name] = (provider, provider.schemes[0])
    for provider in all_providers().values():
        for scheme in provider.schemes:
            named[scheme.id] = (provider, scheme)
    return named


def find(name: str) -> "tuple[Provider, tuple[Scheme, ...]]":
    """Return the provider of that name or alias with all its schemes, or one scheme by its id.

    Capitals, `-` and `_` make no difference. Raises UsageError that names the nearest.
    """
    from webhookctl.core.lookup import look_up

    return look_up(all_schemes(), name)


def event_names(prefix: str = "") -> "Iterator[tuple[str, EventTemplate]]":
    """Yield the events that can be made here, as `provider.type`, whose names begin with `prefix`.

    Only files of payloads are loaded, and only those that may have some: shells ask at each Tab.
    """
    from webhookctl.providers import payloads

    for found in iter_modules(payloads.__path__):
        start = f"{found.name}."
        if not found.name.startswith("_") and (
            start.startswith(prefix) or prefix.startswith(start)
        ):
            for template in import_module(f"{payloads.__name__}.{found.name}").EVENTS:
                if f"{start}{template.type}".startswith(prefix):
                    yield f"{start}{template.type}", template


def events_of(provider: "Provider") -> "tuple[EventTemplate, ...]":
    """Return the event templates of a provider: `EVENTS` of its file in `payloads`, or none."""
    return tuple(_templates(provider.name).values())


def event_of(provider: "Provider", type_: str) -> "EventTemplate | None":
    """Return the template of one event type of a provider, None where there is none."""
    return _templates(provider.name).get(type_)


@cache
def _templates(provider_name: str) -> "Mapping[str, EventTemplate]":
    from importlib.util import find_spec

    name = f"{__name__}.payloads.{provider_name}"
    if find_spec(name) is None:
        return {}
    events: tuple[EventTemplate, ...] = import_module(name).EVENTS
    return {event.type: event for event in events}


@cache
def all_policies() -> "Mapping[str, RetryPolicy]":
    """Return every retry policy by its name and by the names of its provider, sorted.

    Those without a published schedule are not among them: nobody can follow them.
    """
    from webhookctl.providers._retry_only import POLICIES

    named: dict[str, RetryPolicy] = {}
    for provider in all_providers().values():
        if provider.retry is not None and provider.retry.published:
            names = (provider.name, *provider.aliases, provider.retry.name)
            named.update(dict.fromkeys(names, provider.retry))
    named.update((policy.name, policy) for policy in POLICIES)
    return {name: named[name] for name in sorted(named)}


def _file_names() -> Iterator[str]:
    found = (one for one in iter_modules(__path__) if not one.ispkg)
    return (one.name for one in found if not one.name.startswith("_"))


def _title_in(name: str) -> str | None:
    """Return the title that a provider's file gives it, None where the file cannot be read."""
    try:
        source = (get_data(__name__, f"{name}.py") or b"").decode("utf-8")
    except OSError:  # an installation without sources
        return None
    _, _, provider = source.partition("\nPROVIDER = ")
    return provider.partition('title="')[2].partition('"')[0] or None
