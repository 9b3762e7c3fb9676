"""Judges payloads by the tables in `tests/data/shapes`, which `derive_shapes.py` made.

A spec is a string of alternatives (`string|null`, `@name` for a shape of the table), a list with
the spec of its items (an empty list must stay empty), `{"one of": [...]}` or `{"any": [specs]}`.
A shape maps fields to specs; `?name` may be absent, `*` allows any other field. `time` is a string
with an RFC 3339 time, `uri` one with a scheme.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data" / "shapes"


@cache
def table(provider: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / f"{provider}.json").read_text("utf-8"))
    return found


def problems_of(provider: str, event: str, payload: Any) -> list[str]:
    """Return what the table of the provider does not allow in the payload."""
    facts = table(provider)
    return list(_problems(payload, facts["events"][event], facts["shapes"], "$"))


def _is_time(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_WORDS: dict[str, Callable[[Any], bool]] = {
    "any": lambda _: True,
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
    "time": _is_time,
    "uri": lambda value: isinstance(value, str) and ":" in value,
}


def _problems(value: Any, spec: Any, shapes: dict[str, Any], path: str) -> Iterator[str]:
    if isinstance(spec, list):
        yield from _item_problems(value, spec, shapes, path)
    elif isinstance(spec, str) and "|" not in spec:
        yield from _word_problems(value, spec, shapes, path)
    elif "one of" in spec:
        if not any(type(value) is type(one) and value == one for one in spec["one of"]):
            yield f"{path}: {value!r} is none of {spec['one of']}"
    else:
        alternatives = spec.split("|") if isinstance(spec, str) else spec["any"]
        found = [list(_problems(value, one, shapes, path)) for one in alternatives]
        yield from min(found, key=len)


def _item_problems(value: Any, spec: list[Any], shapes: dict[str, Any], path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: not a list"
    elif value and not spec:
        yield f"{path}: not empty"
    else:
        for number, item in enumerate(value):
            yield from _problems(item, spec[0], shapes, f"{path}[{number}]")


def _word_problems(value: Any, word: str, shapes: dict[str, Any], path: str) -> Iterator[str]:
    if word.startswith("@"):
        yield from _shape_problems(value, shapes[word[1:]], shapes, path)
    elif not _WORDS[word](value):
        yield f"{path}: {value!r} is not {word}"


def _shape_problems(
    value: Any, shape: dict[str, Any], shapes: dict[str, Any], path: str
) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: not an object"
        return
    known = {name.removeprefix("?"): spec for name, spec in shape.items()}
    for name in shape.keys() - value.keys():
        if not name.startswith("?") and name != "*":
            yield f"{path}.{name}: missing"
    for name, item in value.items():
        if name in known or "*" in known:
            yield from _problems(item, known.get(name, known.get("*")), shapes, f"{path}.{name}")
        else:
            yield f"{path}.{name}: not known"
