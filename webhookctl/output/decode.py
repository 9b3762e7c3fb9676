"""What a body is and how it reads, for display only: its kind, its charset, its text."""

import codecs
import json
from dataclasses import dataclass
from enum import StrEnum

from webhookctl.core.body import Body
from webhookctl.core.headers import HeaderPairs, text
from webhookctl.output.codings import Head, undone

SHOWN = 16 * 1024
"""Bytes of a body, with its content coding undone, that are shown."""

_BLANK = "\ufeff \t\r\n"
_CONTROLS = dict.fromkeys({*range(32), 127} - {*b"\t\n\f\r\x1b"})
_BINARY_SHARE, _BINARY_SHARE_OF_TEXT = 0.1, 0.3
"""The share of bytes that are no text from which a body is binary; more if it is called text."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Not charsets of text: whoever sends a body may name any codec there is.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})


class Kind(StrEnum):
    """What a body is, as far as it matters for showing it."""

    EMPTY = "empty"
    JSON = "JSON"
    XML = "XML"
    FORM = "a form"
    MULTIPART = "multipart"
    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The readable head of a body.

    `data` is what its codings hid, `text` the same as text, not yet safe for a terminal.
    `complete` says whether this is all of it, `unpacked` whether a content coding was undone,
    `notes` what a reader should know besides.
    """

    kind: Kind
    data: bytes
    text: str
    complete: bool
    unpacked: bool = False
    notes: tuple[str, ...] = ()


def decode(headers: HeaderPairs, body: Body, limit: int = SHOWN) -> Decoded:
    """Return the first `limit` bytes of a body as they read. Never raises for what is in it."""
    if not body.size:
        return Decoded(Kind.EMPTY, b"", "", complete=True)
    head = undone(headers, body, limit)
    content_type = text(headers, "content-type") or ""
    declared = _declared(content_type)
    if declared is Kind.MULTIPART:
        return _decoded(declared, head, "", head.note)
    charset = parameter(content_type, "charset")
    content = _read(head, charset) if charset else None
    note = f"unknown charset {charset}: read as UTF-8" if charset and content is None else None
    if content is None:
        guess = "utf-16" if head.data.startswith(_UTF16_MARKS) else "utf-8"
        content = _read(head, guess) or ""
        called_text = declared is not None or content_type.lower().startswith("text/")
        most = _BINARY_SHARE_OF_TEXT if called_text else _BINARY_SHARE
        if "\0" in content or _odd_share(content, head.data if guess == "utf-8" else b"") > most:
            return _decoded(Kind.BINARY, head, "", head.note, note)
    kind, odd = _kind(declared, content, complete=head.complete)
    return _decoded(kind, head, content, head.note, note, odd)


def parameter(value: str, name: str) -> str | None:
    """Return a parameter of a Content-Type or Content-Disposition value, or None."""
    for part in _parameters(value):
        key, equals, found = part.partition("=")
        if equals and key.strip().lower() == name:
            found = found.strip()
            quoted = len(found) > 1 and found[0] == found[-1] == '"'
            return found[1:-1].replace('\\"', '"') if quoted else found
    return None


def _parameters(value: str) -> list[str]:
    """Split at the semicolons that are not within quotes."""
    parts = [""]
    quoted = escaped = False
    for character in value:
        if character == ";" and not quoted:
            parts.append("")
            continue
        quoted ^= character == '"' and not escaped
        escaped = character == "\\" and not escaped
        parts[-1] += character
    return parts[1:]


def _decoded(kind: Kind, head: Head, content: str, *notes: str | None) -> Decoded:
    said = tuple(note for note in notes if note)
    return Decoded(kind, head.data, content, head.complete, head.unpacked, said)


def _read(head: Head, charset: str) -> str | None:
    """Decode; what does not fit becomes `\\xff`. None when there is no such charset."""
    try:
        found = codecs.lookup(charset)
        if found.name in _NO_CHARSETS:
            return None
        bytes(1).decode(found.name, "ignore")  # refuses codecs that are not of text
        return codecs.getincrementaldecoder(charset)("backslashreplace").decode(
            head.data, head.complete
        )
    except (LookupError, ValueError):
        return None


def _odd_share(content: str, utf8: bytes) -> float:
    """Return the share of controls and of bytes that are not UTF-8."""
    odd = len(content) - len(content.translate(_CONTROLS))
    if not utf8.isascii():
        odd += len(utf8) - len(utf8.decode("utf-8", "ignore").encode())
    return odd / max(1, len(utf8 or content))


def _kind(declared: Kind | None, content: str, *, complete: bool) -> tuple[Kind, str | None]:
    """Say what text is, by itself before its Content-Type, and what is odd about it."""
    start = content.lstrip(_BLANK)[:5]
    if declared is Kind.JSON and not complete:
        return Kind.JSON, None
    if declared is Kind.JSON or (complete and start.startswith(("{", "["))):
        wrong = _not_json(content.strip(_BLANK))
        if wrong is None:
            odd = declared in (Kind.FORM, Kind.XML)
            return Kind.JSON, f"this is JSON, not {declared}" if odd else None
        if declared is Kind.JSON:
            return Kind.TEXT, wrong
    if start == "<?xml" or (declared is Kind.XML and start.startswith("<")):
        return Kind.XML, None
    return (Kind.FORM if declared is Kind.FORM else Kind.TEXT), None


def _declared(content_type: str) -> Kind | None:
    media = content_type.partition(";")[0].strip().lower()
    if media.endswith(("/json", "+json", "/json-seq", "ndjson", "jsonl")):
        return Kind.JSON
    if media.endswith(("/xml", "+xml")):
        return Kind.XML
    if media == "application/x-www-form-urlencoded":
        return Kind.FORM
    is_multipart = media.startswith("multipart/") and parameter(content_type, "boundary")
    return Kind.MULTIPART if is_multipart else None


def _not_json(content: str) -> str | None:
    """Say why content is not JSON (one value, or one a line), or None when it is."""
    try:
        _check(content)
    except RecursionError:
        return "JSON that is nested too deeply: shown as text"
    except ValueError as exc:
        if all(map(is_json, content.split("\n"))):
            return None
        place = (
            isinstance(exc, json.JSONDecodeError) and f" (line {exc.lineno}, column {exc.colno})"
        )
        return f"not valid JSON{place or ''}: shown as text"
    return None


def is_json(line: str) -> bool:
    """Say whether text is one JSON value, or blank."""
    try:
        _check(line)
    except (json.JSONDecodeError, RecursionError):
        return not line.strip()
    return True


def _check(content: str) -> None:
    """Read JSON with numbers of any length. Raises JSONDecodeError or RecursionError."""
    json.loads(content, parse_int=str, parse_float=str)
