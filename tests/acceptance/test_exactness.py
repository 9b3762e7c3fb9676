"""Bytes are sacred: what is captured, shown, forwarded and replayed is what was sent.

A message passes through a real listener to a server that keeps what reaches it, is read back
from the store, and goes out once more by `replay`. On the way only this may change (RFC 9110): Host
is the next server's; headers of one connection, and Expect, are left out; a body in chunks gets a
Content-Length; `listen --forward-to` adds X-Forwarded-* and the capture's id. All else is compared
to the byte, the order of headers included.
"""

import gzip
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

import pytest
import stripe
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.acceptance.messages import PATIENCE, Headers, Message, message, send, without_chunks
from tests.conftest import StartListener
from tests.delivery.wire import Received, Wire
from tests.processes import Finished, clean_environment, run_in_process, start_listener

MIB = 1024 * 1024
SECRET = "whsec_of-this-test"  # noqa: S105 - the secret of nobody
ACCEPTED = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Hop:
    """A running listener, and the server that it forwards to."""

    port: int
    app: Wire
    run: Callable[..., Finished]
    """Runs the program on the store of the listener."""

    @property
    def app_host(self) -> bytes:
        return b"127.0.0.1:%d" % self.app.port

    def forwarded(self, sent: Message) -> Received:
        """Send a request through the listener; return what reached the app."""
        assert send(self.port, sent)[0] == 200
        return self.app.received.pop()

    def replayed(self, capture_id: str, path: str = "") -> Received:
        """Return what reached the app when a capture was sent again."""
        ended = self.run("replay", capture_id, "--to", self.app.url + path)
        assert (ended.code, ended.stderr) == (0, "")
        return self.app.received.pop()


@pytest.fixture(scope="module")
def hop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hop]:
    home = tmp_path_factory.mktemp("home")
    environment = clean_environment(home, {"SECRET": SECRET})

    def run(*arguments: str) -> Finished:
        return run_in_process(arguments, b"", environment)

    with Wire([ACCEPTED]) as app:
        options = ("--forward-to", app.url, "--secret", "env:SECRET")
        listener = start_listener(home / "listener", options, environment)
        try:
            listener.wait_until_ready()
            yield Hop(listener.ready["port"], app, run)
        finally:
            listener.kill()
    assert app.received == []


def assert_exact(hop: Hop, sent: Message, target: bytes | None = None) -> None:
    """Send a message and look at it everywhere; `target` is what a hop makes of its target."""
    line = b"%b %b HTTP/1.1" % (sent.method, target or sent.target)
    passed_on = sent.passed_on(hop.app_host)

    forwarded = hop.forwarded(sent)
    capture_id = forwarded.value("webhookctl-capture-id")
    assert forwarded.line == line
    assert forwarded.fields == lines(passed_on + added_by_forwarding(sent, capture_id))
    assert forwarded.body == sent.body

    assert_kept(hop, capture_id.decode("ascii"), sent)

    replayed = hop.replayed(capture_id.decode("ascii"))
    assert replayed.line == line
    assert replayed.fields == lines(passed_on)
    assert replayed.body == sent.body


def assert_kept(hop: Hop, capture_id: str, sent: Message) -> None:
    raw = hop.run("show", capture_id, "--raw").output
    assert raw[: len(sent.head)] == sent.head
    body = raw[len(sent.head) :]
    assert (without_chunks(body) if sent.chunk else body) == sent.body
    assert hop.run("show", capture_id, "--body").output == sent.body


def added_by_forwarding(sent: Message, capture_id: bytes) -> Headers:
    hosts = [
        (b"X-Forwarded-Host", value) for name, value in sent.headers if name.lower() == b"host"
    ]
    return (
        (b"X-Forwarded-For", b"127.0.0.1"),
        (b"X-Forwarded-Proto", b"http"),
        *hosts,
        (b"Webhookctl-Capture-Id", capture_id),
    )


def lines(headers: Headers) -> tuple[bytes, ...]:
    return tuple(name + b": " + value for name, value in headers)


TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz"
NOT_FREE = {
    *(b"host", b"content-length", b"transfer-encoding", b"connection", b"expect", b"upgrade"),
    *(b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"webhookctl-capture-id"),
}


