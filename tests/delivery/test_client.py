"""The engine against a server that keeps every byte: what leaves, what comes back, what fails."""

import asyncio
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery.wire import OK, Answerer, Wire, answer, hang, reset
from webhookctl.core.body import CHUNK_SIZE, EMPTY, Body, MemoryBody
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import Answer, Failure, FailureKind, OutgoingRequest
from webhookctl.delivery.client import Client, Exchange, Limits, trusted_certificates

CERTIFICATES = Path(__file__).parents[1] / "data" / "tls"


def request(
    origin: str,
    headers: HeaderPairs = (),
    body: Body = EMPTY,
    method: bytes = b"POST",
    target: bytes = b"/",
) -> OutgoingRequest:
    return OutgoingRequest(method, origin, target, headers, body)


def exchange(
    *requests: OutgoingRequest, limits: Limits | None = None, trust: ssl.SSLContext | None = None
) -> list[Exchange]:
    limits = limits or Limits()

    async def run() -> list[Exchange]:
        async with Client(time.perf_counter, trust=trust) as client:
            return [await client.exchange(one, limits) for one in requests]

    return asyncio.run(run())


def answer_to(one: OutgoingRequest, limits: Limits | None = None) -> Answer:
    (done,) = exchange(one, limits=limits)
    assert isinstance(done.outcome, Answer), done.outcome
    return done.outcome


def failure_of(
    one: OutgoingRequest, limits: Limits | None = None, trust: ssl.SSLContext | None = None
) -> Failure:
    (done,) = exchange(one, limits=limits, trust=trust)
    assert isinstance(done.outcome, Failure), done.outcome
    return done.outcome


class CountedBody:
    """A large body that is never whole in memory."""

    def __init__(self, chunks: int) -> None:
        self.size = chunks * CHUNK_SIZE
        self._chunks = chunks

    def read(self) -> bytes:
        raise AssertionError("a large body must not be read whole")

    def head(self, limit: int) -> bytes:
        raise AssertionError(f"nobody needs its first {limit} bytes")

    def chunks(self) -> Iterator[bytes]:
        for number in range(self._chunks):
            yield bytes((number % 256,)) * CHUNK_SIZE


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


def test_connection_is_reused() -> None:
    with Wire() as wire:
        done = exchange(request(wire.url), request(wire.url), request(wire.url))
    assert [one.outcome.status for one in done if isinstance(one.outcome, Answer)] == [200] * 3
    assert [got.connection for got in wire.received] == [1, 1, 1]


def test_connection_is_not_reused_after_the_server_closed_it() -> None:
    with Wire([answer("200 OK", b"", "Connection: close")]) as wire:
        exchange(request(wire.url), request(wire.url))
    assert [got.connection for got in wire.received] == [1, 2]


def test_requests_at_once_have_a_connection_each() -> None:
    async def run() -> list[Exchange]:
        async with Client(time.perf_counter) as client:
            return await asyncio.gather(
                *(client.exchange(request(wire.url), Limits()) for _ in range(20))
            )

    with Wire() as wire:
        done = asyncio.run(run())
    assert all(isinstance(one.outcome, Answer) for one in done)
    assert sorted(got.connection for got in wire.received) == list(range(1, 21))


def test_idle_connection_is_closed_soon() -> None:
    """An app that serves one connection at a time is not kept from serving others."""
    closed = Event()

    def wait_for_the_end(connection: socket.socket) -> None:
        connection.sendall(OK)
        hang(connection)
        closed.set()

    async def run() -> bool:
        async with Client(time.perf_counter) as client:
            await client.exchange(request(wire.url), Limits())
            return await asyncio.to_thread(closed.wait, 10)

    with Wire([wait_for_the_end]) as wire:
        assert asyncio.run(run())


def test_exchange_that_outlives_the_client_leaves_no_connection() -> None:
    closed, arrived = Event(), Event()

    def answer_late(connection: socket.socket) -> None:
        arrived.set()
        released.wait(10)
        connection.sendall(OK)
        hang(connection)
        closed.set()

    async def run() -> Exchange:
        client = Client(time.perf_counter)
        task = asyncio.ensure_future(client.exchange(request(wire.url), Limits()))
        await asyncio.to_thread(arrived.wait, 10)
        await client.close()
        released.set()
        done = await task
        assert await asyncio.to_thread(closed.wait, 10)
        return done

    released = Event()
    with Wire([answer_late]) as wire:
        assert isinstance(asyncio.run(run()).outcome, Answer)


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


def _drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    connection.settimeout(0.02)
    while True:
        connection.sendall(b"X-More: 1\r\n")
        try:
            connection.recv(1)
        except TimeoutError:
            continue
        return


def _drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
    _drip_headers(connection)


def _one_by_one(*tries: tuple[OutgoingRequest, float]) -> list[Exchange]:
    """Each request with its own time limit; the first ones open the connection without hurry."""

    async def run() -> list[Exchange]:
        async with Client(time.perf_counter) as client:
            return [await client.exchange(one, Limits(response=limit)) for one, limit in tries]

    return asyncio.run(run())


@pytest.mark.parametrize("slow", [hang, _drip_headers, _drip_body])
def test_answer_that_takes_too_long_is_a_response_timeout(slow: Answerer) -> None:
    with Wire([OK, slow]) as wire:
        _, late = _one_by_one((request(wire.url), 30), (request(wire.url), 0.3))
    assert isinstance(late.outcome, Failure)
    assert late.outcome.kind is FailureKind.RESPONSE_TIMEOUT
    assert late.outcome.message == f"no complete answer from {wire.url} within 0.3 s"
    assert late.elapsed > 0


