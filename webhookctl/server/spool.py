"""Bodies on their way in: small ones gather in memory, large ones in a file without a name."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from webhookctl.core.body import CHUNK_SIZE, EMPTY, MEMORY_LIMIT, Body, MemoryBody


class FileBody:
    """A body in a file that nobody else can open, and that is gone with this object.

    It may be read from several threads at once.
    """

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._size = size
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self._size

    def read(self) -> bytes:
        """Return the whole body in one piece."""
        return self._at(0, self._size)

    def head(self, limit: int) -> bytes:
        """Return the first `limit` bytes at most."""
        return self._at(0, min(limit, self._size))

    def chunks(self) -> Iterator[bytes]:
        """Yield the body from the start in pieces of at most `CHUNK_SIZE` bytes."""
        for start in range(0, self._size, CHUNK_SIZE):
            yield self._at(start, CHUNK_SIZE)

    def _at(self, start: int, length: int) -> bytes:
        with self._lock:
            self._file.seek(start)
            return self._file.read(length)

    def __del__(self) -> None:
        self._file.close()


class Budget:
    """The memory, in bytes, that all bodies on their way in may take together."""

    def __init__(self, limit: int) -> None:
        self._free = limit

    def take(self, size: int) -> bool:
        """Take that much, or return False and take nothing when it is not there."""
        if size > self._free:
            return False
        self._free -= size
        return True

    def give_back(self, size: int) -> None:
        """Return what was taken."""
        self._free += size


class Spool:
    """Takes a body in as it comes. Up to `MEMORY_LIMIT` bytes, and while there is room in the
    budget, it stays in memory; else it goes to a file in `folder`.
    """

    __slots__ = ("_budget", "_file", "_folder", "_pieces", "_taken", "size")

    def __init__(self, budget: Budget, folder: Path | None = None) -> None:
        self.size = 0
        self._budget = budget
        self._folder = folder
        self._pieces: list[bytes] = []
        self._taken = 0
        self._file: IO[bytes] | None = None

    def add(self, piece: bytes) -> None:
        """Append a piece. Raises OSError when the file cannot be written."""
        self.size += len(piece)
        if self._file is None and self.size <= MEMORY_LIMIT and self._budget.take(len(piece)):
            self._taken += len(piece)
            self._pieces.append(piece)
            return
        if self._file is None:
            self._file = _nameless_file(self._folder)
            self._file.write(b"".join(self._pieces))
            self._pieces.clear()
        self._file.write(piece)

    def body(self) -> Body:
        """Return the whole body; the spool is empty then. Raises OSError like `add`."""
        if self._file is not None:
            self._file.flush()
            file, self._file = self._file, None
            return FileBody(file, self.size)
        pieces = self._pieces
        if not pieces:
            return EMPTY
        return MemoryBody(pieces[0] if len(pieces) == 1 else b"".join(pieces))

    def close(self) -> None:
        """Give back what was taken of the budget, and drop what is left. Safe to call twice."""
        self._budget.give_back(self._taken)
        self._taken = 0
        self._pieces = []
        if self._file is not None:
            self._file.close()
            self._file = None


def _nameless_file(folder: Path | None) -> IO[bytes]:
    return tempfile.TemporaryFile(dir=folder, buffering=CHUNK_SIZE)
