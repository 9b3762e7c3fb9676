"""How the request of a handshake is told from others, cheaply, since each request is looked at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from webhookctl.core.headers import first
from webhookctl.core.locate import (
    InForm,
    InHeader,
    InJson,
    InQuery,
    Locator,
    RequestView,
    exists_at,
    view_of,
)
from webhookctl.core.model import CapturedRequest

_SCANNED = 16 * 1024
"""Bytes of a body that are looked through for the name that a sign wants."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Knock:
    """A request at the door, and the one view of it that everybody there looks at.

    `is_readable` is False when its body cannot be read back; the view has none then.
    """

    __slots__ = ("head", "is_readable", "request", "view")

    def __init__(self, request: CapturedRequest) -> None:
        self.request = request
        self.is_readable = True
        try:
            self.view = view_of(request)
        except OSError:
            self.is_readable = False
            self.view = RequestView(request.headers, b"", request.target)
        self.head = self.view.body[:_SCANNED]


@dataclass(frozen=True, slots=True)
class Opening:
    """How a handshake's request is told from others: its method, and what stands where.

    Each of `signs` is a place and a regular expression that fits all of what is found there,
    None for anything at all. What a request must have by name is looked for first: most have
    none of it, and nothing is parsed for them.
    """

    method: str
    signs: tuple[tuple[Locator, str | None], ...] = ()
    _method: bytes = field(init=False, repr=False)
    _headers: frozenset[bytes] = field(init=False, repr=False)
    _in_target: tuple[bytes, ...] = field(init=False, repr=False)
    _in_body: tuple[bytes, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        places = [place for place, _ in self.signs]
        named = (one.name for one in places if isinstance(one, InHeader))
        headers = (name.lower().encode("latin-1") for name in named)
        queries = (one.name.encode() for one in places if isinstance(one, InQuery))
        object.__setattr__(self, "_method", self.method.encode("latin-1"))
        object.__setattr__(self, "_headers", frozenset(headers))
        object.__setattr__(self, "_in_target", tuple(queries))
        object.__setattr__(self, "_in_body", tuple(filter(None, map(_in_body, places))))

    def fits(self, knock: Knock) -> bool:
        """Say whether a request is this handshake's."""
        if knock.request.method != self._method or not self._headers <= knock.view.values.keys():
            return False
        for name in self._in_target:
            if name not in knock.view.target:
                return False
        for name in self._in_body:
            if name not in knock.head:
                return False
        return all(_stands(place, wanted, knock.view) for place, wanted in self.signs)

    @property
    def telltale(self) -> tuple[str, bytes] | None:
        """One name that its requests have, in `header`, `body` or `target`; None without any."""
        places = (("header", self._headers), ("body", self._in_body), ("target", self._in_target))
        return next(((place, max(names, key=len)) for place, names in places if names), None)

    def describe(self) -> str:
        """Say how it is told from others, for people."""
        signs = (
            place.describe() if wanted is None else f"{place.describe()} = {wanted}"
            for place, wanted in self.signs
        )
        return " with ".join(filter(None, (self.method, ", ".join(signs))))


class Lookout:
    """Says whether any of several openings is worth a look: one search for all their names.

    Those without a telltale name do not count: they are always worth one. Names in JSON all start
    with a quotation mark, which makes theirs a search of its own several times as fast.
    """

    def __init__(self, openings: Iterable[Opening]) -> None:
        names: dict[str, set[bytes]] = {"header": set(), "body": set(), "target": set()}
        for opening in openings:
            if opening.telltale is not None:
                names[opening.telltale[0]].add(opening.telltale[1])
        self._headers = frozenset(names["header"])
        quoted = {name for name in names["body"] if name.startswith(b'"')}
        self._in_json = _any_of(quoted)
        self._in_body = tuple(sorted(names["body"] - quoted))
        self._in_target = _any_of(names["target"])

    def sees(self, knock: Knock) -> bool:
        """Say whether a request has one of the names."""
        view, head = knock.view, knock.head
        if not self._headers.isdisjoint(view.values) or self._in_target.search(view.target):
            return True
        for name in self._in_body:  # a loop, since each request comes by here
            if name in head:
                return True
        return self._in_json.search(head) is not None


def _any_of(names: Iterable[bytes]) -> re.Pattern[bytes]:
    """Return a pattern that finds any of the names; of none, it never finds anything."""
    return re.compile(b"|".join(map(re.escape, sorted(names))) or rb"(?!)")


def _in_body(place: Locator) -> bytes | None:
    """Return what a body must hold for something to stand in a place of it."""
    match place:
        case InForm(name=name):
            return name.encode()
        case InJson(path=path) | EmptyList(path=path):
            return f'"{_WORD.findall(path)[-1]}"'.encode()
        case InText(piece=piece):
            return piece.encode()
        case _:
            return None


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
