"""Where the key of a message is to be had, when the message says it; nothing is fetched here."""

import re
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from webhookctl.core.scheme import Scheme, SignedMessage

_URL = re.compile(r"https://([A-Za-z0-9.-]{1,253})(/[!-~]*)")


@dataclass(frozen=True, slots=True)
class KeySource:
    """The https URL of a key, on a host of its provider. `kind` is what is found there."""

    url: str
    kind: str = "certificate"


@dataclass(frozen=True, slots=True)
class UrlRule:
    """Which URLs a provider's keys are fetched from: https, a host, the end of the path.

    `hosts` is a regular expression that fits the whole host, in lower case; no URL with a port, a
    user or a fragment fits. `words` are the rule for people.
    """

    hosts: str
    words: str
    path_end: str = ""

    def allows(self, url: str) -> bool:
        """Say whether a key may be fetched from a URL, whoever named it."""
        match = _URL.fullmatch(url)
        if match is None or "#" in match[2]:
            return False
        is_ours = re.fullmatch(self.hosts, match[1].lower()) is not None
        return is_ours and match[2].partition("?")[0].endswith(self.path_end)


@runtime_checkable
class NamesItsKey(Protocol):
    """A recipe of a scheme whose messages say where their key is."""

    def key_source(self, message: SignedMessage) -> KeySource | None:
        """Return where the key is, None when the message does not say it or names another host."""
        ...


def key_source_of(scheme: Scheme, message: SignedMessage) -> KeySource | None:
    """Return where the key of a message may be fetched, None where its scheme has no such thing."""
    recipe = scheme.recipe
    return recipe.key_source(message) if isinstance(recipe, NamesItsKey) else None
