"""The phases as httpcore tells them; that it tells them so is shown in `test_timeouts`."""

import asyncio

import pytest

from webhookctl.delivery.phase import Phase, Progress


def after(*events: str) -> Progress:
    clock = iter(range(100))
    progress = Progress(lambda: float(next(clock)))

    async def tell() -> None:
        for event in events:
            await progress(event, {})

    asyncio.run(tell())
    return progress


@pytest.mark.parametrize(
    ("events", "phase"),
    [
        ((), Phase.CONNECTING),
        (("connection.connect_tcp.started",), Phase.CONNECTING),
        (("connection.connect_unix_socket.started",), Phase.CONNECTING),
        (("connection.connect_tcp.complete",), Phase.CONNECTING),
        (("connection.start_tls.started",), Phase.HANDSHAKE),
        (("http11.send_request_headers.started",), Phase.SENDING),
        (("http11.send_request_body.complete",), Phase.CONNECTING),
        (("http11.receive_response_headers.started",), Phase.WAITING),
        (("http11.receive_response_headers.complete",), Phase.READING),
    ],
)
def test_phase_is_the_last_that_began(events: tuple[str, ...], phase: Phase) -> None:
    assert after(*events).phase is phase


def test_time_is_counted_from_the_first_byte_out() -> None:
    progress = after("connection.connect_tcp.started", "http11.send_request_headers.started")
    assert progress.since == 1.0
