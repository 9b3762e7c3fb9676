"""A request as JSON and as raw HTTP."""

import json
from base64 import b64decode
from collections.abc import Iterator

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.body import MemoryBody
from webhookctl.core.export import outgoing_json, raw_http
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import CapturedRequest, OutgoingRequest


def captured(
    headers: HeaderPairs, body: bytes = b"", target: bytes = b"/a%2Fb?x=%20", version: str = "1.1"
) -> CapturedRequest:
    return CapturedRequest(b"POST", target, version, headers, MemoryBody(body), "p:1", 1.0, 2.0)


@given(st.lists(st.tuples(st.binary(min_size=1), st.binary())), st.binary())
def test_json_form_loses_no_byte(headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    sent = OutgoingRequest(b"POST", "http://app.test", b"/", tuple(headers), MemoryBody(body))
    form = json.loads(json.dumps(outgoing_json(sent)))
    back = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in form["headers"]]
    assert back == headers
    assert b64decode(form["body_b64"]) == body


def test_sent_request_has_the_json_form_of_all_requests() -> None:
    headers = ((b"Host", b"app.test"), (b"X-A", b"\xff\xe9"), (b"x-a", b""))
    request = OutgoingRequest(b"PUT", "http://app.test", b"/x%2F?a", headers, MemoryBody(b"a"))
    assert outgoing_json(request) == {
        "method": "PUT",
        "url": "http://app.test/x%2F?a",
        "http_version": "1.1",
        "headers": [["Host", "app.test"], ["X-A", "ÿé"], ["x-a", ""]],
        "body_b64": "YQ==",
    }


def test_raw_message_is_exact() -> None:
    headers = ((b"Host", b"app.test"), (b"X-A", b"\xff"), (b"x-A", b""), (b"content-length", b"3"))
    assert b"".join(raw_http(captured(headers, b"\x00\r\n", version="1.0"))) == (
        b"POST /a%2Fb?x=%20 HTTP/1.0\r\nHost: app.test\r\nX-A: \xff\r\nx-A: \r\n"
        b"content-length: 3\r\n\r\n\x00\r\n"
    )


class _TwoPieces:
    size = 5

    def read(self) -> bytes:
        return b"abcde"

    def head(self, limit: int) -> bytes:
        return self.read()[:limit]

    def chunks(self) -> Iterator[bytes]:
        yield b"abc"
        yield b"de"


@pytest.mark.parametrize("coding", [b"chunked", b"Chunked", b"gzip, chunked"])
def test_raw_message_of_a_chunked_body_is_chunked(coding: bytes) -> None:
    request = CapturedRequest(
        b"POST", b"/", "1.1", ((b"Transfer-Encoding", coding),), _TwoPieces(), "p:1", 1.0, 2.0
    )
    assert b"".join(raw_http(request)) == (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: " + coding + b"\r\n\r\n"
        b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )


@pytest.mark.parametrize("framing", [(b"Content-Length", b"5"), (b"Transfer-Encoding", b"chunked")])
def test_raw_message_is_read_back_by_another_parser(framing: tuple[bytes, bytes]) -> None:
    request = captured(((b"Host", b"app.test"), framing), b"ab\x00\xff\n")
    parser = h11.Connection(h11.SERVER)
    parser.receive_data(b"".join(raw_http(request)))
    head = parser.next_event()
    assert isinstance(head, h11.Request)
    assert (head.method, head.target) == (request.method, request.target)
    body = b""
    while not isinstance(event := parser.next_event(), h11.EndOfMessage):
        assert isinstance(event, h11.Data)
        body += bytes(event.data)
    assert body == b"ab\x00\xff\n"
