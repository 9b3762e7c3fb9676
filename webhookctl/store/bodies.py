"""Bodies in the store: written and read in pieces, so that none of them has to fit in memory."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from webhookctl.core.body import CHUNK_SIZE, Body
from webhookctl.core.ports import StoreError
from webhookctl.store.database import Database


@dataclass(frozen=True, slots=True)
class StoredBody:
    """A body that stays in the store until it is read; each reading has its own connection.

    Readings may happen in any thread. They raise StoreError when the body is gone.
    """

    database: Database
    payload: int
    size: int

    def read(self) -> bytes:
        """Return the whole body in one piece."""
        return self.head(self.size)

    def head(self, limit: int) -> bytes:
        """Return the first `limit` bytes at most."""
        with self._opened() as blob:
            return blob.read(min(limit, self.size))

    def chunks(self) -> Iterator[bytes]:
        """Yield the body in pieces of at most `CHUNK_SIZE` bytes."""
        with self._opened() as blob:
            while piece := blob.read(CHUNK_SIZE):
                yield piece

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Blob]:
        with self.database.errors_told(), contextlib.closing(self.database.reader()) as connection:
            try:
                blob = connection.blobopen("payload", "body", self.payload, readonly=True)
            except sqlite3.OperationalError as exc:
                raise self._gone() from exc
            with blob:
                if len(blob) != self.size:
                    raise self._gone()
                yield blob

    def _gone(self) -> StoreError:
        return StoreError(
            "the body is no longer in the store",
            hint="`webhookctl list` shows what is there now",
        )


def fill_body(connection: sqlite3.Connection, payload: int, body: Body) -> None:
    """Write `body` over the zeros of a payload. Raises StoreError when its size is wrong."""
    written = 0
    with connection.blobopen("payload", "body", payload) as blob:
        for piece in body.chunks():
            written += len(piece)
            if written > body.size:
                break
            blob.write(piece)
    if written != body.size:
        raise StoreError(
            f"a body of {body.size} bytes could not be read back before it was kept",
            hint="check the disk that holds the temporary folder",
        )