def test_client_works_on_after_a_timeout() -> None:
    with Wire([hang]) as silent, Wire() as wire:
        late, good = _one_by_one((request(silent.url), 0.3), (request(wire.url), 30))
    assert isinstance(late.outcome, Failure)
    assert isinstance(good.outcome, Answer)


@pytest.fixture
def full_backlog() -> Iterator[str]:
    """An address where connections are neither taken nor refused."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
            waiting.append(one)
        yield f"http://127.0.0.1:{port}"
        for one in waiting:
            one.close()


@pytest.mark.skipif(sys.platform != "linux", reason="others refuse when the backlog is full")
@pytest.mark.parametrize(
    ("limits", "said"), [(Limits(response=0.2), "0.2"), (Limits(connect=0.1), "0.1")]
)
def test_connection_that_is_not_taken_is_a_connect_timeout(
    full_backlog: str, limits: Limits, said: str
) -> None:
    failure = failure_of(request(full_backlog), limits)
    assert failure.kind is FailureKind.CONNECT_TIMEOUT
    assert failure.message == f"no connection to {full_backlog} within {said} s"


def test_closed_port_is_refused_and_the_next_step_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        failure = failure_of(request(f"http://127.0.0.1:{port}"))
    assert failure == Failure(
        FailureKind.REFUSED,
        f"connection refused by http://127.0.0.1:{port}",
        "nothing listens there: start the app, or check the port",
    )


def test_localhost_with_both_families_closed_is_refused() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        failure = failure_of(request(f"http://localhost:{port}"))
    assert failure.kind is FailureKind.REFUSED


def _close_mid_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nConte")


def _close_mid_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")


def _close_mid_chunk(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc")


def _reset_mid_body(connection: socket.socket) -> None:
    _close_mid_body(connection)
    reset(connection)


def _say_nothing(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize(
    "ending",
    [reset, _say_nothing, _close_mid_head, _close_mid_body, _close_mid_chunk, _reset_mid_body],
)
def test_connection_that_ends_early_is_a_reset(ending: Answerer) -> None:
    with Wire([ending]) as wire:
        failure = failure_of(request(wire.url))
    assert failure.kind is FailureKind.RESET
    assert failure.message == f"{wire.url} closed the connection before it had answered"


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


def test_unknown_host_is_a_dns_failure() -> None:
    failure = failure_of(request("http://no-such-host.invalid"))
    assert failure.kind is FailureKind.DNS
    assert failure.message == "the host of http://no-such-host.invalid has no address"


def test_impossible_host_is_a_dns_failure() -> None:
    assert failure_of(request(f"http://{'a' * 64}.test")).kind is FailureKind.DNS


def test_proxy_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Wire() as wire:
        assert answer_to(request(wire.url)).status == 200


def _server_tls(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem")
    return context


@pytest.fixture(scope="module")
def trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CERTIFICATES / "ca.pem")


def test_trusted_certificate_is_accepted_and_the_connection_reused(trust: ssl.SSLContext) -> None:
    with Wire(tls=_server_tls("localhost")) as wire:
        done = exchange(request(wire.url), request(wire.url), trust=trust)
    assert [one.outcome.status for one in done if isinstance(one.outcome, Answer)] == [200, 200]
    assert [got.connection for got in wire.received] == [1, 1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("self-signed", "is self-signed"),
        ("expired", "has expired"),
        ("not-yet-valid", "is not valid yet"),
        ("other-host", "is for another host name"),
    ],
)
def test_bad_certificate_is_a_tls_failure_that_says_why(
    trust: ssl.SSLContext, name: str, said: str
) -> None:
    with Wire(tls=_server_tls(name)) as wire:
        failure = failure_of(request(wire.url), trust=trust)
    assert failure.kind is FailureKind.TLS
    assert failure.message == f"the certificate of {wire.url} {said}"
    assert wire.received == []


def test_certificate_of_an_unknown_authority_is_a_tls_failure() -> None:
    with Wire(tls=_server_tls("localhost")) as wire:
        failure = failure_of(request(wire.url))
    assert failure.kind is FailureKind.TLS
    assert failure.message.startswith(f"the certificate of {wire.url} is not trusted: ")


def test_authority_in_ssl_cert_file_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    with Wire(tls=_server_tls("localhost")) as wire:
        assert answer_to(request(wire.url)).status == 200


def test_public_authorities_are_trusted() -> None:
    assert len(trusted_certificates().get_ca_certs()) > 50


def test_plain_port_behind_https_is_a_tls_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_in_plain() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                hang(connection)

        thread = Thread(target=answer_in_plain, daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        failure = failure_of(request(url))
        thread.join(5)
    assert failure.kind is FailureKind.TLS
    assert failure.message == f"no TLS connection to {url}: wrong version number"
    assert failure.hint == "is it a plain HTTP port? then use `http://`"


def test_time_is_counted_from_the_first_byte_out() -> None:
    clock = iter(range(100))

    async def run() -> float:
        async with Client(lambda: float(next(clock))) as client:
            return (await client.exchange(request(wire.url), Limits())).elapsed

    with Wire() as wire:
        assert asyncio.run(run()) == 1.0
