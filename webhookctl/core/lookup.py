"""Schemes by the name a user types."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeAlias

from webhookctl.core.provider import Provider
from webhookctl.core.scheme import Scheme
from webhookctl.errors import UsageError

SchemesByName: TypeAlias = Mapping[str, tuple[Provider, Scheme]]
"""Every scheme by each of its names, with its provider."""


def look_up(schemes: SchemesByName, name: str) -> tuple[Provider, tuple[Scheme, ...]]:
    """Return the provider and the schemes that `name` means.

    The name or an alias of a provider means all its schemes, the id of a scheme that one.
    Capitals, blanks, `-` and `_` make no difference. Raises UsageError that names the nearest, or
    the command that lists them.
    """
    plain = {plain_name(known): known for known in schemes}
    known = plain.get(plain_name(name))
    if known is None:
        near = get_close_matches(plain_name(name), plain, n=1, cutoff=0.6)
        all_ = "`webhookctl providers list` shows all"
        hint = f"did you mean `{plain[near[0]]}`?" if near else all_
        raise UsageError(f"there is no provider called `{name}`", hint=hint)
    provider, scheme = schemes[known]
    if known in (provider.name, *provider.aliases):
        return provider, provider.schemes
    return provider, (scheme,)


def plain_name(name: str) -> str:
    """Return a name without what makes no difference: capitals, blanks, `-`, `_`, signs."""
    return "".join(character for character in name.lower() if character.isalnum())
