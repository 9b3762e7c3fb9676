"""What users call a capture: a full id, the start of one, `last`, `last~N`."""

import re
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from webhookctl.core.ids import telling_length
from webhookctl.errors import UsageError
from webhookctl.store.encoding import from_column

_LAST = re.compile(r"last(?:~(\d{1,12}))?", re.IGNORECASE)
_LISTED = 8
_PATH_WIDTH = 50
_TYPED_WIDTH = 64

# Crockford's base 32 reads these letters as the digits they look like.
_LOOKALIKES = str.maketrans("ilo", "110")


def resolve(connection: sqlite3.Connection, reference: str) -> str:
    """Return the full id that a reference means.

    Raises UsageError when it fits no capture or several; its hint lists those to choose from.
    """
    wanted = reference.strip()
    if match := _LAST.fullmatch(wanted):
        return _nth_newest(connection, wanted, int(match[1] or 0))
    start = wanted.lower().translate(_LOOKALIKES)
    found = _starting_with(connection, start) if start.isalnum() and start.isascii() else []
    if len(found) == 1:
        return found[0]
    if found:
        many = f"at least {_LISTED}" if len(found) > _LISTED else str(len(found))
        raise UsageError(
            f"`{_short(wanted)}` fits {many} captures",
            hint="give more of the id:\n" + _lines(connection, found),
        )
    raise UsageError(f"there is no capture `{_short(wanted)}`", hint=_newest(connection))


def resolve_delivery(connection: sqlite3.Connection, reference: str) -> str | None:
    """Return the full id of the delivery that a reference means, None when it means none.

    What fits a capture means no delivery. Raises UsageError that lists the deliveries it fits.
    """
    wanted = reference.strip()
    start = wanted.lower().translate(_LOOKALIKES)
    if _LAST.fullmatch(wanted) or not (start.isalnum() and start.isascii()):
        return None
    if _starting_with(connection, start):
        return None
    rows = connection.execute(
        "SELECT id, kind, provider, event FROM delivery WHERE id >= ? AND id < ?"
        " ORDER BY id DESC LIMIT ?",
        (start, start + "~", _LISTED + 1),
    ).fetchall()
    if len(rows) > 1:
        many = f"at least {_LISTED}" if len(rows) > _LISTED else str(len(rows))
        length = telling_length([row[0] for row in rows])
        lines = (f"  {row[0][:length]}  {_words(row[1:])}" for row in rows)
        raise UsageError(
            f"`{_short(wanted)}` fits {many} deliveries",
            hint="give more of the id:\n" + "\n".join([*lines][:_LISTED]),
        )
    return str(rows[0][0]) if rows else None


def unknown(connection: sqlite3.Connection, capture_id: str) -> UsageError:
    """Return the error for an id that no capture has."""
    return UsageError(f"there is no capture `{_short(capture_id)}`", hint=_newest(connection))


def _nth_newest(connection: sqlite3.Connection, wanted: str, number: int) -> str:
    row = connection.execute(
        "SELECT id FROM capture ORDER BY id DESC LIMIT 1 OFFSET ?", (number,)
    ).fetchone()
    if row is None:
        raise UsageError(f"there is no capture `{wanted}`", hint=_newest(connection))
    return str(row[0])


def _starting_with(connection: sqlite3.Connection, start: str) -> list[str]:
    """Return the newest ids that start so, one more than is listed at most."""
    rows = connection.execute(
        "SELECT id FROM capture WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?",
        (start, start + "~", _LISTED + 1),
    ).fetchall()
    return [row[0] for row in rows]


def _newest(connection: sqlite3.Connection) -> str:
    rows = connection.execute(
        "SELECT id FROM capture ORDER BY id DESC LIMIT ?", (_LISTED,)
    ).fetchall()
    if not rows:
        return "nothing has been captured yet; `webhookctl listen` captures"
    return "the newest are:\n" + _lines(connection, [row[0] for row in rows])


def _lines(connection: sqlite3.Connection, ids: list[str]) -> str:
    """Return a line for each id, no more than are listed; what is shown of them differs."""
    length = telling_length(ids)
    lines = []
    for id_ in ids[:_LISTED]:
        received_at, method, path = connection.execute(
            "SELECT received_at, method, path FROM capture JOIN topic ON topic.id = topic"
            " WHERE capture.id = ?",
            (id_,),
        ).fetchone()
        when = datetime.fromtimestamp(received_at, UTC).astimezone()
        shown = _plain(method.encode("latin-1")), _plain(path)
        lines.append(f"  {id_[:length]}  {when:%Y-%m-%d %H:%M:%S}  {shown[0]} {shown[1]}")
    return "\n".join(lines)


def _words(names: Iterable[str | None]) -> str:
    return " ".join(_plain((from_column(name) or "").encode()) for name in names if name)


def _plain(raw: bytes) -> str:
    """Return raw bytes as printable ASCII: what came from the network reaches a terminal here."""
    letters = raw[:_PATH_WIDTH].decode("ascii", "backslashreplace")
    text = "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in letters)
    return text if len(raw) <= _PATH_WIDTH else text + "…"


def _short(typed: str) -> str:
    text = "".join(one if one.isprintable() else "?" for one in typed[:_TYPED_WIDTH])
    return text if len(typed) <= _TYPED_WIDTH else text + "…"
