"""Files that tell waiting scripts that a listener is ready: whole, or not there at all."""

import os
from pathlib import Path

from webhookctl.errors import UnavailableError, UsageError


def clear(path: Path) -> None:
    """Remove what an earlier run left, so that nobody takes it for this one.

    Raises UsageError when the path is no place for a file.
    """
    if path.exists() and not path.is_file():
        raise UsageError(f"`{path}` is not a file", hint="name a file that may be replaced")
    if not path.parent.is_dir():
        raise UsageError(
            f"there is no folder `{path.parent}`", hint=f"make it: `mkdir {path.parent}`"
        )
    try:
        path.unlink(missing_ok=True)
    except OSError as exc:
        raise _cannot_write(path, exc) from exc


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step: whoever sees it sees all of it. Raises UnavailableError."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise _cannot_write(path, exc) from exc


def _cannot_write(path: Path, error: OSError) -> UnavailableError:
    reason = (error.strerror or type(error).__name__).lower()
    return UnavailableError(f"cannot write `{path}`: {reason}", hint="name a file you may write to")
