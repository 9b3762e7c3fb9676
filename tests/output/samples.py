"""Values to show: a request, its notice, a screen, and what an attacker would put in them."""

import time
from dataclasses import replace

from hypothesis import settings

from webhookctl.core.body import Body, MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import (
    Answer,
    Attempt,
    Capture,
    CapturedRequest,
    Delivery,
    DeliveryKind,
    Failure,
    FailureKind,
    OutgoingRequest,
    Recognition,
)
from webhookctl.core.notice import Captured, Refused
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.output.console import Screen

AT = 1_800_000_000.25
"""2027-01-15T08:00:00.250Z."""

ID = "0ygr3a000000002d"

PLAIN = Screen()
NARROW = Screen(width=80)
COLOUR = Screen(width=80, colour=True, is_terminal=True)

UTC = time.gmtime

UNHURRIED = settings(deadline=None, max_examples=50)
"""For property tests: other work on the machine is no failure."""

STRIPE = Recognition("stripe", "stripe", "charge.succeeded", "evt_1")
GENUINE = Verdict(valid=True, reason=Reason.VALID, message="signed 2 s before", scheme="stripe")
FORGED = Verdict(
    valid=False,
    reason=Reason.MISMATCH,
    message="no secret fits",
    scheme="stripe",
    hint="check the secret",
)

ATTACKS = (
    "\x1b]52;c;ZXZpbA==\x07",  # the clipboard
    "\x1b]0;title\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP1$r0m\x1b\\",  # a device control string
    "\x9b31m",  # C1 control sequence introducer
    "\x9d0;title\x9c",
    "\x90\x9e\x9f",
    "all good\rforged",
    "\x08\x08\x08",
    "\x00\x07\x0b\x0c\x0e\x0f\x7f",
    "\x05",  # answerback
    "\u202egnp.exe\u202c",
    "\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "zero\u200bwidth\u200c\u200d\u2060\ufeff",
    "a\u2028b\u2029c\x85d",
    "\U000e0001\U000e0041\U000e007f",  # tags
    "\ufe0f\ufe00\U000e0100\U000e01ef",  # variation selectors
    "\u00ad\u034f\u115f\u3164\uffa0\u2800",
    "\ufff9\ufffa\ufffb",
    "e" + "\u0301" * 50,
    "\ud83d\udcff",  # surrogates
    "\udc1b]0;x\udc07",
    "\ue000\uf8ff\U0010ffff\ufdd0",
    "\u00a0\u2000\u202f\u205f",
    "[link=http://evil]markup[/link] [bold red]x[/]",
)
"""Texts that act on a terminal, hide something, or are markup somewhere."""

ACTING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what is not to be seen; a line break is the one exception."""


def request(
    body: bytes | Body = b"",
    headers: HeaderPairs = (),
    *,
    method: bytes = b"POST",
    target: bytes = b"/hook",
) -> CapturedRequest:
    """A request as it was captured at `AT`."""
    return CapturedRequest(
        method=method,
        target=target,
        http_version="1.1",
        headers=headers,
        body=MemoryBody(body) if isinstance(body, bytes) else body,
        peer="127.0.0.1:50000",
        started_at=AT,
        received_at=AT,
    )


def capture(
    seen: CapturedRequest | None = None,
    *,
    recognition: Recognition = STRIPE,
    verdict: Verdict | None = None,
    answer_status: int | None = 200,
) -> Capture:
    """A capture of a request."""
    return Capture(ID, seen or request(), recognition, verdict, answer_status)


def captured(
    seen: Capture | None = None, *, status: int | None = 200, delivery: Delivery | None = None
) -> Captured:
    """The notice of a capture."""
    return Captured(seen or capture(), status, delivery)


def refused(**changes: object) -> Refused:
    """The notice of a request that was too large."""
    notice = Refused(
        at=AT,
        peer="127.0.0.1:50000",
        status=413,
        message="the body is larger than 25 MiB",
        hint="allow more with `--max-body`",
        method=b"POST",
        target=b"/big",
    )
    return replace(notice, **changes)  # type: ignore[arg-type]


def attempt(
    answer: Answer | None = None, failure: Failure | None = None, *, number: int = 1
) -> Attempt:
    """One try to deliver to http://app:3000/hook."""
    outgoing = OutgoingRequest(b"POST", "http://app:3000", b"/hook", ())
    return Attempt(
        number=number,
        request=outgoing,
        started_at=AT,
        elapsed=0.0123,
        answer=answer,
        failure=failure,
        accepted=answer is not None and answer.status == 200,
    )


def answer(
    status: int = 200, body: bytes = b"fine", headers: HeaderPairs = (), size: int | None = None
) -> Answer:
    """An app's answer."""
    true_size = len(body) if size is None else size
    return Answer(status, "OK", "1.1", headers, body, true_size)


REFUSED_CONNECTION = Failure(
    FailureKind.REFUSED, "nothing listens at app:3000", hint="start the app"
)


def delivery(*attempts: Attempt) -> Delivery:
    """A forwarding to http://app:3000/hook."""
    return Delivery(
        id="0ygr3a000000003x",
        kind=DeliveryKind.FORWARD,
        target_url="http://app:3000/hook",
        attempts=attempts,
        capture_id=ID,
    )
