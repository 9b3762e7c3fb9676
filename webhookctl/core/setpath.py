"""`--set path=value` and `--unset path`: change what is in a payload already.

A path is names and places in lists: `data.object.items[0].price`. A name that holds a dot, a
bracket or an equals sign stands in brackets and quotes: `labels["app.kubernetes.io/name"]`. The
value is JSON where it can be read as such (`5`, `true`, `null`, `{"a": 1}`, `"5"`), else the text
itself.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NoReturn, TypeAlias, cast

from webhookctl.core.event import Json
from webhookctl.errors import UsageError

Path: TypeAlias = tuple[str | int, ...]

END = -1
"""The place behind the last one of a list, typed `[+]`."""

_STEP = re.compile(
    r"""(?P<dot>\.)?(?P<name>[^.\[\]="]+)|\[(?P<place>\d{1,9}|\+)\]|\[(?P<quoted>"(?:[^"\\]|\\.)*")\]"""
)
_PLAIN_NAME = re.compile(r'[^.\[\]="\d][^.\[\]="]*')
_MANY_PATHS = 5_000
_LONG_NUMBER = 10
_SHAPE = "write it like `--set data.object.items[0].price=5`"
_UNSET_SHAPE = "write it like `--unset data.object.items[0].price`"
_CREATES = " (`--set-new` makes what is not there)"


def assign(document: Json, assignments: Iterable[str]) -> Json:
    """Return the document with each `path=value` put in, in order; the given one stays as it is.

    Raises UsageError for text that is no assignment and for a path that is not there, naming the
    nearest one that is.
    """
    for text in assignments:
        path, value = parse_assignment(text)
        document = replace_at(document, path, value)
    return document


def unset(document: Json, paths: Iterable[str]) -> Json:
    """Return the document without what is at each path, in order; the given one stays as it is.

    Raises UsageError for text that is no path and for a path that is not there, naming the
    nearest one that is.
    """
    for text in paths:
        document = _removed(document, parse_path(text, hint=_UNSET_SHAPE))
    return document


def parse_assignment(text: str, option: str = "--set") -> tuple[Path, Json]:
    """Return the path and the value of `path=value`. Raises UsageError, which names the option."""
    path, end = _read_path(text)
    if end == len(text) or text[end] != "=" or not path:
        hint = f"write it like `{option} data.object.items[0].price=5`"
        raise UsageError(f"`{text}` is not `path=value`", hint=hint)
    return path, _value(text[end + 1 :])


def parse_path(text: str, hint: str = _SHAPE) -> Path:
    """Return the steps of a path. Raises UsageError."""
    path, end = _read_path(text)
    if end < len(text) or not path:
        raise UsageError(f"`{text}` is not a path", hint=hint)
    return path


def write_path(path: Path) -> str:
    """Return a path as it is typed."""
    written = ""
    for step in path:
        if isinstance(step, int):
            written += "[+]" if step == END else f"[{step}]"
        elif _PLAIN_NAME.fullmatch(step):
            written += f".{step}" if written else step
        else:
            written += f"[{json.dumps(step, ensure_ascii=False)}]"
    return written


def place_of(step: str | int) -> int | None:
    """Return the place in a list that a step means (`[3]`, or `.3`), None when it means none."""
    name = str(step)
    return int(name) if name.isdecimal() and len(name) < _LONG_NUMBER else None


def value_at(document: Json, path: Path) -> Json:
    """Return what is at the path. Raises KeyError when it is not there."""
    for step in path:
        document = _inside(document, step)
    return document


def replace_at(document: Json, path: Path, value: Json) -> Json:
    """Return a copy of the document with `value` at the path, which must be there already.

    Raises UsageError that names the nearest path.
    """
    try:
        return _replaced(document, path, value)
    except KeyError:
        raise UsageError(
            f"there is nothing at `{write_path(path)}` to set",
            hint=nearest(document, path) + _CREATES,
        ) from None


def nearest(document: Json, path: Path) -> str:
    """Return the path that is there and looks most like one that is not, else what is near it."""
    known = [write_path(one) for one, _ in zip(_paths(document), range(_MANY_PATHS), strict=False)]
    if near := get_close_matches(write_path(path), known, n=1, cutoff=0.6):
        return f"did you mean `{near[0]}`?"
    parent: Path = ()
    while parent != path and _exists(document, path[: len(parent) + 1]):
        parent = path[: len(parent) + 1]
    inside = [write_path(one) for one in _children(parent, value_at(document, parent))][:12]
    place = f"`{write_path(parent)}`" if parent else "the payload"
    return (
        f"{place} has {', '.join(f'`{one}`' for one in inside)}"
        if inside
        else (f"{place} has nothing inside")
    )


def _removed(document: Json, path: Path) -> Json:
    try:
        value_at(document, path)
    except KeyError:
        raise UsageError(
            f"there is nothing at `{write_path(path)}` to leave out", hint=nearest(document, path)
        ) from None
    parent = value_at(document, path[:-1])
    rest: Json
    if isinstance(parent, list):
        rest = [*parent[: int(path[-1])], *parent[int(path[-1]) + 1 :]]
    else:
        rest = {**cast("dict[str, Json]", parent)}
        del rest[str(path[-1])]
    return _replaced(document, path[:-1], rest)


def _read_path(text: str) -> tuple[Path, int]:
    steps: list[str | int] = []
    at = 0
    while match := _STEP.match(text, at):
        if match["name"] is not None and bool(match["dot"]) != bool(steps):
            break
        if match["name"] is not None:
            steps.append(match["name"])
        elif match["place"] is not None:
            steps.append(END if match["place"] == "+" else int(match["place"]))
        else:
            steps.append(_unquoted(text, match["quoted"]))
        at = match.end()
    return tuple(steps), at


def _unquoted(text: str, quoted: str) -> str:
    try:
        return str(json.loads(quoted, strict=False))
    except ValueError as exc:
        raise UsageError(f"`{quoted}` in `{text}` is not a quoted name", hint=_SHAPE) from exc


def _value(text: str) -> Json:
    try:
        value: Json = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return text
    return value


def _no_number(name: str) -> NoReturn:
    """Python reads NaN and Infinity, JSON (RFC 8259 section 6) has none."""
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _inside(document: Json, step: str | int) -> Json:
    name = str(step)
    if isinstance(document, dict) and name in document:
        return document[name]
    if isinstance(document, list):
        place = place_of(step)
        if place is not None and place < len(document):
            return document[place]
    raise KeyError(step)


def _replaced(document: Json, path: Path, value: Json) -> Json:
    parents: list[Json] = []
    for step in path:
        parents.append(document)
        document = _inside(document, step)
    for parent, step in zip(reversed(parents), reversed(path), strict=True):
        if isinstance(parent, list):
            value = [*parent[: int(step)], value, *parent[int(step) + 1 :]]
        else:
            value = {**cast("dict[str, Json]", parent), str(step): value}
    return value


def _exists(document: Json, path: Path) -> bool:
    try:
        value_at(document, path)
    except KeyError:
        return False
    return True


def _children(path: Path, value: Json) -> Iterator[Path]:
    if isinstance(value, dict):
        yield from ((*path, name) for name in value)
    elif isinstance(value, list):
        yield from ((*path, place) for place in range(len(value)))


def _paths(document: Json) -> Iterator[Path]:
    """Yield every path there is, level by level."""
    level: list[tuple[Path, Json]] = [((), document)]
    while level:
        inner = [
            (child, _inside(value, child[-1]))
            for path, value in level
            for child in _children(path, value)
        ]
        yield from (path for path, _ in inner)
        level = inner
