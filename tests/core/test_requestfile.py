import json
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhookctl.core.requestfile import is_http, read_http, read_json, read_request, request_from
from webhookctl.errors import UsageError

TOKEN = st.text("!#$%&'*+-.^_`|~0123456789abcXYZ", min_size=1, max_size=8).map(str.encode)
VALUE = st.binary(max_size=12).filter(lambda value: not set(value) & {0, 10, 13}).map(bytes.strip)


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_raw_message_is_read_to_the_byte(line_end: bytes) -> None:
    head = line_end.join(
        [b"POST /a%2F//b?c=1 HTTP/1.1", b"Host: x.test", b"x-A:1", b"X-a: \t2 \t", b"Empty:"]
    )
    body = b"\x00\xff\r\n\r\nPOST / HTTP/1.1\n"

    request = read_http(head + line_end + line_end + body)

    assert (request.method, request.target, request.http_version) == (
        "POST",
        b"/a%2F//b?c=1",
        "1.1",
    )
    assert request.headers == (
        (b"Host", b"x.test"),
        (b"x-A", b"1"),
        (b"X-a", b"2"),
        (b"Empty", b""),
    )
    assert request.url == "http://x.test/a%2F//b?c=1"
    assert request.body == body


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", b""),
        (b"GET / HTTP/1.1", b""),
        (b"GET / HTTP/2\nA: b", b""),
        (b"\r\n\r\nGET / HTTP/1.1\r\n\r\nx", b"x"),
        (b"GET / HTTP/1.1\nContent-Length: 1\n\nxyz", b"xyz"),
    ],
)
def test_body_is_what_follows_the_empty_line(data: bytes, body: bytes) -> None:
    assert read_http(data).body == body


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"A\n0123456789\n0\nTrailer: x\n\n", b"0123456789"),
        (b"0\r\n\r\n", b""),
        (b"not in chunks", b"not in chunks"),
        (b"not\nin chunks", b"not\nin chunks"),
        (b"5\r\nabc\r\n0\r\n\r\n", b"5\r\nabc\r\n0\r\n\r\n"),
        (b"3\r\nabcd\r\n0\r\n\r\n", b"3\r\nabcd\r\n0\r\n\r\n"),
        (b"3\r\nabc\r\n", b"3\r\nabc\r\n"),
        (b"", b""),
    ],
)
def test_chunked_body_is_unpacked(sent: bytes, body: bytes) -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n"

    assert read_http(head + sent).body == body


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello", "line 1"),
        (b"POST /\r\n\r\n", "line 1"),
        (b"POST /a b HTTP/1.1\r\n\r\n", "line 1"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "line 1"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "line 2"),
        (b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", "line 3"),
        (b"GET / HTTP/1.1\r\nA : b\r\n\r\n", "line 2"),
        (b"GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "line 2"),
        (b"GET / HTTP/1.1\r\nA: \0\r\n\r\n", "line 2"),
        (b" \n", "empty"),
    ],
)
def test_what_is_no_message_is_refused_by_its_line(data: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_request(data)


@settings(deadline=None)
@given(
    method=TOKEN,
    headers=st.lists(st.tuples(TOKEN, VALUE), max_size=5).map(tuple),
    body=st.binary(max_size=40),
    line_end=st.sampled_from([b"\r\n", b"\n"]),
)
def test_any_message_is_read_as_written(
    method: bytes, headers: tuple[tuple[bytes, bytes], ...], body: bytes, line_end: bytes
) -> None:
    lines = [method + b" /x HTTP/1.1", *(name + b": " + value for name, value in headers), b"", b""]

    request = read_http(line_end.join(lines) + body)

    assert request.method.encode() == method
    assert request.headers == headers
    assert request.body == body


def test_json_form_is_read_without_loss() -> None:
    form = {
        "method": "PUT",
        "url": "https://x.test:8443/a%2Fb?c=1",
        "http_version": "1.0",
        "headers": [["X-A", "é"], ["x-a", "2"], ["X-Wide", "日"]],
        "body_b64": b64encode(b"\x00\xff").decode(),
        "id": "cap_1",
        "received_at": 1.5,
    }

    request = read_json(json.dumps(form))

    assert (request.method, request.target) == ("PUT", b"/a%2Fb?c=1")
    assert request.url == "https://x.test:8443/a%2Fb?c=1"
    assert request.http_version == "1.0"
    assert request.headers == ((b"X-A", b"\xe9"), (b"x-a", b"2"), (b"X-Wide", "日".encode()))
    assert request.body == b"\x00\xff"
    assert request.facts == {"id": "cap_1", "received_at": 1.5}


def test_little_is_needed_and_mappings_are_taken() -> None:
    request = read_request(b' {"headers": {"Host": "x.test"}, "url": "/a"}')

    assert (request.method, request.target, request.body) == ("POST", b"/a", b"")
    assert request.url == "http://x.test/a"
    assert request.headers == ((b"Host", b"x.test"),)


@pytest.mark.parametrize(
    ("url", "target", "absolute"),
    [
        ("", b"/", None),
        ("/a", b"/a", None),
        ("*", b"*", None),
        ("https://x.test", b"/", "https://x.test"),
        ("https://x.test?a=1", b"/?a=1", "https://x.test?a=1"),
        ("https://x.test/a#b", b"/a", "https://x.test/a#b"),
        ("/redirect?to=http://y.test/", b"/redirect?to=http://y.test/", None),
    ],
)
def test_url_may_be_a_target(url: str, target: bytes, absolute: str | None) -> None:
    request = request_from({"url": url})

    assert (request.target, request.url) == (target, absolute)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"method"', "line 1, column 10"),
        ("[]", "no object"),
        ("[" * 100_000, "nested too deep"),
        (b"\xff", "no UTF-8"),
        ('{"method": 1}', "`method`"),
        ('{"url": null}', "`url`"),
        ('{"http_version": 1.1}', "`http_version`"),
        ('{"headers": "x"}', "`headers` of the request is no list"),
        ('{"headers": ["x"]}', "no pair"),
        ('{"headers": [["a", "b", "c"]]}', "no pair"),
        ('{"headers": [["a", 1]]}', "no pair"),
        ('{"headers": {"a": 1}}', "no pair"),
        ('{"body": "x"}', "given as `body`"),
        ("{}", "no request: it looks like a body alone"),
        ('{"zen": "Keep it logically awesome."}', "no request: it looks like a body alone"),
        ('{"body_b64": "not base64!"}', "no base64"),
        ('{"body_b64": 1}', "no base64"),
        ('{"body_b64": "é"}', "no base64"),
    ],
)
def test_what_is_no_request_is_refused_with_the_reason(text: str | bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_json(text)


def test_half_a_surrogate_pair_is_no_error() -> None:
    request = read_json('{"url": "/\\ud800", "headers": [["a", "\\ud800"]]}')

    assert request.target == b"/\xed\xa0\x80"


@pytest.mark.parametrize(
    ("data", "http"),
    [
        (b"POST / HTTP/1.1\r\n\r\n{}", True),
        (b"\r\nGET /a HTTP/2\n", True),
        (b'{"method":"POST"}', False),
        (b"hello HTTP", False),
        (b"", False),
    ],
)
def test_raw_message_is_known_by_its_first_line(data: bytes, http: bool) -> None:
    assert is_http(data) is http