def some_of(alphabet: bytes, least: int, most: int) -> st.SearchStrategy[bytes]:
    letters = st.sampled_from([bytes([byte]) for byte in alphabet])
    return st.lists(letters, min_size=least, max_size=most).map(b"".join)


usual_names = st.sampled_from(
    [b"X-Hub-Signature-256", b"x-hub-signature-256", b"CONTENT-TYPE", b"Cookie", b"TE", b"Trailer"]
)
names = usual_names | some_of(TOKEN, 1, 20).filter(lambda name: name.lower() not in NOT_FREE)
VISIBLE = bytes([*range(0x21, 0x7F), *range(0x80, 0x100)])
values = some_of(VISIBLE + b" \t", 0, 40).map(lambda value: value.strip(b" \t"))
connections = st.sampled_from([b"close", b"keep-alive, X-Hop", b"x-hub-signature-256", b""])
# RFC 3986 section 3.3 and 3.4, and what senders use although they should encode it.
targets = some_of(b"/?%aZ09-._~!$&'()*+,;=:@" + b'"<>[]\\^`{|}', 0, 60).map(b"/".__add__)
methods = st.sampled_from([b"POST", b"PUT", b"GET", b"HEAD", b"DELETE", b"OPTIONS"]) | some_of(
    TOKEN, 1, 12
).filter(lambda method: method.upper() not in {b"CONNECT", b"PRI"})


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """Any request that is legal on the wire, its headers in any order."""
    body = draw(st.binary(max_size=400) | st.just(b""))
    chunk = draw(st.sampled_from([0, 0, 1, 7, 1000]))
    headers = draw(st.lists(st.tuples(names, values), max_size=8))
    headers += [(b"Connection", value) for value in draw(st.lists(connections, max_size=1))]
    headers.append((b"Host", draw(st.sampled_from([b"sender.test", b"[::1]:8080"]))))
    if chunk:
        headers.append((b"Transfer-Encoding", b"chunked"))
    elif body or draw(st.booleans()):
        headers.append((b"Content-Length", b"%d" % len(body)))
    return Message(
        method=draw(methods),
        target=draw(targets),
        headers=tuple(draw(st.permutations(headers))),
        body=body,
        chunk=chunk,
        padding=draw(st.sampled_from([(b" ", b""), (b"", b""), (b" \t ", b"  ")])),
    )


@settings(max_examples=80, deadline=None, derandomize=True)
@given(messages())
@example(message(b"POST", b"/", (b"X-A", b"1"), (b"x-a", b"2"), (b"X-A", b"1"), body=b"{}"))
@example(message(b"POST", b"/", (b"x-MiXeD-cAsE", b"KeEp"), (b"ETAG", b'W/"x"'), body=b"{}"))
@example(message(b"POST", b"/a%2Fb%2f%00%zz/%C3%A9?q=%20+%2B"))
@example(message(b"POST", b"//double//slash//?//"))
@example(message(b"POST", b"/a/../../b/./c/..?x=/../"))
@example(message(b"POST", b"/?"))
@example(message(b"POST", b"/?a=1&a=2&&=&a"))
@example(message(b"POST", b"/" + b"long/" * 6000 + b"?" + b"q=1&" * 5000))
@example(message(b"POST", b"/", (b"X-Empty", b""), (b"X-Full", b"x"), (b"X-Empty", b"")))
@example(message(b"POST", b"/", (b"X-Utf8", "é€😀".encode()), (b"X-Latin", b"caf\xe9 \xff\x80")))
@example(message(b"POST", b"/", (b"X-Inner", b"a \t  b"), padding=(b"\t", b"  \t")))
@example(message(b"POST", b"/", body=b"\x00\x01\xff\r\n\r\n0\r\n\r\nPOST / HTTP/1.1\r\n\x00"))
@example(message(b"POST", b"/", body=b'{"price": 1.0, "e": 1E3, "z": -0.0, "a": 1, "a": 2}\n'))
@example(message(b"POST", b"/", body='{"name":"é","\\u00e9":"\u2028"}'.encode()))
@example(message(b"POST", b"/", body='{"name":"é"}'.encode("latin-1")))
@example(message(b"POST", b"/", body=b"\xef\xbb\xbf{}"))
@example(
    message(b"POST", b"/", (b"Content-Encoding", b"gzip"), body=gzip.compress(b"{}" * 99, mtime=0))
)
@example(message(b"POST", b"/", body=b"in pieces, with extensions", chunk=3))
@example(message(b"POST", b"/", body=b"", chunk=3))
@example(message(b"POST", b"/", body=b"{}", version=b"1.0"))
@example(Message(b"POST", b"/", ((b"CONTENT-length", b"2"),), b"{}", b"1.0"))
@example(Message(b"POST", b"/", ((b"Content-Length", b"002"), (b"HOST", b"sender.test")), b"{}"))
@example(message(b"POST", b"/", (b"Expect", b"100-continue"), body=b"sent at once"))
@example(message(b"GET", b"/"))
@example(message(b"HEAD", b"/", body=b"a HEAD with a body"))
@example(message(b"DELETE", b"/", body=b"a DELETE with a body"))
@example(message(b"GET", b"/", (b"Content-Length", b"0")))
@example(message(b"PURGE", b"/", body=b"x"))
@example(message(b"M-SEARCH", b"/", body=b"x"))
@example(message(b"post", b"/", body=b"lower case is another method"))
@example(message(b"OPTIONS", b"*"))
@example(message(b"POST", b"/", (b"Connection", b"X-Hop, close"), (b"X-Hop", b"1"), body=b"x"))
@example(
    message(b"POST", b"/", (b"Connection", b"Upgrade"), (b"Upgrade", b"h2c"), body=b"not upgraded")
)
def test_any_message_is_the_same_everywhere(hop: Hop, sent: Message) -> None:
    assert_exact(hop, sent)


