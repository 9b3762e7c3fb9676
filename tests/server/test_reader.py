"""Requests are captured exactly as they were sent."""

import errno
from pathlib import Path

import pytest

from tests.server.knocking import running_door
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import CapturedRequest
from webhookctl.server.limits import Limits
from webhookctl.server.reader import no_room

HOST = b"Host: a\r\n"


def capture(*sent: bytes) -> list[CapturedRequest]:
    """Send bytes on one connection, close our side, and return what was captured."""
    with running_door() as door, door.connect() as sender:
        for piece in sent:
            sender.send(piece)
        sender.end().rest()
        assert door.refused == []
        return door.requests


def capture_one(*sent: bytes) -> CapturedRequest:
    """Capture what must be one request."""
    (request,) = capture(*sent)
    return request


def test_names_keep_spelling_order_and_repeats() -> None:
    request = capture_one(
        b"POST /x HTTP/1.1\r\nHost: a\r\nX-tWo: 1\r\nx-one: 2\r\nX-TWO: 3\r\nX-Empty:\r\n\r\n"
    )
    assert request.headers == (
        (b"Host", b"a"),
        (b"X-tWo", b"1"),
        (b"x-one", b"2"),
        (b"X-TWO", b"3"),
        (b"X-Empty", b""),
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"caf\xe9 \xff\x80", b"caf\xe9 \xff\x80"),
        ("é→".encode(), "é→".encode()),
        (b"  in  between \t", b"in  between"),
        (b'"a, b"; q=1', b'"a, b"; q=1'),
        (b"a\tb", b"a\tb"),
    ],
)
def test_values_are_bytes_without_the_blanks_around_them(sent: bytes, kept: bytes) -> None:
    request = capture_one(b"GET / HTTP/1.1\r\n" + HOST + b"X-Value: " + sent + b"\r\n\r\n")
    assert request.headers[1] == (b"X-Value", kept)


@pytest.mark.parametrize(
    "target",
    [
        b"/A%2fB//c/../d?x=1&x=%20",
        b"/",
        b"//",
        b"/?",
        b"/a?b?c#d",
        b'/%00%zz;p=1,2|{}^`"<>\\',
        b"*",
        b"http://example.com:80/a?b",
        b"example.com:443",
        b"no-slash",
        b"?query-only",
        "/café".encode(),
        b"/\xe9\xff",
        b"/" + b"long" * 5000,
    ],
)
def test_target_stays_raw(target: bytes) -> None:
    assert capture_one(b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n").target == target


@pytest.mark.parametrize(
    "method",
    [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "QUERY",
        "PURGE",
        "M-SEARCH",
        "FOO",
        "get",
        "a!b",
    ],
)
def test_every_method_is_captured_with_its_body(method: str) -> None:
    name = method.encode()
    request = capture_one(name + b" /m HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nabc")
    assert (request.method, request.target, request.body.read()) == (name, b"/m", b"abc")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_version_is_kept(version: str) -> None:
    request = capture_one(b"GET / HTTP/" + version.encode() + b"\r\n\r\n")
    assert request.http_version == version


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"\x00\r\n\r\nGET / HTTP/1.1\r\n", bytes(range(256)) * 999]
)
def test_body_is_exact(body: bytes) -> None:
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    request = capture_one(b"POST / HTTP/1.1\r\n" + HOST + length + body)
    assert request.body.read() == body
    assert request.body.size == len(body)


def test_chunks_are_put_together_and_trailers_left_out() -> None:
    request = capture_one(
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        b"3;name=value\r\na\x00b\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n"
    )
    assert request.body.read() == b"a\x00b0123456789"
    assert [name for name, _ in request.headers] == [b"Transfer-Encoding", b"Trailer"]


def test_compressed_body_stays_compressed() -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
    request = capture_one(head + b"4\r\n\x1f\x8b\x00\xff\r\n0\r\n\r\n")
    assert request.body.read() == b"\x1f\x8b\x00\xff"


