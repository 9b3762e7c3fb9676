"""The event loop the door runs best on."""

import asyncio
import sys


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return a fresh event loop: uvloop's where there is one, else the platform's own."""
    if sys.platform != "win32":
        try:
            import uvloop
        except ImportError:
            pass  # it is not made for every kind of Python
        else:
            return uvloop.new_event_loop()
    return asyncio.new_event_loop()
