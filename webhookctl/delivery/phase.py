"""How far an exchange has come, as the engine tells it."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any


class Phase(Enum):
    """What an exchange is doing."""

    CONNECTING = auto()
    HANDSHAKE = auto()
    SENDING = auto()
    WAITING = auto()
    READING = auto()


_BEGINS = {
    "connection.connect_tcp.started": Phase.CONNECTING,
    "connection.connect_unix_socket.started": Phase.CONNECTING,
    "connection.start_tls.started": Phase.HANDSHAKE,
    "http11.send_request_headers.started": Phase.SENDING,
    "http11.receive_response_headers.started": Phase.WAITING,
    "http11.receive_response_headers.complete": Phase.READING,
}
"""The events that httpcore announces to a request's `trace` when a phase begins."""


class Progress:
    """Learns the phase of one exchange, and since when its first byte was on its way."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.since = monotonic()
        self.phase = Phase.CONNECTING

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:  # noqa: ARG002 - httpx's
        """Take an event of the engine."""
        phase = _BEGINS.get(event)
        if phase is None:
            return
        self.phase = phase
        if phase is Phase.SENDING:
            self.since = self._monotonic()