def test_byte_by_byte_is_the_same() -> None:
    whole = (
        b"FOO /\xc3\xa9?a=%20 HTTP/1.1\r\nX-A: 1\r\nx-a: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\nhi\r\n0\r\nT: 1\r\n\r\n"
    )
    request = capture_one(*(whole[at : at + 1] for at in range(len(whole))))
    assert (request.method, request.target) == (b"FOO", b"/\xc3\xa9?a=%20")
    expected: HeaderPairs = ((b"X-A", b"1"), (b"x-a", b"2"), (b"Transfer-Encoding", b"chunked"))
    assert request.headers == expected
    assert request.body.read() == b"hi"


UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"


@pytest.mark.parametrize("pieces", [1, 2, 1000])
def test_upgrade_is_not_taken_up_and_what_follows_is_read_on(pieces: int) -> None:
    whole = (
        b"GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        b"POST /java HTTP/1.1\r\n" + UPGRADE + b"Content-Length: 2\r\n\r\nhi"
        b"PUT /chunks HTTP/1.1\r\n" + UPGRADE + b"Transfer-Encoding: chunked\r\n\r\n"
        b"2\r\nho\r\n0\r\n\r\n"
        b"GET /after HTTP/1.1\r\n\r\n"
    )
    size = -(-len(whole) // pieces)
    requests = capture(*(whole[at : at + size] for at in range(0, len(whole), size)))
    assert [(request.method, request.target, request.body.read()) for request in requests] == [
        (b"GET", b"/ws", b""),
        (b"POST", b"/java", b"hi"),
        (b"PUT", b"/chunks", b"ho"),
        (b"GET", b"/after", b""),
    ]
    assert requests[1].headers == (
        (b"Connection", b"Upgrade, HTTP2-Settings"),
        (b"Upgrade", b"h2c"),
        (b"Content-Length", b"2"),
    )


def test_body_after_an_upgrade_has_the_same_limit() -> None:
    with running_door(Limits(max_body=1)) as door, door.connect() as sender:
        sender.send(b"POST /java HTTP/1.1\r\n" + UPGRADE + b"Content-Length: 2\r\n\r\nhi")
        assert sender.read().status == 413


def test_empty_lines_before_a_request_are_skipped() -> None:
    assert capture_one(b"\r\n", b"\r\nGET /x HTTP/1.1\r\n\r\n").target == b"/x"


def test_empty_line_after_a_request_is_no_request() -> None:
    with running_door(Limits(head_seconds=0.2)) as door, door.connect() as sender:
        sender.send(b"GET / HTTP/1.1\r\n\r\n").read()
        assert sender.send(b"\r\n").silent(0.4)
        assert sender.send(b"GET / HTTP/1.1\r\n\r\n").read().status == 200
        assert door.refused == []


def test_upgrade_that_closes_the_connection_closes_it() -> None:
    head = b"POST / HTTP/1.1\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n"
    with running_door() as door, door.connect() as sender:
        answer = sender.send(head + b"Content-Length: 2\r\n\r\nhi").read()
        assert (answer.status, answer.header("connection")) == (200, "close")
        assert door.requests[0].body.read() == b"hi"


def test_nothing_is_read_after_a_request_that_closes() -> None:
    request = capture_one(b"GET /1 HTTP/1.1\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")
    assert request.target == b"/1"


def test_times_and_peer_are_those_of_the_request() -> None:
    with running_door() as door, door.connect() as sender:
        sender.send(b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert sender.rest_of_line() == b"HTTP/1.1 100 Continue"
        sender.send(b"hi").read()
        (request,) = door.requests
        assert request.peer == sender.name
        assert 0 < request.started_at < request.received_at


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 400, "the sender speaks TLS"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "the sender speaks HTTP/2"),
        (b"GET /\r\n\r\n", 400, "malformed HTTP: not a request line"),
        (b"GET / HTTP/1.1\n\n", 400, "malformed HTTP: not a request line"),
        (b"GET /a b HTTP/1.1\r\n\r\n", 400, "malformed HTTP: not a request line"),
        (b"DESCRIBE / RTSP/1.0\r\n\r\n", 400, "malformed HTTP: not a request line"),
        (b"G\x00T / HTTP/1.1\r\n\r\n", 400, "malformed HTTP: not a request line"),
        (b"GET / HTTP/1.1\r\nBad Name: 1\r\n\r\n", 400, "malformed HTTP: Invalid header token"),
        (b"GET / HTTP/1.1\r\nA: 1\r\n folded\r\n\r\n", 400, "malformed HTTP: "),
        (b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n", 400, "malformed HTTP: "),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400, "malformed HTTP: "),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "malformed HTTP: "),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "malformed"),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "malformed HTTP: Transfer-Encoding can't be present with Content-Length",
        ),
        (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
            400,
            "malformed HTTP: Content-Length can't be present with Transfer-Encoding",
        ),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "malformed HTTP: "),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "malformed HTTP: "),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000, 431, "the request line and headers are larger"),
        (b"GET /" + b"a" * 70_000, 431, "the request line and headers are larger than 65536 bytes"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000 + b"\r\n", 431, "the request line and head"),
    ],
)
def test_what_is_no_request_is_refused_with_the_reason(
    sent: bytes, status: int, message: str
) -> None:
    with running_door() as door, door.connect() as sender:
        answer = sender.send(sent).read()
        door.wait_for(lambda: bool(door.refused))
        (refused,) = door.refused
        assert (answer.status, refused.status) == (status, status)
        assert refused.message.startswith(message)
        assert answer.body.decode().strip() == refused.message
        assert answer.header("connection") == "close"
        assert refused.peer == sender.name
        assert door.requests == []


