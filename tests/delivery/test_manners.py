"""Bodies that leave slowly, in chunks, or not to their end."""

import ssl
from pathlib import Path

import pytest

from tests.delivery.authority import Identity
from tests.delivery.exchanging import answer_to, exchange, failure_of, request
from tests.delivery.recorder import Recorder
from tests.delivery.wire import OK, Wire, answer, hang
from webhookctl.core.body import MemoryBody
from webhookctl.core.connection import Connection
from webhookctl.core.manner import Manner, framed
from webhookctl.core.model import Answer, Failure, FailureKind, OutgoingRequest
from webhookctl.delivery.client import Limits

pytestmark = pytest.mark.usefixtures("each_loop")

BODY = bytes(range(256)) * 4
TOO_SLOW = answer("408 Request Timeout", b"too slow", "Connection: close")
UNCHECKED = Connection(insecure=True)


def sent_as(origin: str, manner: Manner, body: bytes = BODY) -> OutgoingRequest:
    plain = request(origin, body=MemoryBody(body))
    headers = framed(plain.headers, plain.body, manner)
    return OutgoingRequest(b"POST", origin, b"/", headers, plain.body, manner)


@pytest.fixture(params=["http", "https"])
def tls(request: pytest.FixtureRequest, tmp_path: Path) -> ssl.SSLContext | None:
    if request.param == "http":
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Identity.self_signed().both_in(tmp_path))
    return context


def test_chunked_body_arrives_in_several_chunks() -> None:
    with Wire() as wire:
        assert answer_to(sent_as(wire.url, Manner(chunked=True))).status == 200
    assert wire.received[0].fields[1:] == (b"Transfer-Encoding: chunked",)
    chunks = [b"80\r\n" + BODY[at : at + 128] + b"\r\n" for at in range(0, 1024, 128)]
    assert wire.received[0].body == b"".join(chunks) + b"0\r\n\r\n"


def test_cut_body_arrives_as_half_and_then_the_connection_ends(tls: ssl.SSLContext | None) -> None:
    with Recorder(tls=tls, reply=OK) as recorder:
        failure = failure_of(sent_as(recorder.url, Manner(cut=True)), connection=UNCHECKED)
    assert failure == Failure(
        FailureKind.CUT, "cut off as asked, after 512 of 1024 bytes of the body"
    )
    assert b"Content-Length: 1024\r\n" in recorder.received
    assert recorder.body == BODY[:512]
    assert not recorder.was_reset


def test_cut_chunked_body_has_no_last_chunk() -> None:
    with Recorder() as recorder:
        failure_of(sent_as(recorder.url, Manner(chunked=True, cut=True)))
    assert recorder.body.startswith(b"80\r\n")
    assert b"0\r\n\r\n" not in recorder.body


def test_body_of_one_byte_is_cut_before_it() -> None:
    with Recorder() as recorder:
        failure = failure_of(sent_as(recorder.url, Manner(cut=True), b"x"))
    assert failure.message == "cut off as asked, after 0 of 1 bytes of the body"
    assert recorder.body == b""


def test_client_works_on_after_a_cut() -> None:
    with Wire() as wire:
        whole, cut, again = exchange(
            request(wire.url), sent_as(wire.url, Manner(cut=True)), request(wire.url)
        )
    assert isinstance(whole.outcome, Answer)
    assert isinstance(cut.outcome, Failure)
    assert isinstance(again.outcome, Answer)
    assert len(wire.received) == 2


def test_cut_that_finds_nobody_is_refused() -> None:
    with Recorder() as gone:
        failure_of(sent_as(gone.url, Manner(cut=True)))
    assert failure_of(sent_as(gone.url, Manner(cut=True))).kind is FailureKind.REFUSED


def test_slow_body_takes_its_time_and_arrives_in_pieces(tls: ssl.SSLContext | None) -> None:
    with Recorder(tls=tls, enough=BODY, reply=OK) as recorder:
        one = sent_as(recorder.url, Manner(slow=0.4))
        (done,) = exchange(one, connection=UNCHECKED)
    assert isinstance(done.outcome, Answer)
    assert done.elapsed >= 0.4
    assert recorder.seconds >= 0.4
    assert recorder.parts > 2
    assert recorder.body == BODY


def test_time_of_a_slow_body_does_not_count_for_the_answer() -> None:
    with Wire() as wire:
        one = sent_as(wire.url, Manner(slow=0.7))
        assert answer_to(one, Limits(response=0.6)).status == 200


def test_slow_body_whose_answer_does_not_come_is_a_timeout() -> None:
    with Wire([hang]) as wire:
        failure = failure_of(sent_as(wire.url, Manner(slow=0.1)), Limits(response=0.2))
    assert failure.kind is FailureKind.RESPONSE_TIMEOUT
    assert failure.message == f"no answer from {wire.url} within 0.3 s"


def test_answer_to_half_a_slow_body_is_taken(tls: ssl.SSLContext | None) -> None:
    with Recorder(tls=tls, enough=BODY[:128], reply=TOO_SLOW) as recorder:
        (done,) = exchange(sent_as(recorder.url, Manner(slow=4.0)), connection=UNCHECKED)
    assert isinstance(done.outcome, Answer)
    assert (done.outcome.status, done.outcome.body) == (408, b"too slow")
    assert done.elapsed < 4
    assert len(recorder.body) < len(BODY)


def test_interim_answer_to_a_slow_body_asks_for_the_rest() -> None:
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
    with Recorder(greeting=early, enough=BODY, reply=OK) as recorder:
        (done,) = exchange(sent_as(recorder.url, Manner(slow=0.4)))
    assert isinstance(done.outcome, Answer)
    assert done.outcome.status == 200
    assert done.elapsed >= 0.4
    assert recorder.body == BODY


def test_end_of_the_connection_in_a_slow_body_is_a_reset(tls: ssl.SSLContext | None) -> None:
    with Recorder(tls=tls, enough=BODY[:128]) as recorder:
        one = sent_as(recorder.url, Manner(slow=4.0))
        failure = failure_of(one, connection=UNCHECKED)
    assert failure.kind is FailureKind.RESET


class ChangedBody(MemoryBody):
    """A body whose bytes are not as many as they were."""

    @property
    def size(self) -> int:
        return 100


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * 99, "the body ended after 99 of 100 bytes"),
        (b"x" * 101, "the body has more than its 100 bytes"),
    ],
)
def test_body_that_has_changed_is_never_taken_for_two_requests(data: bytes, said: str) -> None:
    with Wire() as wire:
        failure, again = exchange(request(wire.url, body=ChangedBody(data)), request(wire.url))
    assert isinstance(failure.outcome, Failure)
    assert failure.outcome.kind is FailureKind.PROTOCOL
    assert failure.outcome.message == f"the request cannot be sent over HTTP: {said}"
    assert isinstance(again.outcome, Answer)
    assert [received.connection for received in wire.received] == [2]
