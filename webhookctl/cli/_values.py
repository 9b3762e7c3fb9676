"""What options of several commands mean: a body."""

import sys
from pathlib import Path

from webhookctl.errors import UsageError


def read_data(data: str) -> bytes:
    """Return the bytes of `--data`: of a file (`@FILE`), of stdin (`-`), or the text as it is.

    Raises UsageError.
    """
    if data == "-":
        return sys.stdin.buffer.read()
    if not data.startswith("@"):
        return data.encode("utf-8", "surrogateescape")
    try:
        return Path(data[1:]).expanduser().read_bytes()
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise UsageError(
            f"cannot read the data file `{data[1:]}`: {reason}", hint="check the path after `@`"
        ) from exc
