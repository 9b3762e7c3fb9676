"""Captures and deliveries for tests of the store."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from webhookctl.core.body import CHUNK_SIZE, EMPTY, Body, MemoryBody
from webhookctl.core.ids import encode_id
from webhookctl.core.model import (
    Answer,
    Attempt,
    Capture,
    CapturedRequest,
    Delivery,
    DeliveryKind,
    OutgoingRequest,
    Recognition,
)

START = 1_780_000_000.0
"""The Unix time of the first capture of a test."""

STRIPE = Recognition("stripe", "stripe-v1", "charge.succeeded", "evt_1")
GITHUB = Recognition("github", "github-sha256", "push", "72d3162e-cc78-11e3-81ab-4c9367dc0958")


def capture_id(number: int) -> str:
    """Return the id of the capture made `number` seconds after the start."""
    return encode_id(int((START + number) * 1000), number)


def request(number: int = 0, target: bytes = b"/hook") -> CapturedRequest:
    return CapturedRequest(
        method=b"POST",
        target=target,
        http_version="1.1",
        headers=((b"Host", b"example.test"), (b"content-type", b"application/json")),
        body=MemoryBody(b'{"number": %d}' % number),
        peer="127.0.0.1:50000",
        started_at=START + number - 0.25,
        received_at=START + number,
    )


def capture(number: int = 0, target: bytes = b"/hook") -> Capture:
    """Return a capture made `number` seconds after the start."""
    return Capture(capture_id(number), request(number, target), answer_status=200)


def with_body(one: Capture, body: Body) -> Capture:
    return replace(one, request=replace(one.request, body=body))


def attempt(number: int = 1, status: int = 200, body: Body = EMPTY) -> Attempt:
    return Attempt(
        number=number,
        request=OutgoingRequest(b"POST", "http://app.test:3000", b"/in?x=1", (), body),
        started_at=START + 100 + number,
        elapsed=0.125,
        waited=float(number - 1),
        answer=Answer(status, "Whatever", "HTTP/1.1", ((b"Server", b"app"),), b"ok", 2),
        accepted=status < 300,
    )


def delivery(
    number: int = 0, *attempts: Attempt, of: str | None = None, kind: DeliveryKind | None = None
) -> Delivery:
    """Return a delivery (of the capture with the id `of`) made `number` seconds after the start."""
    return Delivery(
        id=capture_id(number),
        kind=kind or (DeliveryKind.SEND if of is None else DeliveryKind.FORWARD),
        target_url="http://app.test:3000/in?x=1",
        attempts=attempts,
        capture_id=of,
        provider="stripe",
        event="charge.succeeded",
        message_id="evt_1",
    )


@dataclass(frozen=True)
class StreamedBody:
    """A body of equal bytes that is never in memory as a whole; `lies` makes it end early."""

    size: int
    byte: bytes = b"\xa5"
    lies: bool = False

    def read(self) -> bytes:
        return b"".join(self.chunks())

    def head(self, limit: int) -> bytes:
        return self.byte * min(limit, self.size)

    def chunks(self) -> Iterator[bytes]:
        left = self.size - (1 if self.lies else 0)
        while left:
            piece = min(left, CHUNK_SIZE - 1)
            left -= piece
            yield self.byte * piece
