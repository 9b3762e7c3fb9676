"""What the rooms ask of each other, so that none of them needs to know another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from webhookctl.core.model import Capture, Delivery, DeliveryKind, FailureKind
from webhookctl.errors import UnavailableError


class StoreError(UnavailableError):
    """The store could not keep or read something. `status` is what a waiting sender is answered.

    507 when there is no room, 503 for anything else: never a 2xx.
    """

    def __init__(self, message: str, *, hint: str | None = None, status: int = 503) -> None:
        super().__init__(message, hint=hint)
        self.status = status


Done = Callable[[StoreError | None], None]
"""Called once for what was submitted: with None after it is on disk, else with what went wrong."""


@dataclass(frozen=True, slots=True)
class CaptureQuery:
    """Which captures a list shows, newest first. All given conditions must hold.

    `path_prefix` is compared with the raw target. `since` is in Unix seconds. `before_id`
    continues a list after the capture with that id (keyset, never OFFSET). `limit` None means
    all.
    """

    method: str | None = None
    path: str | None = None
    path_prefix: str | None = None
    provider: str | None = None
    event: str | None = None
    since: float | None = None
    before_id: str | None = None
    limit: int | None = 20


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """One line of a list: what is known of a capture without reading its payload.

    `status` and `elapsed` (seconds) are those of the last attempt to forward or replay it, else
    the status that webhookctl itself answered. `handshake` and `refused` are those of the capture.
    """

    id: str
    received_at: float
    method: bytes
    target: bytes
    peer: str
    size: int
    provider: str | None
    event: str | None
    valid: bool | None
    reason: str | None
    status: int | None
    elapsed: float | None
    handshake: str | None = None
    refused: bool = False


SENT_KINDS = (DeliveryKind.SEND, DeliveryKind.TAMPER, DeliveryKind.REPLAY)
"""What a person sent; what is passed on or confirmed is told with its capture."""


@dataclass(frozen=True, slots=True)
class DeliveryQuery:
    """Which deliveries a list shows, newest first. All given conditions must hold.

    `event` may have `*` for anything. `since` is in Unix seconds. `before_id` continues a list
    after the delivery with that id. `limit` None means all.
    """

    kinds: tuple[DeliveryKind, ...] = SENT_KINDS
    provider: str | None = None
    event: str | None = None
    since: float | None = None
    before_id: str | None = None
    limit: int | None = 20


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One line of a list of deliveries. `attempts` counts them; what follows is of the last one.

    `at` is when it began, in Unix seconds; `elapsed` is in seconds. Without an attempt all of it is
    None, and without an answer `status` is. `tamper` is the kind of tampering, if there was any.
    """

    id: str
    kind: DeliveryKind
    target_url: str
    provider: str | None
    event: str | None
    message_id: str | None
    capture_id: str | None
    attempts: int
    at: float | None = None
    elapsed: float | None = None
    accepted: bool = False
    status: int | None = None
    failure: FailureKind | None = None
    tamper: str | None = None


class Store(Protocol):
    """Keeps captures and deliveries. Everything it acknowledges is on disk."""

    def submit(self, capture: Capture, done: Done) -> None:
        """Queue a capture; `done` is called when it is on disk or cannot be. Never waits.

        `done` runs in the thread of the event loop that the store belongs to, else in any.
        """
        ...

    def submit_delivery(self, delivery: Delivery, done: Done) -> None:
        """Queue a delivery, in place of an earlier one of its id; `done` as for `submit`."""
        ...

    def add(self, capture: Capture) -> None:
        """Keep a capture and return when it is on disk. Raises StoreError."""
        ...

    def record(self, delivery: Delivery) -> None:
        """Keep a delivery with its attempts, in place of an earlier one of that id.

        Raises StoreError.
        """
        ...

    def get(self, capture_id: str) -> Capture:
        """Return the capture with that full id. Raises UsageError when there is none."""
        ...

    def resolve(self, reference: str) -> str:
        """Return the full id for an id, an unambiguous prefix, `last` or `last~N`.

        Raises UsageError that lists the candidates when there are none or several.
        """
        ...

    def rows(self, query: CaptureQuery) -> Iterable[CaptureRow]:
        """Yield the captures that match, newest first."""
        ...

    def deliveries(self, capture_id: str) -> Sequence[Delivery]:
        """Return the deliveries made of a capture, oldest first."""
        ...

    def delivery_rows(self, query: DeliveryQuery) -> Iterable[DeliveryRow]:
        """Yield the deliveries that match, newest first."""
        ...

    def find_delivery(self, reference: str) -> Delivery | None:
        """Return the delivery with that id or unambiguous start of one; captures go before.

        None when it fits a capture or nothing. Raises UsageError that lists the candidates when it
        fits several.
        """
        ...

    def close(self) -> None:
        """Write what is queued and let go of the file."""
        ...
