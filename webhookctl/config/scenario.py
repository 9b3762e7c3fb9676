"""Scenarios of the user's own: what `[[scenario.NAME]]` means, a table for each step."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from webhookctl.config import is_literal, parse_duration
from webhookctl.config.table import Table, kind_of
from webhookctl.core.event import Json
from webhookctl.core.lookup import plain_name
from webhookctl.core.scenario import (
    FRESH,
    STEP_NAME,
    Assignments,
    Scenario,
    Step,
    step_of,
)
from webhookctl.core.setpath import parse_path
from webhookctl.errors import UsageError

KEYS = (
    *("event", "after", "id", "from", "data", "provider", "secret"),
    *("set", "set_new", "unset"),
)

_TIME = "write it like `500ms`, `30s`, `10m` or `2h`, in quotes"
_SECRET = "name where it is, never the secret itself: `env:NAME` or `file:PATH`"  # noqa: S105
_PATHS = 'write it like `unset = ["customer.phone"]`'


def scenarios_in(tables: Table, built_in: Mapping[str, Scenario]) -> list[Scenario]:
    """Return the scenarios of a `[scenario]` table. Raises UsageError, also for a name taken.

    `built_in` have their names already; capitals, `-` and `_` make no difference.
    """
    taken = {plain_name(name): name for name in built_in}
    found: list[Scenario] = []
    for name, steps in tables.values.items():
        plain = plain_name(name)
        if plain in taken or not STEP_NAME.fullmatch(name):
            what = "has the name of another scenario" if plain in taken else "has no name of one"
            raise UsageError(
                f"`[[scenario.{name}]]` in `{tables.file}` {what}",
                hint="give it another name: letters and digits, with `-` or `_` between them",
            )
        taken[plain] = name
        found.append(_scenario(name, steps, tables.file))
    return found


def body_of(step: Step) -> bytes | None:
    """Return the body that a step brings itself, None where it has none. Raises UsageError."""
    if step.file is None:
        return None if step.data is None else step.data.encode()
    try:
        return Path(step.file).read_bytes()
    except OSError as exc:
        reason = (exc.strerror or type(exc).__name__).lower()
        raise UsageError(
            f"cannot read the data file `{step.file}`: {reason}",
            hint="a path after `@` begins at the folder of the file that has the scenario",
        ) from exc


def _scenario(name: str, steps: object, file: str) -> Scenario:
    if not isinstance(steps, list) or not steps or not all(isinstance(one, dict) for one in steps):
        what = "has no step" if steps == [] else "is no list of steps"
        raise UsageError(
            f"`scenario.{name}` in `{file}` {what}",
            hint=f"write `[[scenario.{name}]]`, in two brackets, above each step",
        )
    made: list[Step] = []
    for number, values in enumerate(steps, start=1):
        table = Table(f"scenario.{name} step {number}", file, values)
        made.append(_step(table, str(number), [one.id for one in made]))
    return Scenario(name, tuple(made))


def _step(table: Table, number: str, earlier: list[str]) -> Step:
    table.allow(KEYS)
    id_ = table.text_like("id", STEP_NAME, "letters, digits, `-` and `_`") or number
    if id_ in (*earlier, FRESH):
        what = "is the name of an earlier step" if id_ in earlier else f"cannot be `{FRESH}`"
        raise table.wrong("id", what, "give it another name")
    data = table.text("data")
    is_file = data is not None and data.startswith("@")
    step = Step(
        id=id_,
        event=table.text("event"),
        after=_after(table, first=not earlier),
        set=_assignments(table, "set"),
        set_new=_assignments(table, "set_new"),
        unset=_paths(table),
        start=_start(table, earlier),
        data=None if is_file else data,
        file=str(_beside(table.file, data[1:])) if data and is_file else None,
        provider=table.text("provider"),
        secret=_secret(table),
    )
    _check_source(table, step)
    _check_references(table, step, earlier)
    return step


def _check_source(table: Table, step: Step) -> None:
    given = [key for key in ("from", "data") if key in table.values]
    if len(given) > 1:
        raise table.wrong("from", "and `data` exclude each other", "leave one of them out")
    if step.event is None and "data" not in table.values:
        hint = 'write it like `event = "shopify.orders/create"`, or give a body with `data`'
        raise table.wrong("event", "is missing", hint)


def _check_references(table: Table, step: Step, earlier: list[str]) -> None:
    try:
        for key, reference in step.references():
            name = step_of(reference)
            if name not in (*earlier, FRESH):
                known = ", ".join(f"`{one}`" for one in (*earlier, FRESH))
                what = f"has `{{{reference}}}`, and `{name}` is no earlier step"
                raise table.wrong(key, what, f"allowed: {known}")
    except UsageError as error:
        if table.file in error.message:
            raise
        raise table.wrong("set", f"is wrong: {error.message}", error.hint or "") from error


def _after(table: Table, *, first: bool) -> float:
    value = table.values.get("after")
    if value is None:
        return 0.0
    if first:
        raise table.wrong("after", "has nothing before it", "leave it out of the first step")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise table.wrong("after", f"is {kind_of(value)}, not a time", _TIME)
    try:
        return parse_duration(str(value))
    except UsageError as error:
        raise table.wrong("after", f"cannot be `{value}`", _TIME) from error


def _start(table: Table, earlier: list[str]) -> str | None:
    start = table.text("from")
    if start is not None and start not in earlier:
        allowed = ", ".join(f"`{one}`" for one in earlier) or "none, for this is the first"
        what = f"cannot be `{start}`: that is no earlier step"
        raise table.wrong("from", what, f"allowed: {allowed}")
    return start


def _secret(table: Table) -> str | None:
    reference = table.text("secret")
    if reference is not None and is_literal(reference):
        raise table.wrong("secret", "is no reference", _SECRET)
    return reference


def _beside(file: str, path: str) -> Path:
    return Path(file).parent / Path(path).expanduser()


def _paths(table: Table) -> tuple[str, ...]:
    value = table.values.get("unset", [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise table.wrong("unset", "is no list of paths", _PATHS)
    for path in value:
        _check_path(table, "unset", path)
    return tuple(value)


def _assignments(table: Table, key: str) -> Assignments:
    inner = table.table(key)
    found = tuple(_flat(table, key, "", inner.values))
    for path, _ in found:
        _check_path(table, key, path)
    return found


def _flat(
    table: Table, key: str, before: str, values: Mapping[str, object]
) -> Iterator[tuple[str, Json]]:
    """Yield paths and values; `customer.email = …` without quotes means the same path."""
    for name, value in values.items():
        path = f"{before}.{name}" if before else name
        if isinstance(value, dict) and value:
            yield from _flat(table, key, path, value)
        else:
            yield path, _json(table, key, value)


def _check_path(table: Table, key: str, path: str) -> None:
    try:
        parse_path(path)
    except UsageError as error:
        hint = f'write it like `{key} = {{ "items[0].price" = 5 }}`' if key != "unset" else _PATHS
        raise table.wrong(key, f"has `{path}`, which is not a path", hint) from error


def _json(table: Table, key: str, value: object) -> Json:
    """Return a value of TOML as JSON has it. Raises UsageError for what JSON has not."""
    if isinstance(value, list):
        return [_json(table, key, one) for one in value]
    if isinstance(value, dict):
        return {name: _json(table, key, one) for name, one in value.items()}
    if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    what = f"has {value if isinstance(value, float) else kind_of(value)}, which JSON does not have"
    raise table.wrong(key, what, "write it as a text, in quotes")
