"""Test and live mode: where an event says of which it is. Each has secrets of its own."""

from dataclasses import dataclass
from enum import StrEnum

from webhookctl.core.locate import Locator, RequestView


class Mode(StrEnum):
    """What an event is about: real money, or a rehearsal."""

    LIVE = "live"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class ModeRule:
    """Where an event says its mode, and the words it says it by (lower case)."""

    place: Locator
    live: str
    test: str

    def find(self, view: RequestView) -> Mode | None:
        """Return the mode of an event, or None when it does not say."""
        found = (self.place.find(view) or "").lower()
        return {self.live: Mode.LIVE, self.test: Mode.TEST}.get(found)
