"""The public URL of the last run: whoever sends here has to be told of another one."""

from contextlib import suppress
from pathlib import Path

from webhookctl.errors import UnavailableError
from webhookctl.flows.ready_file import write_whole

_LONGEST = 2000


def former_url(store: Path, tunnel: str, port: int, url: str) -> str | None:
    """Return the URL that listeners on this port had last, None if it was this one or none.

    From now on it is this one. `port` is the one that was asked for. What cannot be read or
    written is forgotten.
    """
    kind = "".join(filter(str.isalnum, tunnel))  # it is part of the name of a file
    path = store.with_name(f"{store.name}.{kind}-{port}.url")
    before = _read(path)
    if before != url:
        with suppress(UnavailableError):
            write_whole(path, f"{url}\n")
    return before if before != url else None


def _read(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_LONGEST).strip() or None
    except (OSError, UnicodeDecodeError):
        return None
