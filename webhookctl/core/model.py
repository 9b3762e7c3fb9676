"""The values that travel: seen, stored, ready to send, tried, delivered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from webhookctl.core.body import EMPTY, Body
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.manner import WHOLE, Manner
from webhookctl.core.verdict import Verdict


# A frozen dataclass takes 0.1 us for each field (CPython 3.11): of what is made for each request
# that comes in or leaves, the type checker alone sees to it that no field is set again.
@dataclass(slots=True, unsafe_hash=True)
class CapturedRequest:
    """A request exactly as it came off the wire; nothing decoded, nothing normalised.

    `target` is the raw request target (path and query, still encoded). `headers` keep order,
    repetition and spelling. `peer` is `address:port` (`[address]:port` for IPv6). Times are Unix
    seconds: `started_at` when the header block was complete, `received_at` when the body was.
    """

    method: Final[bytes]
    target: Final[bytes]
    http_version: Final[str]
    headers: Final[HeaderPairs]
    body: Final[Body]
    peer: Final[str]
    started_at: Final[float]
    received_at: Final[float]

    @property
    def path(self) -> bytes:
        """The raw target up to its query."""
        return self.target.partition(b"?")[0]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who seems to have sent a request and what it tells: names, not a judgement."""

    provider: str | None = None
    scheme: str | None = None
    event: str | None = None
    delivery_id: str | None = None


UNKNOWN = Recognition()


@dataclass(slots=True, unsafe_hash=True)
class Capture:
    """A captured request that has an id. `answer_status` is what webhookctl itself answers.

    It is None when the answer is the app's own (the attempts tell it). `verdict` is None when no
    secret was given, so that nothing was checked. `handshake` is the id of the one that the request
    is; `refused` says that it was told no, for its signature or its token.
    """

    id: Final[str]
    request: Final[CapturedRequest]
    recognition: Final[Recognition] = UNKNOWN
    verdict: Final[Verdict | None] = None
    answer_status: Final[int | None] = None
    public_url: Final[str | None] = None
    handshake: Final[str | None] = None
    refused: Final[bool] = False


@dataclass(slots=True, unsafe_hash=True)
class OutgoingRequest:
    """A request that is ready to leave.

    `origin` is `scheme://host[:port]`, `target` the raw request target that goes on the wire.
    `headers` are complete but for the ones of the connection itself (Host and Content-Length or
    Transfer-Encoding are added by the engine where they are missing). `manner` is how fast and how
    far the body is sent; a store does not keep it.
    """

    method: Final[bytes]
    origin: Final[str]
    target: Final[bytes]
    headers: Final[HeaderPairs]
    body: Final[Body] = EMPTY
    manner: Final[Manner] = WHOLE

    @property
    def url(self) -> str:
        """The absolute URL, for people and for schemes that sign it."""
        return self.origin + self.target.decode("latin-1")


class FailureKind(StrEnum):
    """Why an attempt got no answer; stores keep the values, so that none may change.

    A cut is what the user wanted. The time-outs are of one phase each: connecting, the TLS
    handshake, sending the request, waiting for the answer, reading it.
    """

    DNS = "dns"
    REFUSED = "refused"
    RESET = "reset"
    UNREACHABLE = "unreachable"
    PROTOCOL = "protocol"
    CUT = "cut"

    CONNECT_TIMEOUT = "connect_timeout"
    TLS_TIMEOUT = "tls_timeout"
    SEND_TIMEOUT = "send_timeout"
    RESPONSE_TIMEOUT = "response_timeout"
    READ_TIMEOUT = "read_timeout"

    TLS = "tls"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_SELF_SIGNED = "tls_self_signed"
    TLS_HOST_NAME = "tls_host_name"
    TLS_UNKNOWN_AUTHORITY = "tls_unknown_authority"
    TLS_CLIENT_CERTIFICATE = "tls_client_certificate"

    @property
    def is_timeout(self) -> bool:
        """Whether the time was up."""
        return self.value.endswith("_timeout")

    @property
    def is_tls(self) -> bool:
        """Whether there is no TLS connection for another reason than the time."""
        return self.value.startswith("tls") and not self.is_timeout


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt without an answer: its kind, the cause in words, and the next step."""

    kind: FailureKind
    message: str
    hint: str | None = None


@dataclass(slots=True, unsafe_hash=True)
class Answer:
    """What came back. `body` is cut at the caller's limit; `body_size` is the true size."""

    status: Final[int]
    reason: Final[str]
    http_version: Final[str]
    headers: Final[HeaderPairs]
    body: Final[bytes]
    body_size: Final[int]


@dataclass(slots=True, unsafe_hash=True)
class Attempt:
    """One try to deliver: exactly one of `answer` and `failure` is set.

    `number` counts from 1; `waited` is the pause before it, `elapsed` the time from first byte
    out to last byte in, both in seconds; `started_at` is in Unix seconds. `accepted` is the
    policy's verdict.
    """

    number: Final[int]
    request: Final[OutgoingRequest]
    started_at: Final[float]
    elapsed: Final[float]
    waited: Final[float] = 0.0
    answer: Final[Answer | None] = None
    failure: Final[Failure | None] = None
    accepted: Final[bool] = False

    @property
    def was_cut(self) -> bool:
        """Whether its connection was closed in the middle of the body, as the user wanted."""
        return self.failure is not None and self.failure.kind is FailureKind.CUT


class DeliveryKind(StrEnum):
    """Which command made a delivery, and what for."""

    CONFIRM = "confirm"
    FORWARD = "forward"
    REPLAY = "replay"
    SEND = "send"
    TAMPER = "tamper"


@dataclass(slots=True, unsafe_hash=True)
class Delivery:
    """All attempts to bring one event to one target, and how it ended.

    `tamper` is the kind of tampering, of one that its receiver has to refuse.
    """

    id: Final[str]
    kind: Final[DeliveryKind]
    target_url: Final[str]
    attempts: Final[tuple[Attempt, ...]]
    capture_id: Final[str | None] = None
    provider: Final[str | None] = None
    event: Final[str | None] = None
    message_id: Final[str | None] = None
    tamper: Final[str | None] = None

    @property
    def accepted(self) -> bool:
        """Whether the last attempt was accepted by the receiver."""
        return bool(self.attempts) and self.attempts[-1].accepted
