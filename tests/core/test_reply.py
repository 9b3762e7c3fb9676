"""What a sender is answered, to the byte."""

import pytest

from webhookctl.core.headers import HeaderPairs
from webhookctl.core.reply import ACCEPTED, Reply, fixed_reply, text_reply, wire
from webhookctl.errors import UsageError

NOW = 784111777.9
DATE = b"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"  # the example of RFC 9110 section 5.6.7
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n"


def test_usual_answer_is_complete() -> None:
    assert wire(ACCEPTED, b"POST", now=NOW) == (
        b"HTTP/1.1 200 OK\r\n" + TEXT + b"Content-Length: 3\r\n" + DATE + b"\r\nok\n"
    )


@pytest.mark.parametrize(
    ("reply", "method", "head", "body"),
    [
        (Reply(200, (), b"abc"), b"HEAD", b"200 OK\r\nContent-Length: 3\r\n", b""),
        (Reply(204, (), b"abc"), b"GET", b"204 No Content\r\n", b""),
        (Reply(304), b"GET", b"304 Not Modified\r\n", b""),
        (Reply(200, (), b"abc"), b"CONNECT", b"200 OK\r\n", b""),
        (Reply(502, (), b"x"), b"CONNECT", b"502 Bad Gateway\r\nContent-Length: 1\r\n", b"x"),
        (Reply(299), b"GET", b"299 \r\nContent-Length: 0\r\n", b""),
    ],
)
def test_body_goes_out_only_where_there_may_be_one(
    reply: Reply, method: bytes, head: bytes, body: bytes
) -> None:
    assert wire(reply, method, now=NOW) == b"HTTP/1.1 " + head + DATE + b"\r\n" + body


@pytest.mark.parametrize(
    ("reason", "sent"), [("Fine", b"Fine"), ("caf\xe9 →\r\nX: 1", b"caf\xe9 ?X: 1"), ("", b"")]
)
def test_reason_of_an_application_stays_on_its_line(reason: str, sent: bytes) -> None:
    message = wire(Reply(204, reason=reason), b"GET", now=NOW)
    assert message == b"HTTP/1.1 204 " + sent + b"\r\n" + DATE + b"\r\n"


@pytest.mark.parametrize(
    ("method", "given", "sent"),
    [
        (b"GET", ((b"content-length", b"3"),), b"content-length: 3\r\n"),
        (b"GET", ((b"CONTENT-LENGTH", b"99"), (b"A", b"1")), b"CONTENT-LENGTH: 3\r\nA: 1\r\n"),
        (b"GET", ((b"Transfer-Encoding", b"chunked"),), b"Content-Length: 3\r\n"),
        (b"HEAD", ((b"Content-Length", b"99"),), b"Content-Length: 99\r\n"),
        (b"GET", ((b"X-a", b"1"), (b"x-A", b"2")), b"X-a: 1\r\nx-A: 2\r\nContent-Length: 3\r\n"),
    ],
)
def test_length_is_the_true_one_in_its_place(
    method: bytes, given: HeaderPairs, sent: bytes
) -> None:
    message = wire(Reply(200, given, b"abc"), method, now=NOW)
    assert message.startswith(b"HTTP/1.1 200 OK\r\n" + sent + DATE)


def test_date_of_an_application_stays() -> None:
    message = wire(Reply(200, ((b"date", b"yesterday"),)), b"GET", now=NOW)
    assert message == b"HTTP/1.1 200 OK\r\ndate: yesterday\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("version", "keep_alive", "connection"),
    [
        ("1.1", True, b""),
        ("1.1", False, b"Connection: close\r\n"),
        ("1.0", True, b"Connection: keep-alive\r\n"),
        ("1.0", False, b"Connection: close\r\n"),
    ],
)
def test_connection_header_says_what_a_version_does_not_mean(
    version: str, keep_alive: bool, connection: bytes
) -> None:
    message = wire(Reply(204), b"GET", version=version, keep_alive=keep_alive, now=NOW)
    assert message == b"HTTP/1.1 204 No Content\r\n" + DATE + connection + b"\r\n"


def test_text_reply_is_one_line() -> None:
    assert text_reply(413, "too large").body == b"too large\n"


JSON_TYPE = (b"Content-Type", b"application/json")
TEXT_TYPE = (b"Content-Type", b"text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (None, [], None, ACCEPTED),
        (None, [], b"", Reply(200)),
        (202, [], None, Reply(202, (TEXT_TYPE,), b"accepted\n")),
        (299, [], None, Reply(299, (TEXT_TYPE,), b"299\n")),
        (204, ["X-A: 1"], None, Reply(204, ((b"X-A", b"1"),))),
        (204, [], b"", Reply(204)),
        (200, [], b'{"a": 1}', Reply(200, (JSON_TYPE,), b'{"a": 1}')),
        (200, [], b" [1]", Reply(200, (JSON_TYPE,), b" [1]")),
        (200, [], b"{no", Reply(200, (TEXT_TYPE,), b"{no")),
        (200, ["content-type:x/y"], b"{}", Reply(200, ((b"content-type", b"x/y"),), b"{}")),
        (
            503,
            ["Retry-After: 5", "X-Empty:", "X: a: b\t"],
            b"",
            Reply(503, ((b"Retry-After", b"5"), (b"X-Empty", b""), (b"X", b"a: b"))),
        ),
        (200, ["X: é"], b"", Reply(200, ((b"X", "é".encode()),))),
    ],
)
def test_fixed_reply_fills_in_what_is_left_out(
    status: int | None, headers: list[str], body: bytes | None, expected: Reply
) -> None:
    assert fixed_reply(status, headers, body) == expected


@pytest.mark.parametrize("status", [99, 100, 199, 600, -1, 0])
def test_status_out_of_range_is_refused(status: int) -> None:
    with pytest.raises(UsageError, match=f"^{status} cannot be answered"):
        fixed_reply(status)


@pytest.mark.parametrize("status", [204, 304])
def test_body_of_a_status_without_one_is_refused(status: int) -> None:
    with pytest.raises(UsageError, match="has no body"):
        fixed_reply(status, body=b"x")


@pytest.mark.parametrize("line", ["", "X", ": 1", "X Y: 1", "é: 1", "X: a\r\nY: b", "X: a\x00"])
def test_line_that_is_no_header_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="is not a header"):
        fixed_reply(headers=[line])


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Connection", "Upgrade"])
def test_headers_of_the_connection_are_ours(name: str) -> None:
    with pytest.raises(UsageError, match=f"the header `{name}` cannot be set"):
        fixed_reply(headers=[f"{name}: 1"])
