"""Exact values in columns: header lists of any bytes, text of any characters."""

import re
from itertools import chain

from webhookctl.core.headers import HeaderPairs

_ESCAPED = re.compile(rb"\\(.)")


def pack_headers(headers: HeaderPairs) -> bytes:
    """Return a header list as one readable block that keeps any bytes.

    Names and values stand on a line each; in them a line feed is written as backslash and n, and
    a backslash twice.
    """
    parts = [*chain.from_iterable(headers)]
    block = b"\n".join(parts)
    if b"\\" in block or block.count(b"\n") >= max(len(parts), 1):
        parts = [part.replace(b"\\", b"\\\\").replace(b"\n", b"\\n") for part in parts]
        block = b"\n".join(parts)
    return block


def unpack_headers(block: bytes) -> HeaderPairs:
    """Return the header list that `pack_headers` made a block of."""
    if not block:
        return ()
    parts = block.split(b"\n")
    if b"\\" in block:
        parts = [_ESCAPED.sub(_original, part) for part in parts]
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def _original(escaped: re.Match[bytes]) -> bytes:
    return b"\n" if escaped[1] == b"n" else escaped[1]


def to_column(text: str | None) -> str | bytes | None:
    """Return text as SQLite takes it: half surrogate pairs (from hostile JSON) become a blob."""
    if text is None or text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def from_column(value: str | bytes | None) -> str | None:
    """Return the text that `to_column` was given."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value
