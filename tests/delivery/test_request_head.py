"""Heads, read back by h11; over a real connection they are in `test_request_bytes`."""

import h11
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhookctl.core.body import MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import OutgoingRequest
from webhookctl.delivery.request_head import framed, head_of

HOST = (b"Host", b"app.test")


def framed_headers(headers: HeaderPairs, body: bytes = b"abc") -> HeaderPairs:
    return framed(OutgoingRequest(b"POST", "http://app.test:3000", b"/", headers, MemoryBody(body)))


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ((), b"", ((b"Host", b"app.test:3000"),)),
        ((), b"abc", ((b"Host", b"app.test:3000"), (b"Content-Length", b"3"))),
        (
            ((b"content-length", b"3"), (b"hOST", b"x")),
            b"abc",
            ((b"hOST", b"x"), (b"content-length", b"3")),
        ),
        (
            ((b"TRANSFER-ENCODING", b"chunked"),),
            b"abc",
            ((b"Host", b"app.test:3000"), (b"TRANSFER-ENCODING", b"chunked")),
        ),
        (((b"host", b" x\t"), (b"A", b"\t1 2 ")), b"", ((b"host", b"x"), (b"A", b"1 2"))),
    ],
)
def test_host_comes_first_and_a_missing_length_last(
    headers: HeaderPairs, body: bytes, expected: HeaderPairs
) -> None:
    assert framed_headers(headers, body) == expected


_NAMES = st.text("!#$%&'*+-.^_`|~0123456789abcXYZ", min_size=1, max_size=9).map(
    lambda rest: b"X-" + rest.encode()
)
_VALUES = st.binary(max_size=20).filter(
    lambda value: not set(value) & set(b"\x00\x0b\x0c\r\n") and value == value.strip(b" \t")
)


@given(
    st.from_regex(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", fullmatch=True),
    st.from_regex(rb"[\x21-\x7e]+", fullmatch=True),
    st.lists(st.tuples(_NAMES, _VALUES)),
)
def test_any_head_is_read_as_it_was_meant(
    method: bytes, target: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    server = h11.Connection(h11.SERVER)
    server.receive_data(head_of(method, target, [HOST, *headers]).data)
    request = server.next_event()
    assert isinstance(request, h11.Request)
    assert (bytes(request.method), bytes(request.target)) == (method, target)
    assert request.headers.raw_items() == [HOST, *headers]
    assert server.trailing_data == (b"", False)


@given(st.binary(max_size=6), st.binary(max_size=6), st.binary(max_size=6), st.binary(max_size=6))
def test_what_is_not_http_never_becomes_a_head(
    method: bytes, target: bytes, name: bytes, value: bytes
) -> None:
    """Whatever is in it: it is refused, or it is one head with one header."""
    try:
        head = head_of(method, target, [HOST, (b"X" + name, value)])
    except httpx.LocalProtocolError:
        return
    assert head.data.count(b"\n") == 4
    line, _, field, *_ = head.data.split(b"\r\n")
    assert line.split(b" ") == [method, target, b"HTTP/1.1"]
    assert field.partition(b": ") == (b"X" + name, b": ", value)


@pytest.mark.parametrize(
    ("method", "target", "header", "said"),
    [
        (b"", b"/", HOST, "illegal method ``"),
        (b"PO ST", b"/", HOST, "illegal method `PO ST`"),
        (b"POST", b"/a b", HOST, "illegal target `/a b`"),
        (b"POST", b"", HOST, "illegal target ``"),
        (b"POST", b"/", (b"", b"a"), "illegal header name ``"),
        (b"POST", b"/", (b"a:b", b"a"), "illegal header name `a:b`"),
        (b"POST", b"/", (b"a\r\nb", b"a"), r"illegal header name `a\r\nb`"),
        (b"POST", b"/", (b"a", b"b\nc: d"), r"illegal header value `b\nc: d`"),
        (b"POST", b"/", (b"a", b"b\x00"), r"illegal header value `b\x00`"),
        (b"POST", b"/", (b"host", b"b"), "it has 2 Host headers, and must have 1"),
        (b"POST", b"/", (b"Transfer-Encoding", b"gzip, chunked"), "no Transfer-Encoding but"),
    ],
)
def test_illegal_part_is_named(
    method: bytes, target: bytes, header: tuple[bytes, bytes], said: str
) -> None:
    headers = [header] if header == HOST else [HOST, header]
    with pytest.raises(httpx.LocalProtocolError) as caught:
        head_of(method, target, headers)
    assert str(caught.value).startswith(said)


def test_head_without_a_host_is_refused() -> None:
    with pytest.raises(httpx.LocalProtocolError, match="no Host"):
        head_of(b"POST", b"/", [(b"X-Forwarded", b"1")])


@pytest.mark.parametrize(
    ("header", "chunked", "last"),
    [
        ((b"X-Any", b"close chunked"), False, False),
        ((b"X-Connection", b"close"), False, False),
        ((b"X-Forwarded-Host", b"a"), False, False),
        ((b"Content-Encoding", b"gzip"), False, False),
        ((b"transfer-ENCODING", b"CHUNKED"), True, False),
        ((b"Connection", b"keep-alive"), False, False),
        ((b"connection", b"TE, Close"), False, True),
    ],
)
def test_head_says_what_its_headers_wish(
    header: tuple[bytes, bytes], chunked: bool, last: bool
) -> None:
    head = head_of(b"POST", b"/", [HOST, header])
    assert (head.chunked, head.last) == (chunked, last)
