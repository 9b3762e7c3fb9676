"""JSON laid out and coloured from its own text, so that nothing in it is rewritten.

Numbers stay as they were sent (`1.0`, integers of any length), and so do escapes, duplicate keys
and the order; only the blanks between its tokens are ours. The text must be safe already.
"""

import re

from webhookctl.output.console import CYAN, GREEN, RESET, YELLOW, Screen
from webhookctl.output.mask import is_card_number, is_secret_name, masked, masked_card

_JSON = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_DEEPEST = 40
"""Levels that are indented; deeper ones line up, or hostile nesting would print megabytes."""

_NOTHING = 1 << 30
"""A depth that is never reached: no value is secret."""

_PUNCTUATION = frozenset("{}[]:")
_WORDS = frozenset({"true", "false", "null"})
_QUOTE = '"'


def json_text(text: str, screen: Screen, *, show_secrets: bool = False) -> str:
    """Return JSON laid out, one member a line; secret members masked unless told otherwise.

    Text that is cut off, or several values in a row, come out as far as they go.
    """
    return _JsonLayout(screen, show_secrets=show_secrets).of(_JSON.findall(text))


class _JsonLayout:
    def __init__(self, screen: Screen, *, show_secrets: bool) -> None:
        self._key_style, self._string_style, self._other_style = map(
            screen.style, (CYAN, GREEN, YELLOW)
        )
        self._reset = screen.style(RESET)
        self._show_secrets = show_secrets
        self._out: list[str] = []
        self._depth = 0
        self._name = ""
        self._is_number = False
        self._secret_from = _NOTHING

    def of(self, pieces: list[str]) -> str:
        before = ""
        for piece, after in zip(pieces, [*pieces[1:], ""], strict=False):
            if piece == ",":
                self._out.append("," + self._line())
            elif after == ":" and piece[0] == '"':
                self._key(piece)
            elif piece in _PUNCTUATION:
                self._nest(piece, before, after)
            else:
                self._value(piece, before)
            before = piece
        return "".join(self._out)

    def _line(self) -> str:
        return "\n" + "  " * min(self._depth, _DEEPEST)

    def _nest(self, piece: str, before: str, after: str) -> None:
        if piece == ":":
            self._out.append(": ")
        elif piece in "{[":
            self._next_document(before)
            self._depth += 1
            self._out.append(piece if after in ("}", "]") else piece + self._line())
        else:
            self._depth = max(0, self._depth - 1)
            self._out.append(piece if before in ("{", "[") else self._line() + piece)
            if self._depth < self._secret_from:
                self._secret_from, self._is_number = _NOTHING, False

    def _key(self, piece: str) -> None:
        self._out.append(f"{self._key_style}{piece}{self._reset}")
        if self._depth <= self._secret_from and not self._show_secrets:
            self._name = piece[1:-1]
            self._secret_from = self._depth if is_secret_name(self._name) else _NOTHING
            self._is_number = self._name[-6:].lower() == "number"

    def _value(self, piece: str, before: str) -> None:
        self._next_document(before)
        if piece[0] == '"':
            self._out.append(f"{self._string_style}{self._kept(piece)}{self._reset}")
        elif piece in _WORDS:
            self._out.append(f"{self._other_style}{piece}{self._reset}")
        else:
            self._out.append(f"{self._other_style}{self._kept(piece)}{self._reset}")

    def _kept(self, piece: str) -> str:
        if self._depth >= self._secret_from:
            return f'"{masked(self._name, piece.strip(_QUOTE))}"'
        if self._is_number and is_card_number(piece.strip(_QUOTE)):
            return f'"{masked_card(piece.strip(_QUOTE))}"'
        return piece

    def _next_document(self, before: str) -> None:
        if self._depth == 0 and before:
            self._out.append("\n")
