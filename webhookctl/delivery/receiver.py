"""Whom a request went to, in the words of a failure."""

from dataclasses import dataclass

from webhookctl.core.connection import Connection
from webhookctl.core.model import OutgoingRequest


@dataclass(frozen=True, slots=True)
class Receiver:
    """The receiver of a request; `connection` None: nobody can say how to connect.

    Then no hint names an option of the connection.
    """

    origin: str
    connection: Connection | None = None

    @property
    def socket(self) -> str | None:
        """The path of the Unix socket that is connected to, None for a TCP connection."""
        return self.connection.unix_socket if self.connection else None

    def or_option(self, hint: str, option: str) -> str:
        """Return a hint with what an option does where there is one."""
        return hint if self.connection is None else f"{hint}, or {option}"

    def __str__(self) -> str:
        return self.origin if self.socket is None else f"{self.origin} on `{self.socket}`"


def receiver_of(request: OutgoingRequest, connection: Connection | None) -> Receiver:
    """Return whom a request goes to."""
    return Receiver(request.origin, connection)