def test_refusal_names_what_was_read() -> None:
    with running_door() as door, door.connect() as sender:
        sender.send(b"FOO /hook HTTP/1.1\r\nBad Name: 1\r\n\r\n").read()
        door.wait_for(lambda: bool(door.refused))
        (refused,) = door.refused
        assert (refused.method, refused.target) == (b"FOO", b"/hook")


def test_head_that_fills_the_limit_with_its_body_in_one_go_is_captured() -> None:
    limits = Limits(max_head=200)
    head = b"POST / HTTP/1.1\r\nContent-Length: 500\r\n\r\n"
    with running_door(limits) as door, door.connect() as sender:
        assert sender.send(head + b"x" * 500).read().status == 200


@pytest.mark.parametrize(
    "framing", [b"Content-Length: 11\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"]
)
def test_body_beyond_the_limit_is_refused(framing: bytes) -> None:
    with running_door(Limits(max_body=10)) as door, door.connect() as sender:
        body = b"b\r\n12345678901" if b"chunked" in framing else b""
        answer = sender.send(b"POST /big HTTP/1.1\r\n" + framing + body).read()
        door.wait_for(lambda: bool(door.refused))
        (refused,) = door.refused
        assert answer.status == refused.status == 413
        assert refused.message == "the body is larger than 10 bytes"
        assert refused.hint == "allow more with `--max-body`"
        assert (refused.method, refused.target) == (b"POST", b"/big")
        assert door.requests == []


def test_body_of_the_limit_is_captured() -> None:
    with running_door(Limits(max_body=10)) as door, door.connect() as sender:
        sender.send(b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n1234567890").read()
        assert door.requests[0].body.read() == b"1234567890"


@pytest.mark.parametrize("framing", [b"Content-Length: 2000000", b"Transfer-Encoding: chunked"])
def test_large_body_without_a_place_is_refused_and_not_captured(
    tmp_path: Path, framing: bytes
) -> None:
    chunk = b"1e8480\r\n" if b"chunked" in framing else b""
    missing = tmp_path / "missing"
    with running_door(spool_folder=missing) as door, door.connect() as sender:
        sender.send(b"POST / HTTP/1.1\r\n" + framing + b"\r\n\r\n" + chunk + bytes(2_000_000))
        assert sender.read().status == 503
        door.wait_for(lambda: bool(door.refused))
        assert door.refused[0].message.startswith("a large body cannot be kept: ")
        assert door.requests == []


@pytest.mark.parametrize(
    ("error", "status", "message", "hint"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507, "no space left on device", "disk"),
        (OSError(errno.EFBIG, "File too large"), 507, "file too large", "disk"),
        (OSError(errno.EACCES, "Permission denied"), 503, "permission denied", "folder"),
        (OSError("odd"), 503, "oserror", "folder"),
    ],
)
def test_file_that_cannot_be_written_says_why(
    error: OSError, status: int, message: str, hint: str
) -> None:
    refusal = no_room(error)
    assert (refusal.status, refusal.message) == (status, f"a large body cannot be kept: {message}")
    assert hint in (refusal.hint or "")
