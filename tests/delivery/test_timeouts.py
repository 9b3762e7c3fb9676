"""Time that is up: each phase of an exchange has a failure of its own."""

import socket
import sys
from collections.abc import Iterator

import pytest

from tests.delivery.exchanging import CountedBody, failure_of, one_by_one, request
from tests.delivery.wire import OK, Answerer, Wire, hang
from webhookctl.core.connection import DIRECT
from webhookctl.core.model import Answer, Failure, FailureKind
from webhookctl.delivery.client import Limits

pytestmark = pytest.mark.usefixtures("each_loop")


@pytest.fixture
def deaf() -> Iterator[str]:
    """The authority of a server whose connections stand, and which never reads nor writes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


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


@pytest.mark.parametrize(
    ("limits", "said"), [(Limits(response=0.3), "0.3"), (Limits(connect=0.2), "0.2")]
)
def test_handshake_that_does_not_end_is_a_tls_timeout(deaf: str, limits: Limits, said: str) -> None:
    failure = failure_of(request(f"https://{deaf}"), limits)
    assert failure == Failure(
        FailureKind.TLS_TIMEOUT,
        f"no end of the TLS handshake with https://{deaf} within {said} s",
        "is it a plain HTTP port? then use `http://`",
    )


def test_body_that_is_not_read_is_a_send_timeout(deaf: str) -> None:
    failure = failure_of(request(f"http://{deaf}", body=CountedBody(200)), Limits(response=0.3))
    assert failure == Failure(
        FailureKind.SEND_TIMEOUT,
        f"the request was not taken by http://{deaf} within 0.3 s",
        "the app does not read the body: look at its own log",
    )


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


@pytest.mark.parametrize(
    ("slow", "kind", "said"),
    [
        (hang, FailureKind.RESPONSE_TIMEOUT, "no answer"),
        (_drip_headers, FailureKind.RESPONSE_TIMEOUT, "no answer"),
        (_drip_body, FailureKind.READ_TIMEOUT, "no end of the answer"),
    ],
)
def test_answer_that_takes_too_long_is_a_timeout_of_its_phase(
    slow: Answerer, kind: FailureKind, said: str
) -> None:
    with Wire([OK, slow]) as wire:
        _, late = one_by_one((request(wire.url), 30), (request(wire.url), 0.3))
    assert isinstance(late.outcome, Failure)
    assert late.outcome.kind is kind
    assert late.outcome.message == f"{said} from {wire.url} within 0.3 s"
    assert late.elapsed > 0


def test_hint_names_the_option_where_there_is_one() -> None:
    with Wire([hang]) as wire:
        without = failure_of(request(wire.url), Limits(response=0.2))
        with_ = failure_of(request(wire.url), Limits(response=0.2), DIRECT)
    assert without.hint == "answer first and do the work afterwards"
    assert with_.hint == f"{without.hint}, or give it longer with `--timeout`"


def test_client_works_on_after_a_timeout() -> None:
    with Wire([hang]) as silent, Wire() as wire:
        late, good = one_by_one((request(silent.url), 0.3), (request(wire.url), 30))
    assert isinstance(late.outcome, Failure)
    assert isinstance(good.outcome, Answer)
