"""What a stream can show, and the one way to write to it."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TextIO

GENUINE, WRONG, UNCHECKED = "✓", "✗", "\N{EN DASH}"
"""How a signature was judged; in colour they are green, red and dim."""

_FALLBACKS = {GENUINE: "ok", WRONG: "x", UNCHECKED: "-", "…": "~", "•": "*", "→": ">"}
"""What stands for our own marks where a stream's encoding has none of them."""

RESET, BOLD, DIM, RED, GREEN, YELLOW, CYAN = "0", "1", "2", "31", "32", "33", "36"
"""Styles for `Screen.paint` and `Screen.style`."""

_NARROW = 20
"""Columns that a line is given at least, however small a terminal says it is."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a stream can show. `width` is in columns, None where nothing must be cut (a pipe)."""

    width: int | None = None
    colour: bool = False
    encoding: str = "utf-8"
    is_terminal: bool = False

    def paint(self, style: str, text: str) -> str:
        """Return text in a style (the numbers of an SGR sequence), or as it is without colour."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and text else text

    def style(self, style: str) -> str:
        """Return what switches a style on (`RESET`: all off); nothing without colour."""
        return f"\x1b[{style}m" if self.colour else ""

    def encode(self, text: str) -> bytes:
        """Return text as the stream's bytes; what it cannot show is replaced or escaped."""
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            marks = _missing_marks(self.encoding)
            return text.translate(marks).encode(self.encoding, "backslashreplace")


def screen_of(
    stream: TextIO,
    environment: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> Screen:
    """Return what the stream can show, by what it is and by NO_COLOR, FORCE_COLOR and COLUMNS.

    Colour is for terminals: NO_COLOR takes it away, FORCE_COLOR (but `0`) gives it to a pipe.
    """
    is_terminal = stream.isatty()
    encoding = getattr(stream, "encoding", None) or "utf-8"
    width = _width(stream, environment, is_terminal=is_terminal)
    if width is not None and _missing_marks(encoding):
        width -= 1  # the plain form of a mark may be one longer
    return Screen(
        width=width,
        colour=_colour(environment, platform, is_terminal=is_terminal),
        encoding=encoding,
        is_terminal=is_terminal,
    )


def write(stream: TextIO, chunks: Iterable[bytes]) -> None:
    """Write bytes to a stream and flush it. Raises OSError (a reader that is gone, a full disk)."""
    stream.flush()
    for chunk in chunks:
        stream.buffer.write(chunk)
    stream.flush()


def _width(stream: TextIO, environment: Mapping[str, str], *, is_terminal: bool) -> int | None:
    told = environment.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return max(_NARROW, int(told))
    if not is_terminal:
        return None
    try:
        return max(_NARROW, os.get_terminal_size(stream.fileno()).columns or 80)
    except OSError:
        return 80


def _colour(environment: Mapping[str, str], platform: str, *, is_terminal: bool) -> bool:
    if environment.get("NO_COLOR"):
        return False
    if forced := environment.get("FORCE_COLOR"):
        return forced != "0"
    if platform == "win32":  # a console of before Windows Terminal prints the sequences themselves
        return is_terminal and any(environment.get(name) for name in ("WT_SESSION", "TERM"))
    return is_terminal and environment.get("TERM", "dumb") != "dumb"


@cache
def _missing_marks(encoding: str) -> dict[int, str]:
    return {ord(mark): plain for mark, plain in _FALLBACKS.items() if not _has(encoding, mark)}


def _has(encoding: str, mark: str) -> bool:
    try:
        mark.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
