"""Attempts, steps and what else is told of sending."""

from webhookctl.core.body import MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import (
    Answer,
    Attempt,
    Capture,
    CapturedRequest,
    Failure,
    FailureKind,
    OutgoingRequest,
)
from webhookctl.core.retry import End, RetryPolicy, Step
from webhookctl.output.console import Screen

PLAIN = Screen()
REQUEST = OutgoingRequest(
    b"POST", "http://app.test", b"/hook?token=s3cret", ((b"Host", b"app.test"),), MemoryBody(b"{}")
)
JSON: HeaderPairs = ((b"Content-Type", b"application/json"),)


def answered(
    status: int, body: bytes = b"", number: int = 1, reason: str = "", accepted: bool = False
) -> Attempt:
    answer = Answer(status, reason, "1.1", JSON, body, len(body))
    return Attempt(number, REQUEST, 1.0, 0.0123, answer=answer, accepted=accepted)


def failed(kind: FailureKind = FailureKind.REFUSED, number: int = 1) -> Attempt:
    failure = Failure(kind, "connection refused by http://app.test", "start the app")
    return Attempt(number, REQUEST, 1.0, 0.001, 2.0, failure=failure)


CUT = Attempt(1, REQUEST, 1.0, 0.001, failure=Failure(FailureKind.CUT, "cut off as asked"))

ACCEPTED = Step(answered(200, b'{"ok": true}', 3, "OK", accepted=True), 7, end=End.ACCEPTED)

OWN = RetryPolicy("stripe", "Stripe", delays=(3600.0, 7200.0), exact=False, note="guessed")

CAPTURE = Capture(
    "0123456789abcdef",
    CapturedRequest(b"PUT", b"/a?token=s3cret", "1.1", (), MemoryBody(b""), "p:1", 1.0, 2.0),
)
