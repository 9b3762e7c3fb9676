"""Structured fields (RFC 9651): dictionaries read from a header, and their members written.

Display strings are not known.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


class Token(str):
    """A word without quotes (section 3.3.4)."""

    __slots__ = ()


class Number(str):
    """A decimal or a date, as it was written (sections 3.3.2 and 3.3.7)."""

    __slots__ = ()


BareItem: TypeAlias = int | str | bytes | bool
Parameters: TypeAlias = Mapping[str, BareItem]


@dataclass(frozen=True, slots=True)
class Item:
    """A value and its parameters."""

    value: BareItem
    params: Parameters = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InnerList:
    """A list of items in brackets, and its parameters."""

    items: tuple[Item, ...]
    params: Parameters = field(default_factory=dict)


Member: TypeAlias = Item | InnerList

_KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
_BLANKS = re.compile(r"[ \t]*")
_INTEGER = re.compile(r"-?[0-9]{1,15}(?![0-9.])")
_OTHER_NUMBER = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,3}(?![0-9])|@-?[0-9]{1,15}(?![0-9.])")
_STRING = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_BYTES = re.compile(r":([A-Za-z0-9+/]*={0,2}):")
_BOOLEAN = re.compile(r"\?([01])")
_TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")
_ESCAPED = re.compile(r'(["\\])')


def read_dictionary(text: str) -> dict[str, Member]:
    """Return the members of a dictionary by their names. Raises ValueError for any other text."""
    return _Reader(text.strip(" ")).dictionary()


def write_member(member: Member) -> str:
    """Return a member of a dictionary as text (section 4.1). Raises ValueError for other text."""
    if isinstance(member, Item):
        return _written(member.value) + _parameters(member.params)
    items = " ".join(write_member(item) for item in member.items)
    return f"({items}){_parameters(member.params)}"


def write_dictionary(members: Mapping[str, Member]) -> str:
    """Return a dictionary as text (section 4.1.2)."""
    return ", ".join(
        name + _parameters(member.params)
        if isinstance(member, Item) and member.value is True
        else f"{name}={write_member(member)}"
        for name, member in members.items()
    )


def _parameters(params: Parameters) -> str:
    return "".join(
        f";{name}" if value is True else f";{name}={_written(value)}"
        for name, value in params.items()
    )


def _written(value: BareItem) -> str:
    if isinstance(value, bool):
        return f"?{int(value)}"
    if isinstance(value, int | Token | Number):
        return str(value)
    if isinstance(value, bytes):
        return f":{b64encode(value).decode()}:"
    if not (value.isascii() and value.isprintable()):
        raise ValueError("a string holds printable ASCII only")
    return '"' + _ESCAPED.sub(r"\\\1", value) + '"'


class _Reader:
    """Reads a text from its start to its end (section 4.2)."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def dictionary(self) -> dict[str, Member]:
        members: dict[str, Member] = {}
        while self._place < len(self._text):
            name = self._taken(_KEY)
            members.pop(name, None)  # the last of a name counts, in its place
            if self._next("="):
                members[name] = self._member()
            else:
                members[name] = Item(True, self._parameters())
            self._taken(_BLANKS)
            if self._place == len(self._text):
                return members
            self._expect(",")
            self._taken(_BLANKS)
            if self._place == len(self._text):
                raise ValueError("a comma at the end")
        return members

    def _member(self) -> Member:
        if not self._next("("):
            return self._item()
        items: list[Item] = []
        while True:
            while self._next(" "):
                pass
            if self._next(")"):
                return InnerList(tuple(items), self._parameters())
            items.append(self._item())
            if not self._text.startswith((" ", ")"), self._place):
                raise ValueError("no blank between items")

    def _item(self) -> Item:
        return Item(self._bare(), self._parameters())

    def _parameters(self) -> Parameters:
        params: dict[str, BareItem] = {}
        while self._next(";"):
            while self._next(" "):
                pass
            name = self._taken(_KEY)
            params.pop(name, None)
            params[name] = self._bare() if self._next("=") else True
        return params

    def _bare(self) -> BareItem:
        if match := self._match(_INTEGER):
            return int(match[0])
        if match := self._match(_OTHER_NUMBER):
            return Number(match[0])
        if match := self._match(_STRING):
            return re.sub(r"\\(.)", r"\1", match[1])
        if match := self._match(_BYTES):
            return b64decode(match[1] + "=" * (-len(match[1]) % 4))
        if match := self._match(_BOOLEAN):
            return match[1] == "1"
        return Token(self._taken(_TOKEN))

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._place)
        if match:
            self._place = match.end()
        return match

    def _taken(self, pattern: re.Pattern[str]) -> str:
        match = self._match(pattern)
        if match is None:
            raise ValueError(f"unreadable at {self._place}")
        return match[0]

    def _next(self, character: str) -> bool:
        found = self._text.startswith(character, self._place)
        self._place += len(character) * found
        return found

    def _expect(self, character: str) -> None:
        if not self._next(character):
            raise ValueError(f"no `{character}` at {self._place}")
