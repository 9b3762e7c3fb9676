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

_CONNECTED = frozenset(
    {"connection.connect_tcp.complete", "connection.connect_unix_socket.complete"}
)


class Progress:
    """Learns the phase of one exchange, and since when its first byte was on its way."""

    _connection: Any = None

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.since = monotonic()
        self.phase = Phase.CONNECTING

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take an event of the engine."""
        if event in _CONNECTED:
            self._connection = info["return_value"]
        phase = _BEGINS.get(event)
        if phase is None:
            return
        self.phase = phase
        if phase is Phase.SENDING:
            self.since = self._monotonic()

    async def close(self) -> None:
        """Close the connection if the exchange was cancelled in the TLS handshake.

        The engine forgets it then: it closes on errors, and a cancellation is none.
        """
        if self.phase is Phase.HANDSHAKE and self._connection is not None:
            await self._connection.aclose()
