"""`--set-new path=value`: puts a value in a payload, and makes what is missing on the way to it."""

from collections.abc import Iterable

from webhookctl.core.event import Json, JsonObject
from webhookctl.core.setpath import END, Path, parse_assignment, place_of, write_path
from webhookctl.errors import UsageError

DEEPEST = 100
"""Steps that a new path may have: few parsers read JSON that is nested a thousand levels deep."""


def assign_new(document: Json, assignments: Iterable[str]) -> Json:
    """Return the document with each `path=value` put in, in order; the given one stays as it is.

    What is missing on the way is made: an object for a name, a list for a place (`[0]`, `[+]`);
    null counts as missing. `[+]`, or the number one past the end, appends to a list. Raises
    UsageError for text that is no assignment, and for a path that leads through a value of
    another kind or leaves places of a list empty.
    """
    for text in assignments:
        path, value = parse_assignment(text, "--set-new")
        if len(path) > DEEPEST:
            raise UsageError(
                f"a path of {len(path)} steps is too deep", hint=f"use {DEEPEST} steps at most"
            )
        document = _put(document, path, 0, value)
    return document


def _put(document: Json, path: Path, depth: int, value: Json) -> Json:
    if depth == len(path):
        return value
    step = path[depth]
    if document is None:
        document = [] if isinstance(step, int) else {}
    if isinstance(document, list):
        return _put_in_list(document, path, depth, value)
    if isinstance(document, dict) and (isinstance(step, str) or str(step) in document):
        name = str(step)
        new: JsonObject = {**document, name: _put(document.get(name), path, depth + 1, value)}
        return new
    raise _misfit(document, path, depth)


def _put_in_list(items: list[Json], path: Path, depth: int, value: Json) -> Json:
    place = _place(items, path, depth)
    inside = items[place] if place < len(items) else None
    return [*items[:place], _put(inside, path, depth + 1, value), *items[place + 1 :]]


def _place(items: list[Json], path: Path, depth: int) -> int:
    if path[depth] == END:
        return len(items)
    place = place_of(path[depth])
    if place is None:
        raise _misfit(items, path, depth)
    if place > len(items):
        there = "1 item" if len(items) == 1 else f"{len(items)} items"
        wanted, owner = write_path(path[: depth + 1]), _where(path[:depth])
        raise UsageError(
            f"`{wanted}` is beyond the end: {owner} has {there}",
            hint=f"append with `[+]` or `[{len(items)}]`",
        )
    return place


def _misfit(found: Json, path: Path, depth: int) -> UsageError:
    wanted = "a place in a list" if isinstance(path[depth], int) else "a name"
    step = write_path(path[depth : depth + 1])
    return UsageError(
        f"{_where(path[:depth])} is {_kind(found)}: `{step}` is {wanted}, and finds no room in it",
        hint=f"set the whole of it instead: `--set '{write_path(path[:depth])}=…'`"
        if depth
        else "change the data itself instead",
    )


def _where(path: Path) -> str:
    return f"`{write_path(path)}`" if path else "the payload"


def _kind(value: Json) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return "a text"
    return "true or false" if isinstance(value, bool) else "a number"
