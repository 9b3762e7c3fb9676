"""What a running listener has to tell, as values: a display turns them into lines or JSON."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from webhookctl.core.model import Capture, Delivery


@dataclass(frozen=True, slots=True)
class Ready:
    """The listener accepts requests. `url` is local, `public_url` that of the tunnel, if any.

    `judges` says whether there is a secret to check signatures with.
    """

    url: str
    host: str
    port: int
    store: str
    process_id: int
    public_url: str | None = None
    forward_to: str | None = None
    provider: str | None = None
    judges: bool = False


@dataclass(slots=True, unsafe_hash=True)  # not frozen for the reason that `Capture` is not
class Captured:
    """A request is on disk and answered with `status`; `delivery` is its forwarding, if any.

    `status` is None when the sender was gone before it could be answered. `note` is what its
    receiver should know or do, in one sentence.
    """

    capture: Final[Capture]
    status: Final[int | None]
    delivery: Final[Delivery | None] = None
    note: Final[str | None] = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The URL that a handshake wants to be fetched was fetched, or could not be."""

    at: float
    capture_id: str
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that was not captured: too large, too slow, malformed, or the store has no room.

    `status` is what it was answered, None when the connection was only closed. `method` and
    `target` are set as far as they were read.
    """

    at: float
    peer: str
    status: int | None
    message: str
    hint: str | None = None
    method: bytes | None = None
    target: bytes | None = None


@dataclass(frozen=True, slots=True)
class TunnelLost:
    """The public URL no longer leads here."""

    at: float
    name: str
    public_url: str
    message: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The listener has ended; what it did. `seconds` is how long it ran."""

    captured: int
    refused: int
    forwarded: int
    forward_failures: int
    seconds: float


Notice: TypeAlias = Ready | Captured | Confirmed | Refused | TunnelLost | Stopped