@pytest.mark.parametrize(
    ("sent", "passed_on"),
    [
        (b"http://sender.test/a%2F//b?c=%20", b"/a%2F//b?c=%20"),
        (b"HTTP://sender.test:80/../x", b"/../x"),
        (b"http://sender.test?only=query", b"/?only=query"),
        (b"http://sender.test", b"/"),
    ],
)
def test_absolute_target_is_kept_and_goes_on_from_its_path(
    hop: Hop, sent: bytes, passed_on: bytes
) -> None:
    assert_exact(hop, message(b"POST", sent, body=b"{}"), passed_on)


def test_target_is_appended_to_the_base_that_a_replay_goes_to(hop: Hop) -> None:
    capture_id = captured(hop, message(b"POST", b"/hook/%2F?a=%26"))
    assert hop.replayed(capture_id, "/base/").target == b"/base/hook/%2F?a=%26"
    assert hop.replayed(capture_id, "/base?key=1").target == b"/base/hook/%2F?key=1&a=%26"


def test_headers_of_an_outer_proxy_are_continued_by_forwarding_and_replayed_as_they_were(
    hop: Hop,
) -> None:
    own = (
        (b"X-Forwarded-For", b"192.0.2.1"),
        (b"x-forwarded-FOR", b"192.0.2.2"),
        (b"X-Forwarded-Proto", b"https"),
        (b"X-Forwarded-Host", b"public.test"),
        (b"Webhookctl-Capture-Id", b"of-another-hop"),
    )
    forwarded = hop.forwarded(message(b"POST", b"/", *own))
    capture_id = forwarded.headers[-1][1]
    continued = (own[0], (b"x-forwarded-FOR", b"192.0.2.2, 127.0.0.1"), *own[2:4])
    assert forwarded.headers[1:] == (*continued, (b"Webhookctl-Capture-Id", capture_id))
    assert hop.replayed(capture_id.decode("ascii")).headers[1:] == own


@pytest.mark.parametrize(
    "sent",
    [
        message(b"CONNECT", b"sender.test:443"),
        message(b"POST", "/café?é".encode(), body=b"illegal in a target, and sent by curl"),
    ],
    ids=["a tunnel", "eight bits in the target"],
)
def test_what_cannot_be_sent_again_is_kept_all_the_same(hop: Hop, sent: Message) -> None:
    status, answer = send(hop.port, sent)
    assert (status, answer) == (502, b"502 Bad Gateway: the app did not answer (protocol)\n")
    (newest,) = hop.run("list", "--limit", "1", "--json").lines()
    assert newest["target"] == sent.target.decode("latin-1")
    assert_kept(hop, newest["id"], sent)


