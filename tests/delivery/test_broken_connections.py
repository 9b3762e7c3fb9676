"""Connections that are not made, or end before they should."""

import socket

import pytest

from tests.delivery.exchanging import failure_of, request
from tests.delivery.wire import Answerer, Wire, reset
from webhookctl.core.model import Failure, FailureKind

pytestmark = pytest.mark.usefixtures("each_loop")


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


@pytest.mark.parametrize("ending", [reset, _say_nothing, _close_mid_head])
def test_connection_that_ends_before_the_answer_is_a_reset(ending: Answerer) -> None:
    with Wire([ending]) as wire:
        failure = failure_of(request(wire.url))
    assert failure.kind is FailureKind.RESET
    assert failure.message == f"{wire.url} closed the connection before it had answered"


@pytest.mark.parametrize("ending", [_close_mid_body, _close_mid_chunk, _reset_mid_body])
def test_connection_that_ends_in_the_answer_is_a_reset_that_says_so(ending: Answerer) -> None:
    with Wire([ending]) as wire:
        failure = failure_of(request(wire.url))
    assert failure.kind is FailureKind.RESET
    assert failure.message == f"{wire.url} closed the connection in the middle of its answer"


def test_unknown_host_is_a_dns_failure() -> None:
    failure = failure_of(request("http://no-such-host.invalid"))
    assert failure.kind is FailureKind.DNS
    assert failure.message == "the host of http://no-such-host.invalid has no address"


def test_impossible_host_is_a_dns_failure() -> None:
    assert failure_of(request(f"http://{'a' * 64}.test")).kind is FailureKind.DNS
