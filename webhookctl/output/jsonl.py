"""The JSON that scripts read: one object a line, ASCII only, fields that do not change.

Times are Unix seconds, durations milliseconds. Header names and values, methods and targets are
text with one character for each byte (latin-1), so that nothing is lost; bodies are base64.
Nothing is masked here: what is written can be verified, imported and sent again.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from webhookctl.core.body import MEMORY_LIMIT, Body
from webhookctl.output.cut_body import CutBody

if TYPE_CHECKING:
    from webhookctl.core.detect import Candidate
    from webhookctl.core.model import Answer, Attempt, Capture, Delivery
    from webhookctl.core.notice import Captured, Notice, Ready, Refused, Stopped
    from webhookctl.core.ports import CaptureRow
    from webhookctl.core.verdict import Verdict

Fields: TypeAlias = dict[str, Any]
"""An object of JSON, its members in the order they are written."""

_BASE64_STEP = 3
"""Bytes that base64 encodes at once: pieces of a multiple of it can be put together."""


def dumped(fields: Mapping[str, Any]) -> str:
    """Return an object as one line of ASCII, with its line break."""
    return json.dumps(fields, separators=(",", ":")) + "\n"


def capture_fields(capture: "Capture") -> Fields:
    """Return all that is known of a capture but its body (`body_b64`), which comes last.

    `url` is the absolute URL as the sender saw it, as well as it can be told, else the target.
    """
    from webhookctl.core.export import headers_json
    from webhookctl.core.recognise import url_of

    request, recognition = capture.request, capture.recognition
    target = request.target.decode("latin-1")
    return {
        "id": capture.id,
        "received_at": request.received_at,
        "method": request.method.decode("latin-1"),
        "url": url_of(request.target, request.headers, capture.public_url) or target,
        "target": target,
        "http_version": request.http_version,
        "headers": headers_json(request.headers),
        "size": request.body.size,
        "peer": request.peer,
        "provider": recognition.provider,
        "scheme": recognition.scheme,
        "event_type": recognition.event,
        "delivery_id": recognition.delivery_id,
        "verdict": None if capture.verdict is None else verdict_fields(capture.verdict),
        "handshake": capture.handshake,
        "refused": capture.refused,
    }


def row_fields(row: "CaptureRow") -> Fields:
    """Return what `list --json` prints of a capture: the same fields, without its payload."""
    return {
        "id": row.id,
        "received_at": row.received_at,
        "method": row.method.decode("latin-1"),
        "target": row.target.decode("latin-1"),
        "size": row.size,
        "peer": row.peer,
        "provider": row.provider,
        "event_type": row.event,
        "valid": row.valid,
        "reason": row.reason,
        "handshake": row.handshake,
        "refused": row.refused,
        "status": row.status,
        "elapsed_ms": milliseconds_of(row.elapsed),
    }


def capture_pieces(
    capture: "Capture", deliveries: "Sequence[Delivery]", candidates: "Sequence[Candidate]" = ()
) -> Iterator[bytes]:
    """Yield the line that `show --json` prints, in pieces; the body is never held as a whole.

    `candidates` are those whose request it may be, where that is not settled. Raises
    OSError or StoreError while the body is read.
    """
    fields = capture_fields(capture)
    fields["status"] = capture.answer_status
    fields["candidates"] = [candidate_fields(one) for one in candidates]
    fields["deliveries"] = [delivery_fields(one, answers=True) for one in deliveries]
    yield dumped(fields)[:-2].encode("ascii") + b',"body_b64":"'
    yield from _base64_pieces(capture.request.body)
    yield b'"}\n'


def _base64_pieces(body: Body) -> Iterator[bytes]:
    left = b""
    for chunk in body.chunks():
        left += chunk
        whole = len(left) - len(left) % _BASE64_STEP
        yield b64encode(left[:whole])
        left = left[whole:]
    yield b64encode(left)


def verdict_fields(verdict: "Verdict") -> Fields:
    """Return a verdict; `reason` is one of the stable codes, `secret` only ever a name."""
    return {
        "valid": verdict.valid,
        "reason": verdict.reason.value,
        "message": verdict.message,
        "scheme": verdict.scheme,
        "hint": verdict.hint,
        "age": verdict.age,
        "secret": verdict.secret,
        "facts": dict(verdict.facts),
    }


def candidate_fields(candidate: "Candidate") -> Fields:
    """Return a candidate for scripts; `certain` is False where the evidence is too little."""
    return {
        "provider": candidate.provider,
        "scheme": candidate.scheme,
        "score": candidate.score,
        "certain": candidate.certain,
        "evidence": list(candidate.evidence),
    }


def delivery_fields(delivery: "Delivery", *, answers: bool = False) -> Fields:
    """Return a delivery and its attempts; with `answers`, also what came back, in full."""
    return {
        "id": delivery.id,
        "kind": delivery.kind.value,
        "url": delivery.target_url,
        "accepted": delivery.accepted,
        "attempts": [attempt_fields(one, answers=answers) for one in delivery.attempts],
    }


def attempt_fields(attempt: "Attempt", *, answers: bool = False) -> Fields:
    """Return an attempt: `status`, or else `failure`; with `answers`, also the answer itself."""
    answer, failure = attempt.answer, attempt.failure
    fields: Fields = {
        "number": attempt.number,
        "url": attempt.request.url,
        "started_at": attempt.started_at,
        "waited_ms": milliseconds_of(attempt.waited),
        "elapsed_ms": milliseconds_of(attempt.elapsed),
        "accepted": attempt.accepted,
        "status": None if answer is None else answer.status,
        "failure": None
        if failure is None
        else {"kind": failure.kind.value, "message": failure.message, "hint": failure.hint},
    }
    if answers:
        fields["answer"] = None if answer is None else _answer_fields(answer)
    return fields


def _answer_fields(answer: "Answer") -> Fields:
    from webhookctl.core.export import headers_json

    return {
        "status": answer.status,
        "reason": answer.reason,
        "http_version": answer.http_version,
        "headers": headers_json(answer.headers),
        "size": answer.body_size,
        "body_b64": b64encode(answer.body).decode("ascii"),
        "body_cut": len(answer.body) < answer.body_size,
    }


def milliseconds_of(seconds: float | None) -> float | None:
    """Return seconds as milliseconds with three decimals."""
    return None if seconds is None else round(seconds * 1000, 3)


def notice_fields(notice: "Notice") -> Fields:
    """Return what `listen --output json` prints of a notice; `event` says which kind it is.

    Bodies above 1 MiB are left out: `body_b64` is null and `body_omitted` true. Raises OSError
    when a body cannot be read back.
    """
    from webhookctl.core.notice import Captured, Confirmed, Ready, Refused, TunnelLost

    match notice:
        case Captured():
            return _captured_fields(notice)
        case Confirmed():
            return {
                "event": "confirmed",
                "at": notice.at,
                "id": notice.capture_id,
                "confirm": delivery_fields(notice.delivery),
            }
        case Ready():
            return _ready_fields(notice)
        case Refused():
            return _refused_fields(notice)
        case TunnelLost():
            return {
                "event": "tunnel_lost",
                "at": notice.at,
                "name": notice.name,
                "public_url": notice.public_url,
                "message": notice.message,
            }
        case _:
            return _stopped_fields(notice)


def _ready_fields(ready: "Ready") -> Fields:
    return {
        "event": "ready",
        "url": ready.url,
        "public_url": ready.public_url,
        "host": ready.host,
        "port": ready.port,
        "pid": ready.process_id,
        "store": ready.store,
        "forward_to": ready.forward_to,
        "provider": ready.provider,
    }


def _stopped_fields(stopped: "Stopped") -> Fields:
    return {
        "event": "stopped",
        "captured": stopped.captured,
        "refused": stopped.refused,
        "forwarded": stopped.forwarded,
        "forward_failures": stopped.forward_failures,
        "seconds": round(stopped.seconds, 3),
    }


def _refused_fields(refused: "Refused") -> Fields:
    return {
        "event": "refused",
        "at": refused.at,
        "peer": refused.peer,
        "method": None if refused.method is None else refused.method.decode("latin-1"),
        "target": None if refused.target is None else refused.target.decode("latin-1"),
        "status": refused.status,
        "message": refused.message,
        "hint": refused.hint,
    }


def _captured_fields(seen: "Captured") -> Fields:
    body = seen.capture.request.body
    omitted = isinstance(body, CutBody) or body.size > MEMORY_LIMIT
    fields = {"event": "request", **capture_fields(seen.capture), "status": seen.status}
    fields["note"] = seen.note
    fields["forward"] = None if seen.delivery is None else delivery_fields(seen.delivery)
    fields["body_b64"] = None if omitted else b64encode(body.read()).decode("ascii")
    if omitted:
        fields["body_omitted"] = True
    return fields
