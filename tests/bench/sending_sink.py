"""A server that does nothing but answer: `python -m tests.bench.sending_sink` prints its port."""

import asyncio
from typing import cast

import httptools

from webhookctl.server.loop import new_event_loop

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Sink(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Answer a request that is whole."""
        self._transport.write(ANSWER)


async def serve() -> None:
    """Answer until killed."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve())