def test_largest_body_is_the_same_everywhere_and_one_byte_more_is_refused(hop: Hop) -> None:
    body = b"".join(islice(blocks(), 25 * MIB // 32))
    assert len(body) == 25 * MIB
    assert_exact(hop, message(b"PUT", b"/large", body=body))
    status, answer = send(hop.port, message(b"PUT", b"/larger", body=body + b"x"))
    assert (status, answer) == (413, b"the body is larger than 25 MiB\n")
    (newest,) = hop.run("list", "--limit", "1", "--json").lines()
    assert (newest["target"], newest["size"]) == ("/large", 25 * MIB)


def blocks() -> Iterator[bytes]:
    """Yield blocks that differ, so that one in a wrong place is noticed."""
    block = b""
    while True:
        block = hashlib.sha256(block).digest()
        yield block


def test_signature_that_was_valid_stays_valid(hop: Hop) -> None:
    body = b'{"object":"event","amount":1.0,"name":"\\u00e9\xc3\xa9", "a":1}\n'
    moment = int(time.time())
    by_stripe = mac(b"%d.%b" % (moment, body))
    for header, is_genuine in (
        ((b"X-Hub-Signature-256", b"sha256=" + mac(body)), is_githubs),
        ((b"Stripe-Signature", b"t=%d,v1=%b" % (moment, by_stripe)), is_stripes),
    ):
        forwarded = hop.forwarded(message(b"POST", b"/signed", header, body=body))
        capture_id = forwarded.value("webhookctl-capture-id").decode("ascii")
        shown = json.loads(hop.run("show", capture_id, "--json").output)
        replayed = hop.replayed(capture_id)
        assert shown["verdict"]["valid"]
        assert is_genuine(forwarded)
        assert is_genuine(replayed)


def mac(signed: bytes) -> bytes:
    return hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest().encode()


def is_githubs(received: Received) -> bool:
    return received.value("x-hub-signature-256") == b"sha256=" + mac(received.body)


def is_stripes(received: Received) -> bool:
    signature = received.value("stripe-signature").decode("ascii")
    return bool(stripe.Webhook.construct_event(received.body, signature, SECRET))


def test_answer_of_the_app_goes_back_as_it_is(listener: StartListener) -> None:
    body = gzip.compress(b"answered", mtime=0)
    fields = (
        b"Set-Cookie: a=1",
        b"X-MiXeD: caf\xe9",
        b"set-cookie: b=2",
        b"Content-Encoding: gzip",
    )
    length = b"Content-Length: %d" % len(body)
    answer = b"\r\n".join([b"HTTP/1.1 418 I'm a tea-pot", *fields, length, b"", body])
    with Wire([answer]) as app:
        port = listener("--forward-to", app.url).ready["port"]
        with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) as sender:
            sender.sendall(message(b"POST", b"/", (b"Connection", b"close")).wire)
            received = b"".join(iter(lambda: sender.recv(65536), b""))
    head, _, rest = received.partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    assert line == b"HTTP/1.1 418 I'm a tea-pot"
    assert rest == body
    added = {b"date", b"connection"}
    assert [one for one in headers if one.partition(b":")[0].lower() not in added] == [
        *fields,
        length,
    ]


def test_sender_and_version_and_time_are_kept(hop: Hop) -> None:
    before = time.time()
    with closing(socket.create_connection(("127.0.0.1", hop.port), timeout=PATIENCE)) as sender:
        host, port = sender.getsockname()
        sender.sendall(message(b"GET", b"/who", version=b"1.0").wire)
        assert sender.recv(65536).startswith(b"HTTP/1.1 200 ")
    capture_id = hop.app.received.pop().value("webhookctl-capture-id").decode("ascii")
    (shown,) = hop.run("show", capture_id, "--json").lines()
    assert shown["peer"] == f"{host}:{port}"
    assert shown["http_version"] == "1.0"
    assert before <= shown["received_at"] <= time.time()


def captured(hop: Hop, sent: Message) -> str:
    return hop.forwarded(sent).value("webhookctl-capture-id").decode("ascii")
