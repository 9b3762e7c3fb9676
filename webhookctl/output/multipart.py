"""Multipart bodies taken apart for display (RFC 2046 section 5.1): read, never judged."""

from dataclasses import dataclass

from webhookctl.core.headers import HeaderPairs, text
from webhookctl.output.decode import parameter

_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers and exact bytes. `name` and `file_name` are as its headers say."""

    headers: HeaderPairs
    data: bytes
    name: str
    file_name: str | None


def parts_of(headers: HeaderPairs, data: bytes) -> list[Part]:
    """Return the parts of a body (up to a hundred), or none when it has no boundary in it."""
    boundary = parameter(text(headers, "content-type") or "", "boundary") or ""
    delimiter = b"\r\n--" + boundary.encode("latin-1", "replace")
    pieces = (b"\r\n" + data).split(delimiter, _MOST_PARTS + 1)[1:]
    return [_part(piece) for piece in pieces[:_MOST_PARTS] if not piece.startswith(b"--")]


def _part(piece: bytes) -> Part:
    head, _, data = piece.partition(b"\r\n\r\n")
    pairs = (line.partition(b":") for line in head.split(b"\r\n") if b":" in line)
    headers = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    disposition = _words(headers, "content-disposition")
    return Part(
        headers, data, parameter(disposition, "name") or "", parameter(disposition, "filename")
    )


def _words(headers: HeaderPairs, name: str) -> str:
    # RFC 7578 section 5.1: names and file names come in UTF-8.
    return (text(headers, name) or "").encode("latin-1").decode("utf-8", "backslashreplace")
