"""Captures on their way to the app, over real sockets, and what the sender gets back."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.delivery.wire import Answerer, Wire, answer, hang, reset
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import (
    Answer,
    Capture,
    CapturedRequest,
    DeliveryKind,
    Failure,
    FailureKind,
    Recognition,
)
from webhookctl.core.ports import StoreError
from webhookctl.delivery.client import KEPT_BYTES
from webhookctl.errors import UsageError
from webhookctl.flows.forward import ANSWER_LIMIT, Forwarded, open_forwarder
from webhookctl.flows.world import real_world

BODY = b'{"price": 1.0, "name": "\xc3\xa9"}\x00\xff'
CAPTURE = Capture(
    "0123456789abcdef",
    CapturedRequest(
        method=b"POST",
        target=b"/hook%2F//../x?a=1&a=%20",
        http_version="1.1",
        headers=(
            (b"Host", b"public.test"),
            (b"X-TWICE", b"1"),
            (b"Connection", b"keep-alive"),
            (b"x-twice", b""),
            (b"Content-length", b"%d" % len(BODY)),
        ),
        body=MemoryBody(BODY),
        peer="192.0.2.7:4711",
        started_at=1.0,
        received_at=2.0,
    ),
    Recognition("github", "github_sha256", "push", "delivery-1"),
)


def forward(base: str, *captures: Capture, response_timeout: float = 30.0) -> list[Forwarded]:
    async def run() -> list[Forwarded]:
        async with open_forwarder(base, real_world(), response_timeout) as forwarder:
            return [await forwarder.forward(capture) for capture in captures]

    return asyncio.run(run())


def test_request_arrives_byte_for_byte_with_four_headers_more() -> None:
    with Wire() as wire:
        forward(f"{wire.url}/base/?key=1", CAPTURE)
    (got,) = wire.received
    assert got.line == b"POST /base/hook%2F//../x?key=1&a=1&a=%20 HTTP/1.1"
    assert got.body == BODY
    assert got.fields == (
        b"Host: 127.0.0.1:%d" % wire.port,
        b"X-TWICE: 1",
        b"x-twice: ",
        b"Content-length: %d" % len(BODY),
        b"X-Forwarded-For: 192.0.2.7",
        b"X-Forwarded-Proto: http",
        b"X-Forwarded-Host: public.test",
        b"Webhookctl-Capture-Id: 0123456789abcdef",
    )


def test_answer_goes_back_whole_and_is_stored_cut() -> None:
    body = b"a" * (KEPT_BYTES + 1000)
    message = answer("202 Fine", body, "X-A: 1", "x-a: 2", "Keep-Alive: timeout=5")
    with Wire([message]) as wire:
        (done,) = forward(wire.url, CAPTURE)
    headers = ((b"X-A", b"1"), (b"x-a", b"2"), (b"Content-Length", b"%d" % len(body)))
    assert done.answer == Answer(202, "Fine", "1.1", headers, body, len(body))
    (attempt,) = done.delivery.attempts
    assert attempt.answer is not None
    assert attempt.answer.body == body[:KEPT_BYTES]
    assert attempt.answer.body_size == len(body)
    assert (b"Keep-Alive", b"timeout=5") in attempt.answer.headers
    assert attempt.accepted


def test_delivery_says_what_was_forwarded_where() -> None:
    with Wire() as wire:
        one, two = forward(f"{wire.url}/base", CAPTURE, CAPTURE)
    assert one.delivery.id != two.delivery.id
    delivery = one.delivery
    assert (delivery.kind, delivery.capture_id) == (DeliveryKind.FORWARD, CAPTURE.id)
    assert delivery.target_url == f"{wire.url}/base/hook%2F//../x?a=1&a=%20"
    assert (delivery.provider, delivery.event, delivery.message_id) == (
        "github",
        "push",
        "delivery-1",
    )
    assert [got.connection for got in wire.received] == [1, 1]


def test_redirect_and_refusal_of_the_app_go_back_as_they_are() -> None:
    with Wire([answer("302 Found", b"", "Location: /x"), answer("500 No", b"oops")]) as wire:
        found, failed = forward(wire.url, CAPTURE, CAPTURE)
    assert (found.answer.status, found.answer.headers[0]) == (302, (b"Location", b"/x"))
    assert (failed.answer.status, failed.answer.body) == (500, b"oops")
    assert not found.delivery.accepted
    assert not failed.delivery.accepted


def _refused() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def test_app_that_is_down_is_a_bad_gateway() -> None:
    (done,) = forward(_refused(), CAPTURE)
    text = b"502 Bad Gateway: the app did not answer (refused)\n"
    headers = ((b"Content-Type", b"text/plain; charset=utf-8"),)
    assert done.answer == Answer(502, "Bad Gateway", "1.1", headers, text, len(text))
    (attempt,) = done.delivery.attempts
    assert attempt.answer is None
    assert attempt.failure is not None
    assert attempt.failure.kind is FailureKind.REFUSED


def _endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (ANSWER_LIMIT + 1))
    connection.sendall(b"a" * (ANSWER_LIMIT + 1))


@pytest.mark.parametrize(
    ("behaviour", "seconds", "status", "kinds"),
    [
        (hang, 0.3, 504, {FailureKind.RESPONSE_TIMEOUT, FailureKind.CONNECT_TIMEOUT}),
        (reset, 30.0, 502, {FailureKind.RESET}),
        (_endless, 30.0, 502, {FailureKind.PROTOCOL}),
    ],
)
def test_trouble_with_the_app_is_told_without_its_address(
    behaviour: Answerer, seconds: float, status: int, kinds: set[FailureKind]
) -> None:
    with Wire([behaviour]) as wire:
        (done,) = forward(wire.url, CAPTURE, response_timeout=seconds)
    assert done.answer.status == status
    assert str(wire.port).encode() not in done.answer.body
    (attempt,) = done.delivery.attempts
    assert attempt.failure is not None
    assert attempt.failure.kind in kinds


def test_request_that_cannot_be_forwarded_is_a_failure_not_a_crash() -> None:
    request = replace(CAPTURE.request, method=b"CONNECT", target=b"app:443")
    (done,) = forward("http://127.0.0.1:9", replace(CAPTURE, request=request))
    (attempt,) = done.delivery.attempts
    assert attempt.failure is not None
    assert attempt.failure.kind is FailureKind.PROTOCOL
    assert attempt.failure.message.startswith("a CONNECT request asks for a tunnel")
    assert done.answer.status == 502


class _LostBody:
    """A body that is in a store that has gone away."""

    size = 10

    def read(self) -> bytes:
        raise StoreError("the store is gone", hint="look for it")

    def head(self, limit: int) -> bytes:
        return self.read()[:limit]

    def chunks(self) -> Iterator[bytes]:
        yield self.read()


def test_body_that_cannot_be_read_is_a_failure_not_a_crash() -> None:
    with Wire() as wire:
        request = replace(CAPTURE.request, headers=(), body=_LostBody())
        lost, good = forward(wire.url, replace(CAPTURE, request=request), CAPTURE)
    (attempt,) = lost.delivery.attempts
    assert attempt.failure == Failure(FailureKind.PROTOCOL, "the store is gone", "look for it")
    assert lost.answer.status == 502
    assert good.answer.status == 200


def test_bad_base_url_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match="is not a URL"):
        forward("localhost:3000")
