"""A small program that opens an ngrok tunnel, tells its URL, and waits: to be ended by a signal."""

import asyncio
import os
import signal
import sys

from webhookctl.tunnels import TunnelSettings, open_tunnel


async def main(agent: str) -> None:
    settings = TunnelSettings(options={"ngrok-path": agent}, environment=dict(os.environ))
    async with open_tunnel("ngrok", "127.0.0.1", 8400, settings) as opened:
        sys.stdout.write(f"{opened.public_url}\n")
        sys.stdout.flush()
        await asyncio.sleep(60)


if __name__ == "__main__":
    # Whatever runs in the background of a shell starts with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    asyncio.run(main(sys.argv[1]))
