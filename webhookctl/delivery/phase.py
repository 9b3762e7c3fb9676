"""How far an exchange has come, as the engine tells it."""

from collections.abc import Callable
from enum import Enum, auto


class Phase(Enum):
    """What an exchange is doing."""

    CONNECTING = auto()
    HANDSHAKE = auto()
    SENDING = auto()
    WAITING = auto()
    READING = auto()


class Progress:
    """Learns the phase of one exchange, and since when its first byte was on its way."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.since = monotonic()
        self.phase = Phase.CONNECTING

    def begin(self, phase: Phase) -> None:
        """Take the beginning of a phase."""
        self.phase = phase
        if phase is Phase.SENDING:
            self.since = self._monotonic()
