import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.samples import (
    AT,
    FORGED,
    ID,
    REFUSED_CONNECTION,
    UNHURRIED,
    answer,
    attempt,
    capture,
    captured,
    delivery,
    refused,
    request,
)
from webhookctl.core.body import MEMORY_LIMIT, MemoryBody
from webhookctl.core.model import UNKNOWN
from webhookctl.core.notice import Confirmed, Notice, Ready, Stopped, TunnelLost
from webhookctl.core.ports import CaptureRow
from webhookctl.output.cut_body import CutBody
from webhookctl.output.jsonl import (
    attempt_fields,
    capture_pieces,
    dumped,
    notice_fields,
    row_fields,
)

HEADERS = ((b"Host", b"localhost:8080"), (b"x-Raw", b"\xff\x1b"), (b"X-RAW", b""))


@dataclass(frozen=True, slots=True)
class PiecewiseBody(MemoryBody):
    """A body that is handed over in pieces of an awkward size."""

    def chunks(self) -> Iterator[bytes]:
        for place in range(0, len(self.data), 1000):
            yield self.data[place : place + 1000]


def test_a_request_line_tells_everything() -> None:
    seen = capture(request(b"\x00\xff", HEADERS, target=b"/h%2F?q=\xe9"), verdict=FORGED)
    seen = replace(seen, public_url="https://x.example", handshake="a_handshake", refused=True)
    notice = captured(seen, status=502, delivery=delivery(attempt(failure=REFUSED_CONNECTION)))
    assert notice_fields(replace(notice, note="do this")) == {
        "event": "request",
        "id": ID,
        "received_at": AT,
        "method": "POST",
        "url": "https://x.example/h%2F?q=é",
        "target": "/h%2F?q=é",
        "http_version": "1.1",
        "headers": [["Host", "localhost:8080"], ["x-Raw", "ÿ\x1b"], ["X-RAW", ""]],
        "size": 2,
        "peer": "127.0.0.1:50000",
        "provider": "stripe",
        "scheme": "stripe",
        "event_type": "charge.succeeded",
        "delivery_id": "evt_1",
        "verdict": {
            "valid": False,
            "reason": "signature_mismatch",
            "message": "no secret fits",
            "scheme": "stripe",
            "hint": "check the secret",
            "age": None,
            "secret": None,
            "facts": {},
        },
        "handshake": "a_handshake",
        "refused": True,
        "status": 502,
        "note": "do this",
        "forward": {
            "id": "0ygr3a000000003x",
            "kind": "forward",
            "url": "http://app:3000/hook",
            "accepted": False,
            "attempts": [
                {
                    "number": 1,
                    "url": "http://app:3000/hook",
                    "started_at": AT,
                    "waited_ms": 0.0,
                    "elapsed_ms": 12.3,
                    "accepted": False,
                    "status": None,
                    "failure": {
                        "kind": "refused",
                        "message": "nothing listens at app:3000",
                        "hint": "start the app",
                    },
                }
            ],
        },
        "body_b64": "AP8=",
    }


def test_what_is_not_known_is_null() -> None:
    fields = notice_fields(captured(capture(recognition=UNKNOWN), status=None))
    unknown = ("provider", "scheme", "event_type", "delivery_id", "verdict", "status", "forward")
    assert {fields[name] for name in (*unknown, "handshake", "note")} == {None}
    assert fields["refused"] is False
    assert fields["url"] == "/hook"


@pytest.mark.parametrize(
    ("body", "omitted"),
    [
        (MemoryBody(b"x" * MEMORY_LIMIT), False),
        (MemoryBody(b"x" * (MEMORY_LIMIT + 1)), True),
        (CutBody(true_size=9), True),
    ],
)
def test_a_body_that_is_left_out_is_told(body: MemoryBody, omitted: bool) -> None:
    fields = notice_fields(captured(capture(request(body))))
    assert fields.get("body_omitted", False) is omitted
    assert (fields["body_b64"] is None) is omitted
    assert fields["size"] == body.size


