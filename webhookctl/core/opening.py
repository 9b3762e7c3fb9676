"""How the request of a handshake is told from others, cheaply, since each request is looked at."""

import re
from dataclasses import dataclass

from webhookctl.core.headers import first
from webhookctl.core.locate import (
    InForm,
    InHeader,
    InJson,
    InQuery,
    Locator,
    RequestView,
    exists_at,
)

_SCANNED = 16 * 1024
"""Bytes of a body that are looked through for the name that a sign wants."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Knock:
    """A request at the door, as far as handshakes are told from it."""

    method: str
    view: RequestView
    names: frozenset[bytes]

    def may_have(self, place: Locator) -> bool:
        """Say cheaply whether something may stand there; nothing is parsed."""
        match place:
            case InHeader(name=name):
                return name.lower().encode("latin-1") in self.names
            case InQuery(name=name):
                return name.encode() in self.view.target
            case InForm(name=name):
                return name.encode() in self.view.body[:_SCANNED]
            case InJson(path=path) | EmptyList(path=path):
                return f'"{_WORD.findall(path)[-1]}"'.encode() in self.view.body[:_SCANNED]
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Opening:
    """How a handshake's request is told from others: its method, and what stands where.

    Each of `signs` is a place and a regular expression that fits all of what is found there,
    None for anything at all.
    """

    method: str
    signs: tuple[tuple[Locator, str | None], ...] = ()

    def fits(self, knock: Knock) -> bool:
        """Say whether a request is this handshake's."""
        return (
            knock.method == self.method
            and all(knock.may_have(place) for place, _ in self.signs)
            and all(_stands(place, wanted, knock.view) for place, wanted in self.signs)
        )

    def describe(self) -> str:
        """Say how it is told from others, for people."""
        signs = (
            place.describe() if wanted is None else f"{place.describe()} = {wanted}"
            for place, wanted in self.signs
        )
        return " with ".join(filter(None, (self.method, ", ".join(signs))))


def _stands(place: Locator, wanted: str | None, view: RequestView) -> bool:
    found = place.find(view)
    return found is not None and (wanted is None or re.fullmatch(wanted, found) is not None)


@dataclass(frozen=True, slots=True)
class EmptyList:
    """An empty list in a JSON body, at a dotted path."""

    path: str

    def find(self, view: RequestView) -> str | None:
        """Return `[]` when it is there."""
        value: object = view.json
        for step in self.path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return "[]" if value == [] else None

    def describe(self) -> str:
        """Name the path."""
        return f"an empty list at body $.{self.path}"


@dataclass(frozen=True, slots=True)
class NoBody:
    """The absence of a body."""

    def find(self, view: RequestView) -> str | None:
        """Return something when there is no body."""
        return None if view.body else "none"

    def describe(self) -> str:
        """Say so."""
        return "no body"


@dataclass(frozen=True, slots=True)
class InText:
    """A piece of text near the start of a body of any kind."""

    piece: str

    def find(self, view: RequestView) -> str | None:
        """Return the piece when it is there."""
        return self.piece if self.piece.encode() in view.body[:_SCANNED] else None

    def describe(self) -> str:
        """Name the piece."""
        return f"`{self.piece}` in the body"


@dataclass(frozen=True, slots=True)
class NotInJson:
    """The absence of something in a JSON body, at a dotted path."""

    path: str

    def find(self, view: RequestView) -> str | None:
        """Return something when nothing is there."""
        return None if exists_at(view.json, self.path) else "none"

    def describe(self) -> str:
        """Name the path."""
        return f"no body $.{self.path}"


@dataclass(frozen=True, slots=True)
class NoHeader:
    """The absence of a header."""

    name: str

    def find(self, view: RequestView) -> str | None:
        """Return something when the header is not there."""
        return "none" if first(view.headers, self.name) is None else None

    def describe(self) -> str:
        """Name the header."""
        return f"no header {self.name}"
