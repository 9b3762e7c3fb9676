"""The file of a store: made, opened and brought up to date, without a moment of open access."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from webhookctl.core.ports import StoreError
from webhookctl.store import failures
from webhookctl.store.locks import begin, retry_while_busy
from webhookctl.store.schema import APPLICATION_ID, MIGRATIONS, Migration

PAGE_SIZE = 16 * 1024
"""Bytes of a page: 16 KiB holds a usual payload on one, and halves the cost of a row."""

_READ_WAIT = 10.0

_NOT_WRITABLE = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})

_WRITER_SETTINGS = (
    "synchronous = FULL",
    "fullfsync = ON",  # macOS: a plain fsync leaves the bytes in the drive's own memory
    "checkpoint_fullfsync = ON",
    "wal_autocheckpoint = 0",
    "cache_size = -8192",  # KiB: a large body spills to the log instead of filling memory
    f"journal_size_limit = {64 * 1024 * 1024}",
)


@dataclass(frozen=True, slots=True)
class Database:
    """A store's file. Connections do not commit by themselves and may change threads."""

    path: Path
    migrations: Sequence[Migration] = MIGRATIONS

    def make(self) -> None:
        """Make the folder (0700) and an empty file (0600) where they are missing.

        What is there already keeps its mode. Raises StoreError.
        """
        with self.errors_told():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))

    def open(self, *, create: bool) -> sqlite3.Connection:
        """Return a connection to read from, after the file was made or brought up to date.

        Raises StoreError when there is no store, when the file is something else or of a newer
        version, and when it cannot be used.
        """
        if self.path.is_dir():
            raise failures.a_folder(self.path)
        if create:
            self.make()
        elif not self._has_content():
            raise failures.no_store(self.path)
        with self.errors_told():
            connection = self.reader()
            with _closed_on_failure(connection):
                if self._version(connection) < len(self.migrations):
                    self._upgrade(connection)
        return connection

    def reader(self) -> sqlite3.Connection:
        """Return a connection to read from, also where nothing can be written.

        A WAL file cannot be read without writing beside it, unless it is promised not to change
        (https://www.sqlite.org/wal.html#read_only_databases): true when no log lies there.
        """
        connection = self._connect("mode=rw", timeout=_READ_WAIT)
        try:
            with _closed_on_failure(connection):
                connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError as exc:
            if failures.code_of(exc) not in _NOT_WRITABLE or self._has_log():
                raise
            return self._connect("mode=ro&immutable=1", timeout=_READ_WAIT)
        return connection

    def _connect(self, mode: str, *, timeout: float) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{mode}",
            uri=True,
            timeout=timeout,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )

    def writer(self) -> sqlite3.Connection:
        """Return a connection that syncs each commit and leaves checkpoints to the caller."""
        connection = self._connect("mode=rw", timeout=0)
        with _closed_on_failure(connection):
            retry_while_busy(lambda: self._use_wal(connection))
            for setting in _WRITER_SETTINGS:
                connection.execute(f"PRAGMA {setting}")
        return connection

    def identity(self) -> tuple[int, int] | None:
        """Return what tells this file from another one at its place, None when it is gone."""
        try:
            state = self.path.stat()
        except OSError:
            return None
        return state.st_dev, state.st_ino

    @contextlib.contextmanager
    def errors_told(self) -> Iterator[None]:
        """Turn errors of the system and of SQLite into StoreError."""
        try:
            yield
        except (sqlite3.Error, OSError) as exc:
            raise failures.store_error(exc, self.path) from exc

    def _has_content(self) -> bool:
        return _size(self.path) > 0

    def _has_log(self) -> bool:
        return _size(self.path.with_name(f"{self.path.name}-wal")) > 0

    def _version(self, connection: sqlite3.Connection) -> int:
        """Return the schema's number, 0 for an empty file. Raises StoreError."""
        version, changes, application = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            # in this order: when another process sets all at once in between, it is seen to be ours
            for name in ("user_version", "schema_version", "application_id")
        )
        if application != APPLICATION_ID:
            if application or version or changes:
                raise failures.not_a_store(self.path)
            return 0
        if version > len(self.migrations):
            raise StoreError(
                f"the store `{self.path}` was written by a newer webhookctl "
                f"(schema {version}; this one knows {len(self.migrations)})",
                hint="upgrade with `pip install --upgrade webhookctl`, "
                "or choose another file with `--store`",
            )
        return version

    def _upgrade(self, connection: sqlite3.Connection) -> None:
        """Apply what is missing in one transaction; a second process waits, then finds it done."""
        connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        retry_while_busy(lambda: self._use_wal(connection))
        connection.execute("PRAGMA synchronous = FULL")
        begin(connection)
        for statements in self.migrations[self._version(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(self.migrations)}")
        connection.execute("COMMIT")
        self._sync_folder()

    def _use_wal(self, connection: sqlite3.Connection) -> None:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise StoreError(
                f"the store `{self.path}` cannot keep a write-ahead log where it is",
                hint="choose a file on a local disk with `--store`",
            )

    def _sync_folder(self) -> None:
        """Make the new file's name durable; Windows has no such step."""
        if os.name == "posix":  # pragma: no branch - Windows
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


@contextlib.contextmanager
def _closed_on_failure(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
