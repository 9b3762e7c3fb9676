"""Scenarios: events that make a story, each with its payload bound to those before it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from webhookctl.core.compose import Changes
from webhookctl.core.event import Json
from webhookctl.core.lookup import plain_name
from webhookctl.core.setpath import nearest, parse_path, value_at
from webhookctl.errors import UsageError

FRESH = "fresh"
"""What a reference calls the payload that a step would have by itself."""

STEP_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""What a step may be called."""

REFERENCE_HINT = (
    'a reference is the name of an earlier step and a path in its payload: `"{created.id}"`; '
    f"`{{{FRESH}.PATH}}` is what the step would have itself, `{{created.id:text}}` and `:integer` "
    "say what it is to be, braces as such are `{{` and `}}`"
)

_PIECE = re.compile(r"\{\{|\}\}|\{(?P<reference>[^{}]*)\}|[{}]")
_REFERENCE = re.compile(
    rf"({STEP_NAME.pattern})(?:\.(?=[^.])|(?=[\[:])|$)(.*?)(?::(text|integer))?", re.DOTALL
)
_LONGEST_NUMBER = 19
"""As many digits as 64 bits hold."""

Assignments: TypeAlias = tuple[tuple[str, Json], ...]
"""Paths as `--set` takes them, each with a value that may hold references."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a scenario. `id` names it; it leaves `after` seconds after the one before.

    `event` is `provider.type`. Its payload is a fresh one, else `data` (the text of a body) or
    the content of `file`, else that of the earlier step `start`; it is changed by `set`, `set_new`
    and `unset`, in this order. `secret` is a reference (`env:NAME`, `file:PATH`), None for the
    one of all steps.
    """

    id: str
    event: str | None = None
    after: float = 0.0
    set: Assignments = ()
    set_new: Assignments = ()
    unset: tuple[str, ...] = ()
    start: str | None = None
    data: str | None = None
    file: str | None = None
    provider: str | None = None
    secret: str | None = None

    def references(self) -> Iterator[tuple[str, str]]:
        """Yield each reference with the key that it stands under. Raises UsageError for braces."""
        for key, assignments in (("set", self.set), ("set_new", self.set_new)):
            for _, value in assignments:
                yield from ((key, reference) for reference in references_in(value))

    def changes(self, payloads: Mapping[str, Json]) -> Changes:
        """Return what is changed, each reference replaced by what it means. Raises UsageError."""
        return Changes(
            assignments=_texts(self.set, payloads),
            additions=_texts(self.set_new, payloads),
            removals=self.unset,
        )


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story: its name, what it tells in a line, its steps in order."""

    name: str
    steps: tuple[Step, ...]
    summary: str = ""

    @property
    def course(self) -> str:
        """The names of the steps in their order."""
        return " → ".join(step.id for step in self.steps)


def resolve(value: Json, payloads: Mapping[str, Json]) -> Json:
    """Return a value with its references replaced by what is at their place in a payload.

    A text that is nothing but a reference becomes what is there, of whatever kind; in a longer
    text it is written as text, or as JSON. `:text` and `:integer` at the end of a reference make
    that of it. Raises UsageError for a step or a path that is not there, naming the nearest that
    is, and for what is no number.
    """
    if isinstance(value, list):
        return [resolve(one, payloads) for one in value]
    if isinstance(value, dict):
        return {name: resolve(one, payloads) for name, one in value.items()}
    if not isinstance(value, str):
        return value
    whole = _PIECE.fullmatch(value)
    if whole is not None and whole["reference"] is not None:
        return _meant(whole["reference"], payloads)
    return _PIECE.sub(lambda piece: _written(piece, payloads), value)


def references_in(value: Json) -> Iterator[str]:
    """Yield the references in a value, without their braces. Raises UsageError for a lone brace."""
    if isinstance(value, list | dict):
        for one in value if isinstance(value, list) else value.values():
            yield from references_in(one)
    elif isinstance(value, str):
        for piece in _PIECE.finditer(value):
            if piece[0] in "{}":
                raise UsageError(f"`{value}` has a lone `{piece[0]}`", hint=REFERENCE_HINT)
            if piece["reference"] is not None:
                yield piece["reference"]


def step_of(reference: str) -> str:
    """Return the name of the step that a reference is to. Raises UsageError."""
    return _parted(reference)[0]


def shuffled(count: int, below: Callable[[int], int]) -> tuple[int, ...]:
    """Return the places 0 to `count` - 1 in another order than this, where there are two at least.

    `below` draws an integer from 0 up to, not including, its argument.
    """
    places = list(range(count))
    while count > 1 and places == sorted(places):
        for last in range(count - 1, 0, -1):  # Fisher and Yates
            other = below(last + 1)
            places[last], places[other] = places[other], places[last]
    return tuple(places)


def look_up(scenarios: Mapping[str, Scenario], name: str) -> Scenario:
    """Return the scenario of that name; capitals, `-` and `_` make no difference.

    Raises UsageError that lists them all, the nearest first.
    """
    plain = {plain_name(known): one for known, one in scenarios.items()}
    if (found := plain.get(plain_name(name))) is not None:
        return found
    near = get_close_matches(plain_name(name), plain, n=1, cutoff=0.5)
    did_you_mean = f"did you mean `{plain[near[0]].name}`? " if near else ""
    first = [plain[one] for one in near]
    lines = listed([*first, *(one for one in scenarios.values() if one not in first)])
    what = f"there is no scenario called `{name}`" if name else "the scenario has no name"
    raise UsageError(what, hint="\n  ".join([f"{did_you_mean}choose from", *lines]))


def listed(scenarios: Sequence[Scenario]) -> list[str]:
    """Return a line for each scenario: its name, its steps, what it tells."""
    widest = max((len(one.name) for one in scenarios), default=0)
    lines = (
        f"{one.name:<{widest}}  {one.course}{f'  ({one.summary})' if one.summary else ''}"
        for one in scenarios
    )
    return [line.rstrip() for line in lines]


def _texts(assignments: Assignments, payloads: Mapping[str, Json]) -> tuple[str, ...]:
    """Return assignments as `--set` takes them: the value is JSON, so that it keeps its type."""
    return tuple(f"{path}={json.dumps(resolve(value, payloads))}" for path, value in assignments)


def _parted(reference: str) -> tuple[str, str, str | None]:
    """Return the step of a reference, the path in its payload, and what is to be made of it."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise UsageError(f"`{{{reference}}}` is no reference", hint=REFERENCE_HINT)
    return match[1], match[2], match[3]


