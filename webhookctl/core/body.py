"""Bodies: exact bytes that are either in memory or somewhere they can be read from in chunks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

CHUNK_SIZE = 256 * 1024
"""Bytes handed over at a time when a body is streamed."""

MEMORY_LIMIT = 1024 * 1024
"""Bodies up to this many bytes are kept in memory; larger ones are streamed through a file."""


class Body(Protocol):
    """The exact bytes of a body. `size` is in bytes; `chunks` never holds the whole in memory."""

    @property
    def size(self) -> int:
        """The number of bytes."""
        ...

    def read(self) -> bytes:
        """Return the whole body in one piece."""
        ...

    def head(self, limit: int) -> bytes:
        """Return the first `limit` bytes at most."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Yield the body from the start in pieces of at most `CHUNK_SIZE` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryBody:
    """A body that is in memory already."""

    data: bytes = b""

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.data)

    def read(self) -> bytes:
        """Return the bytes."""
        return self.data

    def head(self, limit: int) -> bytes:
        """Return the first `limit` bytes at most."""
        return self.data[:limit]

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in one piece, or nothing when there are none."""
        if self.data:
            yield self.data


EMPTY = MemoryBody()
