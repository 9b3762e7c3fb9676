"""Words of a POSIX shell's command line, read without running anything.

Quoting is that of POSIX (XCU 2.2) and `$'…'` (XCU 2.2.4, in bash, ksh and zsh). Whatever would have
to be run or looked up (variables, commands, files) is refused, but for `$(printf '…')`, which only
writes bytes.
"""

import re
import sys
from dataclasses import dataclass

from webhookctl.errors import UsageError

PASTE_HINT = (
    "paste the command as it was copied for a POSIX shell, like `curl URL -H 'Name: value'`"
)

_BLANK = re.compile(r"(?:[ \t]|\\\r?\n)+")
_PLAIN = re.compile(r"[^ \t\r\n\\'\"`$|&;<>()^]+")
_IN_DOUBLE = re.compile(r"[^\\\"`$]+")
_IN_ANSI = re.compile(r"[^\\']+")
_SINGLE = re.compile(r"'([^']*)'")
_EXPANSION = re.compile(r"\$[A-Za-z_0-9{(*@#?$!-]")
_PRINTF = re.compile(r"\$\([ \t]*printf[ \t]+'([^']*)'[ \t]*\)")
_ESCAPES = {
    "a": b"\a",
    "b": b"\b",
    "e": b"\x1b",
    "E": b"\x1b",
    "f": b"\f",
    "n": b"\n",
    "r": b"\r",
    "t": b"\t",
    "v": b"\v",
    "\\": b"\\",
    "'": b"'",
    '"': b'"',
    "?": b"?",
}
_NUMBER = re.compile(
    r"x(?P<x>[0-9A-Fa-f]{1,2})|u(?P<u>[0-9A-Fa-f]{1,4})|U(?P<U>[0-9A-Fa-f]{1,8})|(?P<o>[0-7]{1,3})"
)
_PRINTF_PART = re.compile(r"\\([0-7]{1,3})|\\([abfnrtv\\\"'])|(%%)|([^\\%]+)")


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """The words of one command, and of the commands before it that pipe into it."""

    words: tuple[bytes, ...]
    piped: tuple[tuple[bytes, ...], ...] = ()


def read_command(data: bytes) -> ShellCommand:
    """Return the words of a command line. Raises UsageError that says where it is not clear."""
    return _Reader(data.decode("utf-8", "surrogateescape")).read()


def written_by_printf(text: str) -> bytes | None:
    """Return what `printf` writes for a format without arguments, None for one that wants some."""
    written, position = bytearray(), 0
    while position < len(text):
        match = _PRINTF_PART.match(text, position)
        if match is None:
            return None
        octal, letter, percent, plain = match.groups()
        if octal:
            written.append(int(octal, 8) & 0xFF)
        else:
            written += _ESCAPES[letter] if letter else b"%" if percent else _bytes(plain)
        position = match.end()
    return bytes(written)