def _meant(reference: str, payloads: Mapping[str, Json]) -> Json:
    name, rest, kind = _parted(reference)
    if name not in payloads:
        known = ", ".join(f"`{one}`" for one in payloads)
        raise UsageError(
            f"`{{{reference}}}` refers to `{name}`, which is no earlier step",
            hint=f"choose from {known}",
        )
    path = parse_path(rest, hint=REFERENCE_HINT) if rest else ()
    try:
        found = value_at(payloads[name], path)
    except KeyError:
        raise UsageError(
            f"`{{{reference}}}` means nothing: there is no `{rest}` in the payload of `{name}`",
            hint=nearest(payloads[name], path),
        ) from None
    if kind == "integer":
        return _integer(found, reference)
    return _text(found) if kind == "text" else found


def _integer(found: Json, reference: str) -> int:
    """Return a number without what is behind its point, or the number that a text of digits is."""
    if isinstance(found, int | float) and not isinstance(found, bool):
        return int(found)
    if isinstance(found, str) and re.fullmatch(rf"-?[0-9]{{1,{_LONGEST_NUMBER}}}", found):
        return int(found)
    raise UsageError(
        f"`{{{reference}}}` is no number but `{_text(found)}`", hint="leave `:integer` out"
    )


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _written(piece: re.Match[str], payloads: Mapping[str, Json]) -> str:
    if piece["reference"] is None:
        return piece[0][:1]
    return _text(_meant(piece["reference"], payloads))