@pytest.mark.parametrize(
    ("notice", "fields"),
    [
        (
            Ready(
                "http://127.0.0.1:80", "127.0.0.1", 80, "/s", 7, "https://x", "http://a", "stripe"
            ),
            {
                "event": "ready",
                "url": "http://127.0.0.1:80",
                "public_url": "https://x",
                "host": "127.0.0.1",
                "port": 80,
                "pid": 7,
                "store": "/s",
                "forward_to": "http://a",
                "provider": "stripe",
            },
        ),
        (
            refused(method=None),
            {
                "event": "refused",
                "at": AT,
                "peer": "127.0.0.1:50000",
                "method": None,
                "target": "/big",
                "status": 413,
                "message": "the body is larger than 25 MiB",
                "hint": "allow more with `--max-body`",
            },
        ),
        (
            refused(target=None, hint=None),
            {
                "event": "refused",
                "at": AT,
                "peer": "127.0.0.1:50000",
                "method": "POST",
                "target": None,
                "status": 413,
                "message": "the body is larger than 25 MiB",
                "hint": None,
            },
        ),
        (
            TunnelLost(AT, "ngrok", "https://x", "gone"),
            {
                "event": "tunnel_lost",
                "at": AT,
                "name": "ngrok",
                "public_url": "https://x",
                "message": "gone",
            },
        ),
        (
            Confirmed(AT, ID, delivery()),
            {
                "event": "confirmed",
                "at": AT,
                "id": ID,
                "confirm": {
                    "id": "0ygr3a000000003x",
                    "kind": "forward",
                    "url": "http://app:3000/hook",
                    "accepted": False,
                    "attempts": [],
                },
            },
        ),
        (
            Stopped(1, 2, 3, 4, 5.00049),
            {
                "event": "stopped",
                "captured": 1,
                "refused": 2,
                "forwarded": 3,
                "forward_failures": 4,
                "seconds": 5.0,
            },
        ),
    ],
)
def test_every_notice_has_its_fields(notice: Notice, fields: dict[str, object]) -> None:
    assert notice_fields(notice) == fields


def test_a_row_has_the_fields_of_a_request_that_are_listed() -> None:
    row = CaptureRow(
        ID, AT, b"POST", b"/\xe9", "1.2.3.4:5", 9, "stripe", "a.b", None, None, 200, 0.0123
    )
    assert row_fields(row) == {
        "id": ID,
        "received_at": AT,
        "method": "POST",
        "target": "/é",
        "size": 9,
        "peer": "1.2.3.4:5",
        "provider": "stripe",
        "event_type": "a.b",
        "valid": None,
        "reason": None,
        "handshake": None,
        "refused": False,
        "status": 200,
        "elapsed_ms": 12.3,
    }
    assert row_fields(replace(row, elapsed=None))["elapsed_ms"] is None
    treated = row_fields(replace(row, handshake="a_handshake", refused=True))
    assert (treated["handshake"], treated["refused"]) == ("a_handshake", True)


def test_an_answer_is_told_in_full_when_asked() -> None:
    tried = attempt(answer(200, b"fin", ((b"A", b"\xe9"),), size=4))
    assert "answer" not in attempt_fields(tried)
    assert attempt_fields(tried, answers=True)["answer"] == {
        "status": 200,
        "reason": "OK",
        "http_version": "1.1",
        "headers": [["A", "é"]],
        "size": 4,
        "body_b64": "Zmlu",
        "body_cut": True,
    }
    assert attempt_fields(attempt(failure=REFUSED_CONNECTION), answers=True)["answer"] is None


@UNHURRIED
@given(
    body=st.binary(max_size=5000),
    target=st.binary(max_size=20),
    headers=st.lists(st.tuples(st.binary(max_size=9), st.binary(max_size=9)), max_size=4),
)
def test_a_capture_in_pieces_is_one_line_with_the_one_form_of_a_request(
    body: bytes, target: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    seen = request(PiecewiseBody(body), tuple(headers), target=target)
    line = b"".join(capture_pieces(capture(seen), [delivery(attempt(answer()))]))
    assert line.endswith(b"}\n")
    assert line.isascii()
    assert line.count(b"\n") == 1
    fields = json.loads(line)
    assert base64.b64decode(fields["body_b64"], validate=True) == body
    assert (fields["method"], fields["http_version"]) == ("POST", "1.1")
    assert fields["target"].encode("latin-1") == target
    assert fields["url"].endswith(fields["target"])
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields["headers"]]
    assert pairs == headers
    assert fields["status"] == 200
    assert fields["candidates"] == []
    assert fields["deliveries"][0]["attempts"][0]["answer"]["body_b64"] == "ZmluZQ=="


def test_a_line_is_ascii_and_ends_with_a_line_break() -> None:
    assert dumped({"a": "é\n", "b": None}) == '{"a":"\\u00e9\\n","b":null}\n'
