"""A store with something in it, for the commands that look."""

from pathlib import Path

from webhookctl.core.body import MemoryBody
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
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.store.sqlite import SqliteStore

AT = 993_981_600.0
"""2001-07-01T10:00:00Z: that day almost everywhere, and never this year."""

BODY = b'{"amount":1.0,"client_secret":"hunter2"}'
HEADERS = (
    (b"Host", b"localhost:8080"),
    (b"x-Twice", b"1"),
    (b"X-Twice", b"\xff"),
    (b"Authorization", b"Bearer hunter2"),
    (b"Content-Type", b"application/json"),
)
FORGED = Verdict(
    valid=False,
    reason=Reason.MISMATCH,
    message="no secret fits",
    scheme="stripe",
    hint="check the secret",
)

NEWEST, MIDDLE, OLDEST = "0c00000000000003", "0b00000000000002", "0a00000000000001"


def fill(path: Path, body: bytes = BODY) -> None:
    """Make a store of three captures; the newest has `body`, the middle one was forwarded."""
    store = SqliteStore.open(path, create=True)
    try:
        store.add(Capture(OLDEST, _request(b"GET", b"/health"), answer_status=200))
        stripe = Recognition("stripe", "stripe", "charge.succeeded", "evt_1")
        store.add(Capture(MIDDLE, _request(b"POST", b"/pay?a=%2F"), stripe, FORGED))
        store.record(_delivery())
        shop = Recognition("shopify", "shopify", "orders/create")
        store.add(Capture(NEWEST, _request(b"POST", b"/pay", body), shop, answer_status=202))
    finally:
        store.close()


def _request(method: bytes, target: bytes, body: bytes = b"") -> CapturedRequest:
    headers = HEADERS if body else HEADERS[:1]
    return CapturedRequest(
        method, target, "1.1", headers, MemoryBody(body), "127.0.0.1:50000", AT, AT
    )


def _delivery() -> Delivery:
    outgoing = OutgoingRequest(b"POST", "http://app:3000", b"/pay?a=%2F", ())
    answer = Answer(500, "No", "1.1", ((b"Content-Type", b"text/plain"),), b"no such order", 13)
    attempt = Attempt(1, outgoing, AT, 0.0123, answer=answer)
    return Delivery(
        "0b0000000000000d", DeliveryKind.FORWARD, "http://app:3000/pay?a=%2F", (attempt,), MIDDLE
    )
