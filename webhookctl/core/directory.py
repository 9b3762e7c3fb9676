"""What is known of a provider, put together to be looked at and searched."""

from collections.abc import Iterator
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate
from webhookctl.core.provider import Provider
from webhookctl.core.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Entry:
    """A provider with the schemes that are asked about (all, or one) and its events to send."""

    provider: Provider
    schemes: tuple[Scheme, ...]
    events: tuple[EventTemplate, ...]

    def mentions(self, text: str) -> bool:
        """Say whether a name, title, header or event type has that text; capitals do not count."""
        wanted = text.strip().lower()
        return any(wanted in word.lower() for word in self._words())

    def _words(self) -> Iterator[str]:
        yield from (self.provider.name, self.provider.title, *self.provider.aliases)
        for scheme in self.schemes:
            yield from (scheme.id, scheme.title, scheme.signature_header or "")
        for event in self.events:
            yield f"{self.provider.name}.{event.type}"
