"""Answers cut anywhere, judged by h11; over a real connection they are in `test_answers`."""

from itertools import pairwise

import h11
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.delivery.response import MAX_OVERHEAD, ResponseReader

Heard = tuple[int, bytes, list[tuple[bytes, bytes]], bytes, bool]
"""Status, reason, headers, body, and whether the connection can be used again."""


def read(data: bytes, cuts: list[int], method: str = "POST", *, ends: bool = False) -> Heard:
    """What a reader makes of bytes that come in pieces."""
    reader = ResponseReader(method)
    body = b""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    for start, end in pairwise(places):
        reader.feed(data[start:end])
        body += reader.take()
    if ends:
        reader.end()
    assert reader.complete
    return reader.status, reader.reason, reader.headers, body, reader.allows_another


def judged(data: bytes, method: str) -> Heard:
    """What h11 makes of the same bytes."""
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    client.send(h11.EndOfMessage())
    client.receive_data(data)
    client.receive_data(b"")
    while isinstance(head := client.next_event(), h11.InformationalResponse):
        pass
    assert isinstance(head, h11.Response)
    body = b""
    while isinstance(event := client.next_event(), h11.Data):
        body += bytes(event.data)
    assert isinstance(event, h11.EndOfMessage)
    kept = client.our_state is h11.DONE and client.trailing_data[0] == b""
    return head.status_code, bytes(head.reason), head.headers.raw_items(), body, kept


_NAMES = st.text("!#$%&'*+-.^_`|~0123456789abcXYZ", min_size=1, max_size=9).map(
    lambda rest: b"X-" + rest.encode()
)
_TEXT = st.binary(max_size=20).filter(
    lambda text: not any(byte < 0x20 or byte == 0x7F for byte in text) and text == text.strip()
)
_HEADERS = st.lists(st.tuples(_NAMES, _TEXT), max_size=4)
_CUTS = st.lists(st.integers(0, 10_000), max_size=12)
_BODIES = st.binary(max_size=200)


def _head(status: int, reason: bytes, headers: list[tuple[bytes, bytes]], end: bytes) -> bytes:
    fields = b"".join(name + b":" + value + b" " + end for name, value in headers)
    return b"HTTP/1.1 %d %b%b" % (status, reason, end) + fields + end


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    end = draw(st.sampled_from([b"\r\n", b"\n"]))
    headers, body = draw(_HEADERS), draw(_BODIES)
    interim = draw(st.lists(st.tuples(st.sampled_from([100, 102, 103]), _TEXT, _HEADERS)))
    before = b"".join(_head(*one, end) for one in interim)
    if draw(st.booleans()):
        headers.append((b"Connection", draw(st.sampled_from([b"close", b"keep-alive"]))))
    match draw(st.sampled_from(["length", "chunked", "both", "end"])):
        case "length":
            headers.append((b"Content-Length", b"%d" % len(body)))
        case "end":
            pass
        case framing:
            if framing == "both":
                headers.append((b"Content-Length", b"7"))
            headers.append((b"Transfer-Encoding", b"Chunked"))
            body = draw(_chunked(body))
    status, reason = draw(st.integers(200, 599)), draw(_TEXT)
    return before + _head(status, reason, headers, end) + body


@st.composite
def _chunked(draw: st.DrawFn, body: bytes) -> bytes:
    parts = []
    while body:
        size = draw(st.integers(1, len(body)))
        parts.append(b"%x;a=b\r\n%b\r\n" % (size, body[:size]))
        body = body[size:]
    return b"".join(parts) + b"0\r\nX-Trailer: 1\r\n\r\n"


@given(answers(), _CUTS, st.sampled_from(["POST", "GET"]))
def test_answer_cut_anywhere_is_what_h11_makes_of_the_whole(
    data: bytes, cuts: list[int], method: str
) -> None:
    status, reason, headers, body, reusable = read(data, cuts, method, ends=True)
    judgement = judged(data, method)
    assert (status, reason, body) == (judgement[0], judgement[1], judgement[3])
    coding = b"transfer-encoding"  # h11 lowers its value
    assert [pair for pair in headers if pair[0].lower() != coding] == [
        pair for pair in judgement[2] if pair[0].lower() != coding
    ]
    assert reusable <= judgement[4]


