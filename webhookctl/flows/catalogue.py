"""The events that can be made here: whose one is, its payload, and what to say of others."""

import re
from difflib import get_close_matches

from webhookctl.config.known import all_providers, all_schemes, find
from webhookctl.core.compose import check_event_type
from webhookctl.core.event import EventTemplate, Facts, Json
from webhookctl.core.provider import Provider
from webhookctl.errors import UsageError
from webhookctl.providers import event_of, events_of

_JOINTS = re.compile("[/ ]")
"""What people write between provider and type, where a dot should be."""


def provider_and_type(
    event: str | None, provider_name: str | None
) -> tuple[Provider | None, str | None]:
    """Return whose event `provider.type` is and its type, as far as they are told. UsageError."""
    named = None if provider_name is None else find(provider_name)[0]
    if event is None:
        return named, None
    name, dot, type_ = event.partition(".")
    if (not dot or _JOINTS.search(name)) and (whose := _with_event(event)):
        raise UsageError(
            f"`{event}` is not `PROVIDER.TYPE`", hint=f"did you mean {' or '.join(whose)}?"
        )
    provider = find(name)[0]
    check_event_type(provider, type_)
    if named not in (None, provider):
        raise UsageError(
            f"`{event}` is an event of {provider.title}, `--provider` says {provider_name}",
            hint="leave out `--provider`",
        )
    if not type_:
        known = provider.any_event is not None or events_of(provider)
        raise UsageError(
            f"`{event}` names no event of {provider.title}",
            hint=f"choose from\n  {_events_line(provider)}"
            if known
            else f"write it like `{provider.name}.TYPE`, and give its body with `--data`",
        )
    return provider, type_


def fresh_payload(provider: Provider, type_: str, facts: Facts) -> Json:
    """Return the payload of an event of that type. Raises UsageError where none is known."""
    if (template := event_of(provider, type_)) is not None:
        return template.payload(facts)
    if provider.any_event is not None:
        return provider.any_event(type_, facts)
    by_letters = {one.type.lower(): one.type for one in events_of(provider)}
    near = get_close_matches(type_.lower(), by_letters, n=1, cutoff=0.6)
    did_you_mean = f"did you mean `{provider.name}.{by_letters[near[0]]}`? " if near else ""
    others = f", or choose from\n  {_events_line(provider)}" if by_letters else ""
    raise UsageError(
        f"there is no event `{type_}` of {provider.title} here",
        hint=f"{did_you_mean}give your own body with `--data @file`{others}",
    )


def nothing_to_send() -> UsageError:
    """Return the error that says whose events can be made here, with one of each."""
    lines = [
        _example_line(provider)
        for provider in all_providers().values()
        if provider.any_event is not None or events_of(provider)
    ]
    how = (
        "like `webhookctl send github.push --to URL --secret env:NAME`; "
        "`webhookctl providers show NAME` lists all events of one of these:"
    )
    return UsageError(
        "say what to send: an event, or your own body with `--data`",
        hint="\n  ".join([how, *lines]),
    )


def _with_event(type_: str) -> list[str]:
    """Return what may be meant without a dot in its place, quoted; none for a provider's name.

    That is `github.push` for `github/push`; for `push` those of all providers.
    """
    if type_ in all_schemes():
        return []
    name, *rest = _JOINTS.split(type_, 1)
    if rest and name in all_schemes():
        return [f"`{name}.{rest[0]}`"]
    return [
        f"`{provider.name}.{type_}`"
        for provider in all_providers().values()
        if any(template.type == type_ for template in events_of(provider))
    ]


def _example_line(provider: Provider) -> str:
    first, *others = [template.type for template in events_of(provider)] or ["ANY"]
    more = f" and {len(others)} more" if others else ""
    any_type = ", or any type" if provider.any_event is not None else ""
    return f"{provider.title}: {provider.name}.{first}{more}{any_type}"


def _events_line(provider: Provider) -> str:
    templates: tuple[EventTemplate, ...] = events_of(provider)
    names = [f"{provider.name}.{template.type}" for template in templates]
    if provider.any_event is not None:
        names.append(f"{provider.name}.ANY")
    return f"{provider.title}: {', '.join(names)}"
