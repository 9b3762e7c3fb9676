"""The one exit to the terminal: text from outside, with everything that could act made visible."""

import codecs
import re
from collections.abc import Iterable

# What is not printable by Unicode (Cc, Cf, Cs, Co, Cn, Z*: controls, bidi, zero-width, line
# separators, tags, surrogates) is escaped as a rule. These print as nothing, or change what stands
# before them, although Unicode counts them as letters or marks: variation selectors (bytes can be
# smuggled in them), fillers, the grapheme joiner, the braille blank.
_TRICKS = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U0001d173-\U0001d17a\U000e0100-\U000e01ef"
)
_TRICK = re.compile(f"[{_TRICKS}]")
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_MARKS = re.compile(f"(?<=[{_MARKS}]{{4}})[{_MARKS}]")
_NOT_PLAIN = re.compile(r"[^\n\t -~]+")
_WIDE_SPACE = "\u3000"


def safe(text: str) -> str:
    """Return text that can only be read: nothing in it acts on a terminal or hides.

    Line breaks and tabs stay. Controls, bidi, invisible and unassigned characters, surrogates and
    blanks that pass for a space become visible escapes (`\\x1b`, `\\u202e`); so do marks piled
    higher than four.
    """
    if text.isascii() and text.isprintable():
        return text
    return _NOT_PLAIN.sub(_escape_run, text)


def safe_line(text: str) -> str:
    """Return `safe(text)` on one line: line breaks and tabs are escaped as well."""
    if text.isascii() and text.isprintable():
        return text
    return safe(text).replace("\n", r"\n").replace("\t", r"\t")


def safe_bytes(data: bytes) -> str:
    """Return bytes as safe text: UTF-8, and `\\xff` for each byte that is none."""
    return safe(data.decode("utf-8", "backslashreplace"))


def safe_line_bytes(data: bytes) -> str:
    """Return bytes as safe text on one line: UTF-8, and `\\xff` for each byte that is none."""
    return safe_line(data.decode("utf-8", "backslashreplace"))


def is_harmless(chunks: Iterable[bytes]) -> bool:
    """Say whether bytes are UTF-8 that a terminal can be given as it is (CR LF included)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    held = ""
    try:
        for chunk in chunks:
            text = held + decoder.decode(chunk)
            held = "\r" if text.endswith("\r") else ""
            text = text.removesuffix("\r").replace("\r\n", "\n")
            if safe(text) != text:
                return False
        return not (held or decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        return False


def _escape_run(match: re.Match[str]) -> str:
    run = match[0]
    if run.isprintable() and _TRICK.search(run) is None:
        return _PILED_MARKS.sub(_escape_mark, run)
    marked = _PILED_MARKS.sub(_escape_mark, run)
    return "".join(map(_escape_unless_visible, marked))


def _escape_mark(match: re.Match[str]) -> str:
    return _escape(match[0])


def _escape_unless_visible(character: str) -> str:
    visible = character.isprintable() and _TRICK.match(character) is None
    return character if visible or character == _WIDE_SPACE else _escape(character)


def _escape(character: str) -> str:
    return ascii(character)[1:-1]
