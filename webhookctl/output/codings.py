"""Content codings undone for display: a little of a compressed body, and never more.

However small a body and however much it unpacks to, only what is shown is ever unpacked.
"""

import zlib
from dataclasses import dataclass

from webhookctl.core.body import Body
from webhookctl.core.headers import HeaderPairs, every

_READ = 1024 * 1024
"""Bytes of a compressed body that are read at most."""

_MOST_MEMBERS = 16
"""Members of one gzip body that are unpacked at most (RFC 1952 section 2.2 allows any number)."""

# zlib's window bits: gzip's frame, zlib's frame, and none. RFC 9110 section 8.4.1.2 says that
# `deflate` has zlib's frame and that some senders leave it out.
_GZIP, _ZLIB, _RAW = 31, 15, -15
_FRAMES = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (_ZLIB, _RAW)}


@dataclass(frozen=True, slots=True)
class Head:
    """The first bytes of a body without its content codings; `complete` when these are all.

    `unpacked` says whether a coding was undone, `note` which, or why none could be.
    """

    data: bytes
    complete: bool
    unpacked: bool = False
    note: str | None = None


def undone(headers: HeaderPairs, body: Body, limit: int) -> Head:
    """Return the first `limit` bytes of what the content codings of a body hide. Never raises."""
    codings = _codings(headers)
    unknown = [coding for coding in codings if coding not in _FRAMES]
    if codings and not unknown:
        try:
            return _unpacked(codings, body, limit)
        except zlib.error:
            note = f"not {' + '.join(codings)} as Content-Encoding says: shown as it came"
    elif unknown:
        note = f"Content-Encoding {', '.join(unknown)} cannot be undone here: shown as it came"
    else:
        note = None
    return Head(body.head(limit), body.size <= limit, note=note)


def _codings(headers: HeaderPairs) -> list[str]:
    names = (
        name.strip().lower().decode("latin-1")
        for value in every(headers, "content-encoding")
        for name in value.split(b",")
    )
    return [name for name in names if name not in ("", "identity")]


def _unpacked(codings: list[str], body: Body, limit: int) -> Head:
    """Undo the codings, the last first; each may give no more than the next one reads."""
    data, complete, cut = body.head(_READ), body.size <= _READ, False
    for place, coding in reversed(list(enumerate(codings))):
        most = _READ if place else limit
        data, more, ended = _inflated(coding, data, most)
        cut = cut or (complete and not more and not ended)
        complete = complete and not more and ended
    note = f"{' + '.join(codings)} undone for display"
    note = f"{note}; the body is cut short" if cut else note
    return Head(data, complete or cut, unpacked=True, note=note)


def _inflated(coding: str, data: bytes, limit: int) -> tuple[bytes, bool, bool]:
    """Return up to `limit` bytes, whether there is more, and whether the input came to its end."""
    *others, last = _FRAMES[coding]
    for frame in others:
        try:
            return _inflated_frame(frame, data, limit)
        except zlib.error:
            continue
    return _inflated_frame(last, data, limit)


def _inflated_frame(frame: int, data: bytes, limit: int) -> tuple[bytes, bool, bool]:
    found = b""
    for _ in range(_MOST_MEMBERS):
        unpacker = zlib.decompressobj(frame)
        found += unpacker.decompress(data, limit + 1 - len(found))
        data = unpacker.unused_data
        if len(found) > limit:
            return found[:limit], True, False
        if not unpacker.eof:
            return found, False, False
        if frame != _GZIP or not data.startswith(b"\x1f\x8b"):
            return found, False, True
    return found, True, False
