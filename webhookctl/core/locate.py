"""Where a request says its event type or delivery id: small values that find it and can be told."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import parse_qsl

from webhookctl.core.form import MULTIPART, URL_ENCODED, form_fields
from webhookctl.core.headers import HeaderPairs, text
from webhookctl.core.model import CapturedRequest

MAX_PARSED = 1024 * 1024
"""Bodies above this many bytes are not parsed to find a name in them."""


def parsed(data: bytes | str) -> object:
    """Return what JSON of up to `MAX_PARSED` bytes says, or None when it is none."""
    if not data or len(data) > MAX_PARSED:
        return None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


class RequestView:
    """Headers and body of a request; JSON and form are read at most once, when asked for.

    `target` is the URL or its part behind the host, where it is known. `values` are the headers by
    their names in lower case, of a repeated one the last value.
    """

    def __init__(self, headers: HeaderPairs, body: bytes, target: bytes = b"") -> None:
        self.headers = headers
        self.body = body
        self.target = target
        self.values = {name.lower(): value for name, value in headers}

    @cached_property
    def json(self) -> object:
        """The body as JSON, or None when it is none."""
        return parsed(self.body)

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The body as a form (the first value of each name; no files), or empty."""
        content_type = (text(self.headers, "content-type") or "").lower()
        if len(self.body) > MAX_PARSED:
            return {}
        if content_type.startswith(MULTIPART):
            fields = reversed(form_fields(self.headers, self.body))
            return {name.decode("latin-1"): _text(value) for name, value in fields}
        return _first_values(self.body) if URL_ENCODED in content_type else {}

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The query of the URL (the first value of each name), or empty."""
        return _first_values(self.target.partition(b"?")[2].partition(b"#")[0])


def view_of(request: CapturedRequest) -> RequestView:
    """Return the view of a captured request; a body above `MAX_PARSED` bytes counts as empty.

    Raises what reading the body raises.
    """
    body = request.body.read() if request.body.size <= MAX_PARSED else b""
    return RequestView(request.headers, body, request.target)


class Locator(Protocol):
    """Finds one short text in a request."""

    def find(self, view: RequestView) -> str | None:
        """Return the text, or None when it is not there."""
        ...

    def describe(self) -> str:
        """Say where it looks, for `providers show`."""
        ...


@dataclass(frozen=True, slots=True)
class Nowhere:
    """The provider does not say it."""

    def find(self, view: RequestView) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Return None."""
        return None

    def describe(self) -> str:
        """Say so."""
        return "none"


NOWHERE = Nowhere()


@dataclass(frozen=True, slots=True)
class InHeader:
    """The value of a header."""

    name: str

    def find(self, view: RequestView) -> str | None:
        """Return the first value of the header."""
        return text(view.headers, self.name) or None

    def describe(self) -> str:
        """Name the header."""
        return f"header {self.name}"


@dataclass(frozen=True, slots=True)
class InJson:
    """A text or number in a JSON body, at a dotted path (`event.type`, `0.event`)."""

    path: str

    def find(self, view: RequestView) -> str | None:
        """Return the value at the path as text; objects, lists and null count as absent."""
        return _at(view.json, self.path)

    def describe(self) -> str:
        """Name the path."""
        return f"body $.{self.path}"


@dataclass(frozen=True, slots=True)
class InJsonKey:
    """The first top-level name of a JSON body that fits a regular expression as a whole."""

    pattern: str

    def find(self, view: RequestView) -> str | None:
        """Return the first name that fits."""
        names = view.json if isinstance(view.json, dict) else ()
        return next((name for name in names if re.fullmatch(self.pattern, name)), None)

    def describe(self) -> str:
        """Name the pattern."""
        return f"the first name in the body like {self.pattern}"


@dataclass(frozen=True, slots=True)
class InQuery:
    """A name in the query of the URL."""

    name: str

    def find(self, view: RequestView) -> str | None:
        """Return the first value of the name."""
        return view.query.get(self.name) or None

    def describe(self) -> str:
        """Name it."""
        return f"query {self.name}"


@dataclass(frozen=True, slots=True)
class InForm:
    """A field of a URL-encoded form."""

    name: str

    def find(self, view: RequestView) -> str | None:
        """Return the field's first value."""
        return view.form.get(self.name) or None

    def describe(self) -> str:
        """Name the field."""
        return f"form field {self.name}"


@dataclass(frozen=True, slots=True)
class InFormJson:
    """A text or number in JSON that a field of a URL-encoded form holds, at a dotted path."""

    name: str
    path: str

    def find(self, view: RequestView) -> str | None:
        """Return the value at the path as text; objects, lists and null count as absent."""
        return _at(parsed(view.form.get(self.name, "")), self.path)

    def describe(self) -> str:
        """Name the field and the path."""
        return f"form field {self.name} -> $.{self.path}"


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The first of several places that has it."""

    places: tuple[Locator, ...]

    def find(self, view: RequestView) -> str | None:
        """Return the first text found."""
        return next((found for place in self.places if (found := place.find(view))), None)

    def describe(self) -> str:
        """Name the places in order."""
        return ", or ".join(place.describe() for place in self.places)


@dataclass(frozen=True, slots=True)
class Joined:
    """Several places put together (`pull_request` + `opened`); the first must be there."""

    places: tuple[Locator, ...]
    separator: str = "."

    def find(self, view: RequestView) -> str | None:
        """Return the texts found, joined; None without the first."""
        lead = self.places[0].find(view)
        if lead is None:
            return None
        rest = (place.find(view) for place in self.places[1:])
        return self.separator.join([lead, *(text for text in rest if text)])

    def describe(self) -> str:
        """Name the places in order."""
        return " + ".join(place.describe() for place in self.places)


def exists_at(value: object, path: str) -> bool:
    """Say whether a parsed JSON text has anything but null at a dotted path."""
    return _follow(value, path) is not None


def _first_values(form: bytes) -> Mapping[str, str]:
    return dict(reversed(parse_qsl(form.decode("latin-1"), keep_blank_values=True)))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _follow(value: object, path: str) -> object:
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _at(value: object, path: str) -> str | None:
    value = _follow(value, path)
    return str(value) if isinstance(value, str | int | float) and value != "" else None
