"""Header lists: pairs of bytes in the order they were sent, names spelled as they were sent."""

from collections.abc import Iterable
from typing import TypeAlias

HeaderPairs: TypeAlias = tuple[tuple[bytes, bytes], ...]

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""Names that speak of one connection only (RFC 9110 section 7.6.1) and are never passed on."""

_NO_NAME = "backslashreplace"
"""How a name is encoded that no header can have: as one that no header has either."""


def first(headers: HeaderPairs, name: str) -> bytes | None:
    """Return the first value of the header `name` (any spelling), or None."""
    wanted = name.lower().encode("latin-1", _NO_NAME)
    for key, value in headers:
        if key.lower() == wanted:
            return value
    return None


def every(headers: HeaderPairs, name: str) -> tuple[bytes, ...]:
    """Return all values of the header `name` (any spelling) in the order they were sent."""
    wanted = name.lower().encode("latin-1", _NO_NAME)
    return tuple(value for key, value in headers if key.lower() == wanted)


def text(headers: HeaderPairs, name: str) -> str | None:
    """Return the first value of `name` as text (bytes above 127 as latin-1), or None."""
    value = first(headers, name)
    return None if value is None else value.decode("latin-1")


def without(headers: HeaderPairs, names: Iterable[str]) -> HeaderPairs:
    """Return the headers without those called `names` (any spelling)."""
    dropped = {name.lower().encode("latin-1") for name in names}
    return tuple(pair for pair in headers if pair[0].lower() not in dropped)


def replaced(headers: HeaderPairs, new: HeaderPairs) -> HeaderPairs:
    """Return the headers with those of `new` in place of all that had one of their names."""
    if not new:
        return headers
    names = {key.lower() for key, _ in new}
    return tuple(pair for pair in headers if pair[0].lower() not in names) + new


def end_to_end(headers: HeaderPairs) -> HeaderPairs:
    """Return what a hop passes on: all but hop-by-hop headers and those Connection names."""
    listed = {
        token.strip().lower()
        for value in every(headers, "connection")
        for token in value.split(b",")
    }
    dropped = HOP_BY_HOP | listed
    return tuple(pair for pair in headers if pair[0].lower() not in dropped)
