"""A stream that one thread alone writes to, straight and unbuffered, until nobody reads it."""

import time
from io import RawIOBase
from typing import TextIO

from webhookctl.output.console import Screen, screen_of

_RETRY = 0.02


class Outlet:
    """Writes bytes to a stream's own file, past its buffer and lock.

    A thread that is stuck in a write to a stopped terminal would otherwise hold a lock that the
    interpreter needs to end. `written` is how many bytes were taken so far; `broken` is the error
    that ended it.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.written = 0
        self.broken: OSError | None = None
        self._raw: RawIOBase | None = getattr(getattr(stream, "buffer", None), "raw", None)

    def screen(self) -> Screen:
        """Return what the stream can show now; a terminal may have been resized."""
        try:
            return screen_of(self.stream)
        except ValueError:  # the stream was closed
            return Screen()

    def write(self, data: bytes) -> None:
        """Write all of it, as long as it takes; nothing once the stream is broken."""
        if self.broken is None:
            try:
                self._write(data)
            except (OSError, ValueError) as exc:  # ValueError: the stream was closed
                self.broken = exc if isinstance(exc, OSError) else OSError(str(exc))

    def _write(self, data: bytes) -> None:
        if self._raw is None:
            self.stream.write(data.decode(self.stream.encoding or "utf-8", "backslashreplace"))
            self.stream.flush()
            self.written += len(data)
            return
        left = memoryview(data)
        while left:
            written = self._raw.write(left)
            if written is None:  # a terminal that another program has set to not block
                time.sleep(_RETRY)
            else:
                left = left[written:]
                self.written += written
