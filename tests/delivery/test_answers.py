"""What comes back: every framing, as it came, up to a limit."""

import socket
from threading import Event, Thread

import pytest

from tests.delivery.exchanging import CountedBody, answer_to, failure_of, request
from tests.delivery.wire import OK, Wire, answer
from webhookctl.core.model import Answer, FailureKind
from webhookctl.delivery.client import Limits

pytestmark = pytest.mark.usefixtures("each_loop")


def test_answer_is_returned_as_it_came() -> None:
    message = (
        b"HTTP/1.1 418 I'm a tea\xffpot\r\nX-Twice: 1\r\nx-TWICE: 2\r\nX-Empty:\r\n"
        b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x00\xff"
    )
    with Wire([message]) as wire:
        got = answer_to(request(wire.url))
    assert got == Answer(
        status=418,
        reason="I'm a tea\xffpot",
        http_version="1.1",
        headers=(
            (b"X-Twice", b"1"),
            (b"x-TWICE", b"2"),
            (b"X-Empty", b""),
            (b"Content-Encoding", b"gzip"),
            (b"Content-Length", b"4"),
        ),
        body=b"\x1f\x8b\x00\xff",
        body_size=4,
    )


@pytest.mark.parametrize(
    ("method", "message", "status", "body"),
    [
        (b"POST", b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        (b"GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, b""),
        (b"HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", 200, b""),
        (b"POST", b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, b""),
        (
            b"POST",
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + OK,
            200,
            b"ok",
        ),
        (
            b"POST",
            b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n",
            202,
            b"abcde",
        ),
        (
            b"POST",
            b"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nuntil the end",
            200,
            b"until the end",
        ),
    ],
)
def test_every_framing_of_an_answer_is_understood(
    method: bytes, message: bytes, status: int, body: bytes
) -> None:
    with Wire([message]) as wire:
        got = answer_to(request(wire.url, method=method))
    assert (got.status, got.body, got.body_size) == (status, body, len(body))


def test_head_of_a_big_answer_is_kept_and_all_of_it_counted() -> None:
    with Wire([answer("200 OK", b"a" * 300_000)]) as wire:
        got = answer_to(request(wire.url), Limits(kept=1000))
    assert got.body == b"a" * 1000
    assert got.body_size == 300_000


def test_answer_beyond_the_read_limit_is_given_up() -> None:
    with Wire([answer("200 OK", b"a" * 300_000)]) as wire:
        limits = Limits(kept=1000, read=200_000)
        failure = failure_of(request(wire.url), limits)
        at_limit = answer_to(request(wire.url), Limits(read=300_000))
    assert failure.kind is FailureKind.PROTOCOL
    assert failure.message == f"the answer of {wire.url} is larger than 200000 bytes"
    assert at_limit.body_size == 300_000


def _forever(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 1000)


def test_endless_answer_is_cut_off() -> None:
    with Wire([_forever]) as wire:
        failure = failure_of(request(wire.url), Limits(read=1_000_000))
    assert failure.kind is FailureKind.PROTOCOL


@pytest.mark.parametrize(
    ("start", "more"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n" * 100),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: 1\r\n" * 100),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x" * 1000),
    ],
    ids=["head", "interim answers", "trailer", "extension of a chunk"],
)
def test_what_has_no_end_but_the_body_is_cut_off_sooner(start: bytes, more: bytes) -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(more)

    with Wire([flood]) as wire:
        failure = failure_of(request(wire.url))
    assert failure.kind is FailureKind.PROTOCOL
    assert failure.message.endswith(" is larger than 102400 bytes")


def test_lines_may_end_without_a_carriage_return() -> None:
    """As those of a server do that somebody has written in a shell."""
    with Wire([b"HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 2\n\nok"]) as wire:
        got = answer_to(request(wire.url))
    assert (got.headers, got.body) == (((b"X-A", b"1"), (b"Content-Length", b"2")), b"ok")


def test_refusal_is_taken_of_a_body_that_nobody_reads() -> None:
    """The server does not even hang up."""
    done = Event()

    def refuse() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(answer("413 Content Too Large", b"big"))
            done.wait(10)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=refuse, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        got = answer_to(request(url, body=CountedBody(200)))
        done.set()
        thread.join(5)
    assert (got.status, got.body) == (413, b"big")


def test_early_answer_to_a_large_body_is_taken() -> None:
    """A server that refuses a body does not read it to its end (RFC 9110 section 10.1.1)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(answer("413 Content Too Large", b"big", "Connection: close"))
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(1 << 20):
                    pass

        thread = Thread(target=refuse, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        got = answer_to(request(url, body=CountedBody(40)))
        thread.join(5)
    assert (got.status, got.body) == (413, b"big")


@pytest.mark.parametrize(
    "garbage",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 9999 Huge\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad Header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_answer_that_is_not_http_is_a_protocol_failure(garbage: bytes) -> None:
    with Wire([garbage]) as wire:
        failure = failure_of(request(wire.url))
    assert failure.kind is FailureKind.PROTOCOL
    assert failure.message.startswith(f"what {wire.url} answered is not HTTP: ")
    assert "b'" not in failure.message
