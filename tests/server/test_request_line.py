import pytest

from webhookctl.server.request_line import mend, plain_line


@pytest.mark.parametrize(
    "line", [b"GET / HTTP/1.1\r\n", b"POST /a?b#c HTTP/1.0\r\n", b"OPTIONS /{|}~ HTTP/1.1\r\n"]
)
def test_usual_lines_are_plain(line: bytes) -> None:
    assert plain_line(line + b"A: 1\r\n\r\n") == line


@pytest.mark.parametrize(
    ("line", "method", "target"),
    [
        (b"FOO /a HTTP/1.1\r\n", b"FOO", b"/a"),
        (b"CONNECT a:443 HTTP/1.0\r\n", b"CONNECT", b"a:443"),
        (b"GET * HTTP/1.1\r\n", b"GET", b"*"),
        (b"GET /\xc3\xa9 HTTP/1.1\r\n", b"GET", b"/\xc3\xa9"),
        (b"GET http://a/ HTTP/1.1\r\n", b"GET", b"http://a/"),
    ],
)
def test_odd_lines_are_mended_and_remembered(line: bytes, method: bytes, target: bytes) -> None:
    assert not plain_line(line)
    version = line[-10:]
    assert mend(line + b"A: 1\r\n\r\nx") == (
        method,
        target,
        b"POST / " + version + b"A: 1\r\n\r\nx",
    )


@pytest.mark.parametrize(
    "line",
    [
        b"GET /\r\n",
        b"GET / HTTP/1.2\r\n",
        b"GET / HTTP/2.0\r\n",
        b"GET / RTSP/1.0\r\n",
        b"GET / HTTP/1.1\n",
        b"GET  / HTTP/1.1\r\n",
        b"GET /a b HTTP/1.1\r\n",
        b"GET /\x00 HTTP/1.1\r\n",
        b"GET /\x7f HTTP/1.1\r\n",
        b"G(T / HTTP/1.1\r\n",
        b"\xe9 / HTTP/1.1\r\n",
        b" / HTTP/1.1\r\n",
        b"GET  HTTP/1.1\r\n",
    ],
)
def test_what_is_no_request_line_is_left_alone(line: bytes) -> None:
    assert not plain_line(line)
    assert mend(line) is None