class _Reader:
    """Reads a text from its start to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read(self) -> ShellCommand:
        commands: list[tuple[bytes, ...]] = []
        words: list[bytes] = []
        while self._skip_blanks():
            character = self._text[self._at]
            if character == "|":
                if not words or self._text.startswith("||", self._at):
                    raise self._operator(character)
                commands.append(tuple(words))
                words, self._at = [], self._at + 1
            elif character in "\r\n;":
                self._at += 1
                if words:
                    self._end()
                    break
            elif character == "#":
                self._at = self._line_end()
            else:
                words.append(self._word())
        return ShellCommand(tuple(words), tuple(commands))

    def _skip_blanks(self) -> bool:
        """Go to the next character that is no blank; say whether there is one."""
        if match := _BLANK.match(self._text, self._at):
            self._at = match.end()
        return self._at < len(self._text)

    def _end(self) -> None:
        """Make sure that only blanks and comments follow."""
        while self._skip_blanks():
            character = self._text[self._at]
            if character not in "#\r\n;":
                raise self._unclear("there is more than one command", "leave only the curl command")
            self._at = self._line_end() if character == "#" else self._at + 1

    def _line_end(self) -> int:
        end = self._text.find("\n", self._at)
        return len(self._text) if end < 0 else end

    def _word(self) -> bytes:
        word = bytearray()
        while self._at < len(self._text):
            character = self._text[self._at]
            if character in " \t\r\n|;":
                break
            if match := _PLAIN.match(self._text, self._at):
                word += self._past(match)
            elif character == "'":
                word += self._single()
            elif character == '"':
                word += self._double()
            elif character == "\\":
                word += self._escaped()
            elif character == "$":
                word += self._dollar()
            else:
                raise self._operator(character)
        return bytes(word)

    def _past(self, match: re.Match[str]) -> bytes:
        """Go past what stands for itself, and return it."""
        self._at = match.end()
        return _bytes(match[0])

    def _single(self) -> bytes:
        match = _SINGLE.match(self._text, self._at)
        if match is None:
            raise self._unclear("a `'` is never closed", PASTE_HINT)
        self._at = match.end()
        return _bytes(match[1])

    def _double(self) -> bytes:
        start, word = self._at, bytearray()
        self._at += 1
        while self._at < len(self._text):
            character = self._text[self._at]
            if match := _IN_DOUBLE.match(self._text, self._at):
                word += self._past(match)
            elif character == '"':
                self._at += 1
                return bytes(word)
            elif character == "\\":
                following = self._text[self._at + 1 : self._at + 2]
                kept = {"$": b"$", "`": b"`", '"': b'"', "\\": b"\\", "\n": b""}.get(following)
                word += b"\\" + _bytes(following) if kept is None else kept
                self._at += 2
            elif character == "$":
                word += self._expanded()
            else:
                raise self._operator(character)
        self._at = start
        raise self._unclear('a `"` is never closed', PASTE_HINT)

    def _escaped(self) -> bytes:
        following = self._text[self._at + 1 : self._at + 3]
        if following.startswith("\r\n"):
            self._at += 3
            return b""
        self._at += 2
        return b"" if following[:1] == "\n" else _bytes(following[:1])

    def _dollar(self) -> bytes:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "'":
            return self._ansi()
        if following == '"':  # a text to translate, which nothing here does
            self._at += 1
            return self._double()
        return self._expanded()

    def _expanded(self) -> bytes:
        """Return what `$(printf '…')` writes, or a `$` that means nothing."""
        if match := _PRINTF.match(self._text, self._at):
            written = written_by_printf(match[1])
            if written is not None:
                self._at = match.end()
                return written.rstrip(b"\n")
        if match := _EXPANSION.match(self._text, self._at):
            hint = "put its value there, or single quotes around a `$` that means itself"
            raise self._unclear("a variable or command would have to be filled in", hint)
        self._at += 1
        return b"$"

    def _ansi(self) -> bytes:
        """Return what `$'…'` means."""
        start, word = self._at, bytearray()
        self._at += 2
        while self._at < len(self._text):
            if match := _IN_ANSI.match(self._text, self._at):
                word += self._past(match)
            elif self._text[self._at] == "'":
                self._at += 1
                return bytes(word)
            else:
                word += self._ansi_escape()
        self._at = start
        raise self._unclear("a `$'` is never closed", PASTE_HINT)

    def _ansi_escape(self) -> bytes:
        self._at += 1
        letter = self._text[self._at : self._at + 1]
        if match := _NUMBER.match(self._text, self._at):
            self._at = match.end()
            if match["x"] or match["o"]:
                return bytes((int(match["x"], 16) if match["x"] else int(match["o"], 8) & 0xFF,))
            return _character(int(match["u"] or match["U"], 16))
        self._at += 1
        return _ESCAPES.get(letter, b"\\" + _bytes(letter))

    def _operator(self, character: str) -> UsageError:
        if character == "^":
            hint = "copy the command for a POSIX shell (`Copy as cURL (bash)`)"
            return self._unclear("it is for the Windows command prompt (`^`)", hint)
        hint = "put single quotes around the word it belongs to; nothing is run here"
        return self._unclear(f"`{character}` has a meaning of its own for a shell", hint)

    def _unclear(self, what: str, hint: str) -> UsageError:
        before = self._text[: self._at]
        line, column = before.count("\n") + 1, self._at - before.rfind("\n")
        return UsageError(
            f"the command is not clear: {what} (line {line}, column {column})", hint=hint
        )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _character(number: int) -> bytes:
    return chr(number).encode("utf-8", "surrogatepass") if number <= sys.maxunicode else b""
