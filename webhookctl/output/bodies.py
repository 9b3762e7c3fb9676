"""Bodies as lines for people: decoded, laid out, in colour, masked, and never too many."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from webhookctl.core.body import Body, MemoryBody
from webhookctl.core.headers import HeaderPairs, text
from webhookctl.output.console import CYAN, DIM, Screen
from webhookctl.output.decode import Decoded, Kind, decode, is_json
from webhookctl.output.json_layout import json_text
from webhookctl.output.lines import size_text
from webhookctl.output.mask import is_secret_name, masked, shown
from webhookctl.output.multipart import parts_of
from webhookctl.output.safe import safe, safe_line
from webhookctl.output.xml_layout import xml_text

_HEX_BYTES = 256
"""Bytes of a binary body that are shown."""

_HEX_ROW = 16
_MOST_LINES = 1000
"""Lines that a body is given at most: nesting alone can make many of few bytes."""

# What looks like a member of JSON in text that is no JSON as a whole.
_MEMBER = re.compile(r'"((?:[^"\\\n]|\\.)*+)"(\s*+:\s*+)("(?:[^"\\\n]|\\.)*+"?|[\w.+-]++)')


def body_lines(
    headers: HeaderPairs,
    body: Body,
    screen: Screen,
    *,
    whole: str | None = None,
    show_secrets: bool = False,
) -> list[str]:
    """Return a body as safe lines. `whole` is the command that shows what is left out here."""
    decoded = decode(headers, body)
    lines = [screen.paint(DIM, f"({safe_line(note)})") for note in decoded.notes]
    content = _content_lines(headers, decoded, screen, show_secrets=show_secrets)
    lines += content[:_MOST_LINES]
    left_out = _left_out(decoded, body.size)
    if len(content) > _MOST_LINES:
        left_out = f"{len(content) - _MOST_LINES:,} more lines"
    if left_out:
        lines.append(screen.paint(DIM, f"… {left_out}: {whole}" if whole else f"… {left_out}"))
    return lines


def _content_lines(
    headers: HeaderPairs, decoded: Decoded, screen: Screen, *, show_secrets: bool
) -> list[str]:
    content = safe(decoded.text.replace("\r\n", "\n").strip("\ufeff"))
    if decoded.kind is Kind.EMPTY:
        return []
    if decoded.kind is Kind.BINARY:
        return hex_lines(decoded.data[:_HEX_BYTES])
    if decoded.kind is Kind.MULTIPART:
        return list(_part_lines(headers, decoded, screen, show_secrets=show_secrets))
    if decoded.kind is Kind.FORM:
        return list(_form_lines(decoded.text, screen, show_secrets=show_secrets))
    if decoded.kind is Kind.JSON:
        content = json_text(content, screen, show_secrets=show_secrets)
    elif decoded.kind is Kind.XML:
        content = xml_text(content, screen, show_secrets=show_secrets)
    elif not show_secrets:
        content = _MEMBER.sub(_kept_member, content)
    return content.split("\n")


def hex_lines(data: bytes) -> list[str]:
    """Return bytes as rows of offset, sixteen hexadecimal pairs, and what of them is ASCII."""
    rows = ((place, data[place : place + _HEX_ROW]) for place in range(0, len(data), _HEX_ROW))
    return [
        f"{place:08x}  {row[:8].hex(' '):<23}  {row[8:].hex(' '):<23}  |{_ascii(row)}|"
        for place, row in rows
    ]


def _ascii(row: bytes) -> str:
    return "".join(chr(byte) if chr(byte).isprintable() and byte < 0x7F else "." for byte in row)  # noqa: PLR2004


def _form_lines(content: str, screen: Screen, *, show_secrets: bool) -> Iterator[str]:
    """Yield a line for each field; a field that holds JSON is laid out below its name."""
    for name, value in parse_qsl(content, keep_blank_values=True, errors="backslashreplace"):
        kept = value if show_secrets else shown(name, value)
        title = screen.paint(CYAN, safe_line(name))
        if kept is value and value[:1] in ("{", "[") and is_json(value):
            yield f"{title} ="
            laid_out = json_text(safe(value), screen, show_secrets=show_secrets)
            yield from _indented(laid_out.split("\n"))
        else:
            yield f"{title} = {safe_line(kept)}"


def _part_lines(
    headers: HeaderPairs, decoded: Decoded, screen: Screen, *, show_secrets: bool
) -> Iterator[str]:
    """Yield for each part a title and, indented, its content; parts within parts stay text."""
    parts = parts_of(headers, decoded.data)
    if not parts:
        yield screen.paint(DIM, "(no part begins with the boundary that Content-Type names)")
        yield from hex_lines(decoded.data[:_HEX_BYTES])
    for part in parts:
        content_type = text(part.headers, "content-type") or ""
        about = filter(None, (part.file_name, content_type, size_text(len(part.data))))
        yield f"{screen.paint(CYAN, safe_line(part.name))}  {safe_line('  '.join(about))}"
        if is_secret_name(part.name) and not show_secrets:
            yield f"  {masked(part.name, '')}"
            continue
        flat = tuple(pair for pair in part.headers if b"multipart" not in pair[1].lower())
        inner = decode(flat, MemoryBody(part.data))
        lines = _content_lines(flat, inner, screen, show_secrets=show_secrets)
        yield from _indented(lines)


def _indented(lines: list[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _kept_member(match: re.Match[str]) -> str:
    name, colon, value = match.groups()
    inner = value.strip('"')
    kept = shown(name, inner)
    return match[0] if kept is inner else f'"{name}"{colon}"{kept}"'


def _left_out(decoded: Decoded, size: int) -> str | None:
    shown_bytes = len(decoded.data)
    if decoded.kind is Kind.BINARY:
        shown_bytes = min(shown_bytes, _HEX_BYTES)
    if decoded.unpacked and not decoded.complete:
        return "there is more"
    total = len(decoded.data) if decoded.unpacked else size
    return f"{total - shown_bytes:,} more bytes" if total > shown_bytes else None
