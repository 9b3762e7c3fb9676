"""What the disk and SQLite say when something fails, turned into cause and next step."""

import errno
import sqlite3
from pathlib import Path

from webhookctl.core.ports import StoreError

NO_ROOM = 507
_OTHER_PLACE = "choose another file with `--store`"

_NO_ROOM_ERRNO = frozenset(
    number
    for number in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", None))
    if number is not None
)

# SQLite tells only a full disk apart; a quota or a file-size limit is a failed write to it
# (sqlite3 `os_unix.c`, `seekAndWrite`), and no room for the shared index is `IOERR_SHMSIZE`.
_NO_ROOM_CODES = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
)

_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

_NOT_OURS = ("`{path}` is not a webhookctl store", _OTHER_PLACE)
_LOCKED = (
    "the store `{path}` stayed locked by another program",
    f"end the program that holds it, or {_OTHER_PLACE}",
)
_FORBIDDEN = (
    "cannot use the store `{path}`: {cause}",
    f"check that the file and its folder can be read and written, or {_OTHER_PLACE}",
)
_ANYTHING = ("the store `{path}` failed: {cause}", f"check the disk, or {_OTHER_PLACE}")

_WORDS = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _FORBIDDEN,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: _FORBIDDEN,
    sqlite3.SQLITE_NOTADB: _NOT_OURS,
    sqlite3.SQLITE_CORRUPT: (
        "the store `{path}` is damaged: {cause}",
        f"move it away and start a new one, or {_OTHER_PLACE}; "
        "`sqlite3 {path} .recover` may still read what it holds",
    ),
    sqlite3.SQLITE_TOOBIG: (
        "the body is larger than the store can hold: {cause}",
        "SQLite keeps at most about 1 GB in one piece; lower `--max-body`",
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        "the store has an entry with that id already",
        "let each capture have a new id",
    ),
}
"""Message and hint by primary result code."""


def code_of(cause: BaseException) -> int:
    """Return the primary result code of an SQLite error, 0 when it has none."""
    return int(getattr(cause, "sqlite_errorcode", 0)) & 0xFF


def is_busy(cause: BaseException) -> bool:
    """Say whether another connection held a lock, so that trying again makes sense."""
    return code_of(cause) in _BUSY_CODES


def store_error(cause: Exception, path: Path) -> StoreError:
    """Return the StoreError that tells a user (and a waiting sender) of `cause`."""
    if isinstance(cause, StoreError):
        return cause
    if isinstance(cause, OSError):
        return _from_system(cause, path)
    if getattr(cause, "sqlite_errorcode", 0) in _NO_ROOM_CODES:
        return _no_room(str(cause), path)
    message, hint = _WORDS.get(code_of(cause), _ANYTHING)
    told = {"path": path, "cause": cause}
    return StoreError(message.format(**told), hint=hint.format(**told))


def not_a_store(path: Path) -> StoreError:
    """Return the error for a file that something else wrote."""
    message, hint = _NOT_OURS
    return StoreError(message.format(path=path), hint=hint)


def no_store(path: Path) -> StoreError:
    """Return the error for looking into a store that is not there yet."""
    return StoreError(
        f"nothing has been captured yet: there is no store at `{path}`",
        hint="capture something with `webhookctl listen`, or name another file with `--store`",
    )


def moved_away(path: Path) -> StoreError:
    """Return the error for a store whose file is no longer the one that was opened."""
    return StoreError(
        f"the store `{path}` was moved or deleted while it was in use",
        hint="start the command again; nothing more is kept until then",
    )


def a_folder(path: Path) -> StoreError:
    """Return the error for a folder where the store's file should be."""
    return StoreError(
        f"the store `{path}` is a folder, not a file",
        hint=f"name a file in it, for example `--store {path / 'webhookctl.sqlite3'}`",
    )


def _from_system(cause: OSError, path: Path) -> StoreError:
    reason = cause.strerror or type(cause).__name__
    if cause.errno in _NO_ROOM_ERRNO:
        return _no_room(reason, path)
    place = cause.filename or path
    return StoreError(
        f"cannot use the store `{path}`: {reason.lower()} (`{place}`)",
        hint=f"check that its folder can be written to, or {_OTHER_PLACE}",
    )


def _no_room(reason: str, path: Path) -> StoreError:
    return StoreError(
        f"no room for the store `{path}`: {reason}",
        hint="free some space (or raise the quota or file-size limit), "
        "or choose a file on another disk with `--store`",
        status=NO_ROOM,
    )
