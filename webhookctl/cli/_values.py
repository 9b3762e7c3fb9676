"""What is typed as a body or as an event."""

import sys
from pathlib import Path

from webhookctl.errors import UsageError


def event_name(typed: str | None) -> str | None:
    """Return `provider.type` for an event that may be typed `provider:type` as well."""
    if typed is None or ":" not in typed.partition(".")[0]:
        return typed
    return typed.replace(":", ".", 1)


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
        reason = (exc.strerror or type(exc).__name__).lower()
        raise UsageError(
            f"cannot read the data file `{data[1:]}`: {reason}", hint="check the path after `@`"
        ) from exc


def body_of(data: str | None, data_raw: str | None, capture: str | None) -> bytes | None:
    """Return the body that `--data` or `--data-raw` give, None where it comes from elsewhere.

    Raises UsageError, also when two of them and `--from-capture` are given.
    """
    given = {"--data": data, "--data-raw": data_raw, "--from-capture": capture}
    names = [f"`{name}`" for name, value in given.items() if value is not None]
    if len(names) > 1:
        raise UsageError(
            f"{' and '.join(names)} exclude each other: there is one body", hint="give one of them"
        )
    if data_raw is not None:
        return data_raw.encode("utf-8", "surrogateescape")
    return None if data is None else read_data(data)