@given(_HEADERS, _BODIES, _CUTS)
def test_framed_answer_allows_another(
    headers: list[tuple[bytes, bytes]], body: bytes, cuts: list[int]
) -> None:
    framed = [*headers, (b"Content-Length", b"%d" % len(body))]
    data = _head(200, b"OK", framed, b"\r\n") + body
    assert read(data, cuts) == (200, b"OK", framed, body, True)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.mark.parametrize(
    "data",
    [
        OK + b"HTTP/1.1 200 OK\r\n",
        OK + b"\x00",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nokmore",
        b"HTTP/1.1 204 No Content\r\n\r\nbody",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: a\r\n\r\nmore",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ],
)
@given(_CUTS)
def test_what_is_out_of_step_allows_no_other(data: bytes, cuts: list[int]) -> None:
    *_, reusable = read(data, cuts)
    assert not reusable


@pytest.mark.parametrize(
    ("method", "data", "reusable"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", True),
        ("HEAD", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", True),
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", False),
        ("HEAD", b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n", False),
        ("CONNECT", b"HTTP/1.1 200 OK\r\n\r\ntunnel", False),
    ],
)
@given(_CUTS)
def test_answer_ends_with_its_head_when_the_method_says_so(
    method: str, data: bytes, reusable: bool, cuts: list[int]
) -> None:
    assert read(data, cuts, method)[3:] == (b"", reusable)


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nabc", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n", False),
        (b"HTTP/1.1 200 OK\r\n", False),
        (b"", False),
    ],
)
def test_end_of_the_connection_ends_an_answer_without_a_length(data: bytes, whole: bool) -> None:
    reader = ResponseReader("POST")
    reader.feed(data)
    assert not reader.complete
    reader.end()
    assert reader.complete is whole
    assert not reader.allows_another


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "it begins with `SSH-2.0-OpenSSH_9.2`"),
        (b"\x16\x03\x01\x00", r"it begins with `\x16\x03\x01\x00`"),
        (b"HTTP/1.1 9999 Huge\r\n", "invalid response status"),
        (b"HTTP/1.1 20 OK\r\n", "invalid status code"),
        (b"HTTP/1.1 200 OK\r\nBad Header\r\n", "invalid header token"),
        (b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n", "invalid header value char"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n", "invalid character in Content-Length"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "invalid character in chunk size",
        ),
    ],
)
def test_what_is_not_http_says_why(data: bytes, said: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError) as caught:
        ResponseReader("POST").feed(data)
    assert str(caught.value) == said


def _feed_endlessly(reader: ResponseReader, start: bytes, more: bytes, size: int) -> None:
    """Feed ten times too much, in pieces of about a size."""
    reader.feed(start)
    for _ in range(10 * MAX_OVERHEAD // size + 1):
        reader.feed(more * (size // len(more)))


@pytest.mark.parametrize("size", [1000, 60_000, 500_000])
@pytest.mark.parametrize(
    ("start", "more"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        (b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"),
        (b"HTTP/1.1 200 ", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_endless_head_is_given_up(start: bytes, more: bytes, size: int) -> None:
    reader = ResponseReader("POST")
    with pytest.raises(httpx.RemoteProtocolError) as caught:
        _feed_endlessly(reader, start, more, size)
    assert str(caught.value) == f"its head is larger than {MAX_OVERHEAD} bytes"
    assert not reader.has_head


@pytest.mark.parametrize("size", [1000, 500_000])
@pytest.mark.parametrize(
    ("start", "more"), [(b"0\r\n", b"X: 1\r\n"), (b"0\r\nX: ", b"a"), (b"1;", b"a")]
)
def test_endless_trailer_is_given_up(start: bytes, more: bytes, size: int) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with pytest.raises(httpx.RemoteProtocolError) as caught:
        _feed_endlessly(ResponseReader("POST"), head + start, more, size)
    assert str(caught.value) == f"its trailer is larger than {MAX_OVERHEAD} bytes"


def test_head_of_the_largest_size_is_read() -> None:
    filler = MAX_OVERHEAD - len(b"HTTP/1.1 200 OK\r\nX: \r\n\r\n")
    reader = ResponseReader("POST")
    reader.feed(b"HTTP/1.1 200 OK\r\nX: " + b"a" * filler + b"\r\n\r\n" + b"body")
    assert reader.has_head
    assert reader.take() == b"body"


def test_trailer_of_the_largest_size_ends_the_answer() -> None:
    reader = ResponseReader("POST")
    reader.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    filler = MAX_OVERHEAD - len(b"0\r\nX: \r\n\r\n")
    reader.feed(b"0\r\nX: " + b"a" * filler + b"\r\n\r\n" + b"more")
    assert reader.complete
    assert not reader.allows_another


def test_large_body_in_small_chunks_is_no_overhead() -> None:
    reader = ResponseReader("POST")
    reader.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunks = b"1\r\nx\r\n" * 100_000
    for start in range(0, len(chunks), 65_536):
        reader.feed(chunks[start : start + 65_536])
    assert reader.waiting == 100_000
    assert reader.take() == b"x" * 100_000
    assert reader.waiting == 0


@pytest.mark.parametrize(
    ("status", "last"), [(100, False), (200, False), (299, False), (300, True), (413, True)]
)
def test_answer_but_success_is_the_last_word(status: int, last: bool) -> None:
    reader = ResponseReader("POST")
    reader.feed(b"HTTP/1.1 %d Any\r\nContent-Length: 9\r\n\r\n" % status)
    assert reader.is_last_word is last
