"""What a store tells, and what its file says."""

import sqlite3
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from webhookctl.core.ports import StoreError
from webhookctl.store.database import PAGE_SIZE, Database


@dataclass
class Told:
    """Collects what a writer tells, and in which threads."""

    outcomes: list[tuple[str, StoreError | None]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def done(self, name: str) -> Callable[[StoreError | None], None]:
        def tell(error: StoreError | None) -> None:
            self.threads.add(threading.get_ident())
            self.outcomes.append((name, error))

        return tell

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.outcomes]

    @property
    def failures(self) -> dict[str, StoreError]:
        return {name: error for name, error in self.outcomes if error is not None}


def count(connection: sqlite3.Connection) -> int:
    (number,) = connection.execute("SELECT count(*) FROM capture").fetchone()
    return int(number)


def commits(database: Database) -> int:
    """Count the commits in the log (https://www.sqlite.org/fileformat2.html#walformat).

    A frame is a header of 24 bytes and a page; its second number is not 0 where a commit ends.
    """
    log = database.path.with_name(f"{database.path.name}-wal").read_bytes()
    salt = log[16:24]
    frames = range(32, len(log) - 23, 24 + PAGE_SIZE)
    current = [at for at in frames if log[at + 8 : at + 16] == salt]
    return sum(struct.unpack_from(">I", log, at + 4) != (0,) for at in current)
