"""What leaves, against a server that keeps every byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery.exchanging import CountedBody, answer_to, failure_of, request
from tests.delivery.wire import Wire
from webhookctl.core.body import MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import FailureKind


def test_headers_arrive_byte_for_byte_in_order() -> None:
    headers = (
        (b"X-TWICE", b"1"),
        (b"content-TYPE", b"application/json"),
        (b"x-twice", b"2"),
        (b"X-Empty", b""),
        (b"X-Eight-Bit", b"caf\xe9 \xff\x80"),
        (b"X-Utf8", "é€".encode()),
        (b"X-Inner", b"a \t b"),
        (b"X_Underscore", b"~!#$%&'*+-.^`|"),
        (b"Content-Length", b"2"),
    )
    with Wire() as wire:
        answer_to(request(wire.url, headers, MemoryBody(b"{}")))
    host = b"Host: 127.0.0.1:%d" % wire.port
    sent = (host, *(name + b": " + value for name, value in headers))
    assert wire.received[0].fields == sent
    assert wire.received[0].body == b"{}"


_NAMES = st.text("!#$%&'*+-.^_`|~0123456789abcXYZ", min_size=1, max_size=12)
_VALUES = st.binary(max_size=30).filter(
    lambda value: not set(value) & set(b"\x00\x0b\x0c\r\n") and value == value.strip(b" \t")
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.builds(lambda rest: b"X-" + rest.encode(), _NAMES), _VALUES)),
    st.binary(max_size=300),
)
def test_any_headers_and_body_arrive_unchanged(
    headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    with Wire() as wire:
        answer_to(request(wire.url, tuple(headers), MemoryBody(body)))
    received = wire.received[0]
    own = {b"host", b"content-length"}
    assert [pair for pair in received.headers if pair[0].lower() not in own] == headers
    assert received.body == body


@pytest.mark.parametrize(
    "target",
    [
        b"/a%2fB//c/../d/./e?x=1&x=%20",
        b"//double//",
        b"/?",
        b"/%zz?%",
        b"/a|b{}^\"<>\\`?q='[]",
        b"*",
        b"http://elsewhere/path?q",
        b"?query-only",
    ],
)
def test_target_arrives_byte_for_byte(target: bytes) -> None:
    with Wire() as wire:
        answer_to(request(wire.url, target=target, method=b"OPTIONS"))
    assert wire.received[0].line == b"OPTIONS " + target + b" HTTP/1.1"


@pytest.mark.parametrize("method", [b"PURGE", b"get", b"M-SEARCH", b"QUERY"])
def test_any_method_arrives_as_it_is_spelled(method: bytes) -> None:
    with Wire() as wire:
        answer_to(request(wire.url, method=method))
    assert wire.received[0].line == method + b" / HTTP/1.1"


def test_only_host_and_content_length_are_added() -> None:
    with Wire() as wire:
        answer_to(request(wire.url, body=MemoryBody(b"abc")))
        answer_to(request(wire.url))
    host = b"Host: 127.0.0.1:%d" % wire.port
    assert wire.received[0].fields == (host, b"Content-Length: 3")
    assert wire.received[1].fields == (host,)


def test_given_host_and_length_are_kept() -> None:
    headers = ((b"content-length", b"3"), (b"hOST", b"example.test"))
    with Wire() as wire:
        answer_to(request(wire.url, headers, MemoryBody(b"abc")))
    assert wire.received[0].fields == (b"hOST: example.test", b"content-length: 3")


def test_chunked_is_used_when_the_headers_say_so() -> None:
    headers = ((b"Transfer-Encoding", b"chunked"),)
    with Wire() as wire:
        answer_to(request(wire.url, headers, MemoryBody(b"abc")))
    assert wire.received[0].fields[1:] == (b"Transfer-Encoding: chunked",)
    assert wire.received[0].body == b"3\r\nabc\r\n0\r\n\r\n"


def test_large_body_is_streamed_and_keeps_its_length() -> None:
    body = CountedBody(40)
    with Wire() as wire:
        answer_to(request(wire.url, body=body))
    assert wire.received[0].value("content-length") == b"%d" % body.size
    assert wire.received[0].body == b"".join(body.chunks())


def test_white_space_around_a_value_is_not_part_of_it() -> None:
    with Wire() as wire:
        answer_to(request(wire.url, ((b"X-Padded", b" a\t "),)))
    assert (b"X-Padded", b"a") in wire.received[0].headers


@pytest.mark.parametrize(
    ("headers", "body", "method", "target"),
    [
        (((b"X-Bad", b"a\x00b"),), b"", b"POST", b"/"),
        (((b"X-Bad", b"a\r\nInjected: 1"),), b"", b"POST", b"/"),
        (((b"X Bad", b"a"),), b"", b"POST", b"/"),
        (((b"Transfer-Encoding", b"gzip"),), b"abc", b"POST", b"/"),
        ((), b"", b"PO ST", b"/"),
    ],
)
def test_what_cannot_be_sent_is_a_protocol_failure(
    headers: HeaderPairs, body: bytes, method: bytes, target: bytes
) -> None:
    with Wire() as wire:
        failure = failure_of(request(wire.url, headers, MemoryBody(body), method, target))
    assert failure.kind is FailureKind.PROTOCOL
    assert failure.message.startswith("the request cannot be sent over HTTP: ")
    assert not any(b"Injected" in line for got in wire.received for line in got.fields)


@pytest.mark.parametrize("length", [b"9", b"1", b"x", b"", b"-3", b"3, 3"])
def test_wrong_content_length_is_a_protocol_failure_and_nothing_leaves(length: bytes) -> None:
    with Wire() as wire:
        headers = ((b"Content-Length", length),)
        failure = failure_of(request(wire.url, headers, MemoryBody(b"abc")))
    assert failure.kind is FailureKind.PROTOCOL
    said = length.decode()
    assert failure.message == f"the body has 3 bytes but Content-Length says `{said}`"
    assert wire.received == []
