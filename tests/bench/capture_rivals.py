"""What capture is measured against: `python -m tests.bench.capture_rivals bare|unstored PORT`.

`bare` is uvicorn with an app that does nothing but answer. `unstored` is the listener's own door
and intake with a store that keeps nothing.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from webhookctl.core.model import Capture, Delivery
from webhookctl.core.notice import Notice
from webhookctl.core.ports import Done
from webhookctl.core.read import Reader
from webhookctl.core.reply import ACCEPTED
from webhookctl.flows.intake import Intake
from webhookctl.flows.world import real_world
from webhookctl.providers import all_schemes
from webhookctl.server.bind import bind
from webhookctl.server.door import CaptureDoor
from webhookctl.server.loop import new_event_loop

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer any request with 200, as the listener does, without a look at its body."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"3")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok\n"})


class Forgetful:
    """Keeps nothing, at once."""

    def submit(self, capture: Capture, done: Done) -> None:  # noqa: ARG002 - it forgets
        """Say that it is kept, as the store would: not before the caller has gone on."""
        asyncio.get_running_loop().call_soon(done, None)

    def submit_delivery(self, delivery: Delivery, done: Done) -> None:  # noqa: ARG002
        """Say that it is kept."""
        asyncio.get_running_loop().call_soon(done, None)


def show(notice: Notice) -> None:
    """Show nothing."""


async def serve_unstored(port: int) -> None:
    """Capture without a store."""
    read = Reader(all_schemes()).read
    intake = Intake(real_world(), Forgetful(), read, show, reply=ACCEPTED)
    listening = bind("127.0.0.1", port)
    async with CaptureDoor(listening, intake.receive, intake.refuse, now=time.time):
        await asyncio.get_running_loop().create_future()


def main() -> None:
    """Serve until killed."""
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "bare":
        import uvicorn

        uvicorn.run(answer, port=port, log_level="error", access_log=False, lifespan="off")
    else:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(serve_unstored(port))


if __name__ == "__main__":
    main()
