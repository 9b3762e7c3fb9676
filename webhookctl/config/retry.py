"""A retry policy of the user's own: what `[retry.NAME]` means."""

import math
import re
from collections.abc import Mapping

from webhookctl.config import parse_duration
from webhookctl.config.table import Table, kind_of
from webhookctl.core.lookup import plain_name
from webhookctl.core.retry import RetryPolicy, parse_statuses, status_set
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.schedule import LONGEST_LIST, growing
from webhookctl.errors import UsageError

KEYS = (
    "title",
    "delays",
    "formula",
    "jitter",
    "window",
    "timeout",
    "success",
    "final",
    "retry_after",
    "redirects",
)
FORMULA_KEYS = ("first", "factor", "step", "longest", "retries", "within")

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_MOST_REDIRECTS = 20
_TIME = "write it like `500ms`, `30s`, `10m` or `2h`, in quotes"
_FORMULA = 'write it like `formula = { first = "5s", factor = 2, longest = "1h", retries = 10 }`'


def policies_in(tables: Table, built_in: Mapping[str, object]) -> list[RetryPolicy]:
    """Return the policies of a `[retry]` table. Raises UsageError, also for a name taken before.

    `built_in` are the names that policies have already; capitals, `-` and `_` make no difference.
    """
    taken = {plain_name(name): name for name in built_in} | {"none": "none"}
    found: list[RetryPolicy] = []
    for name in tables.values:
        plain = plain_name(name)
        if plain in taken:
            raise UsageError(
                f"`[retry.{name}]` in `{tables.file}` has the name of another policy, "
                f"`{taken[plain]}`",
                hint=f"give it another name, like `[retry.my_{name}]`",
            )
        taken[plain] = name
        found.append(policy_of_table(name, tables.table(name)))
    return found


def policy_of_table(name: str, table: Table) -> RetryPolicy:
    """Return the policy that a table describes. Raises UsageError for each kind of mistake."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"`{name}` of `[retry]` in `{table.file}` cannot be the name of a policy",
            hint="begin with a letter, then use letters, digits, `-` and `_`",
        )
    table.allow(KEYS)
    timeout = _time(table, "timeout")
    if timeout == 0:
        raise table.wrong("timeout", "leaves no time to answer", _TIME)
    return RetryPolicy(
        name=name,
        title=table.text("title") or name,
        delays=_delays(table),
        jitter=_number(table, "jitter", 0.0, 1.0, 0.0),
        window=_time(table, "window"),
        response_timeout=30.0 if timeout is None else timeout,
        success=_statuses(table, "success") or ((200, 299),),
        final=status_set(table.text("final") or "") if _statuses(table, "final") else frozenset(),
        retry_after=_retry_after(table),
        redirects=_whole(table, "redirects", _MOST_REDIRECTS) or 0,
    )


def _delays(table: Table) -> tuple[float, ...]:
    value = table.values.get("delays")
    if (value is None) == ("formula" not in table.values):
        what = (
            "is missing, and so is `formula`" if value is None else "and `formula` are both there"
        )
        raise table.wrong("delays", what, "give one: when to try again, in a list or by a rule")
    if value is None:
        return _by_formula(table.table("formula"))
    if not isinstance(value, list):
        hint = 'write it like `delays = ["1s", "30s", "5m"]`'
        raise table.wrong("delays", f"is {kind_of(value)}, not a list", hint)
    return tuple(_seconds(table, "delays", one) for one in value)


def _by_formula(formula: Table) -> tuple[float, ...]:
    formula.allow(FORMULA_KEYS)
    first = _time(formula, "first")
    if first is None:
        raise formula.wrong("first", "is missing", _FORMULA)
    if not {"retries", "within"} & set(formula.values):
        raise formula.wrong("retries", "is missing, and so is `within`: it has no end", _FORMULA)
    longest, within = _time(formula, "longest"), _time(formula, "within")
    waits = growing(
        first,
        _number(formula, "factor", 0.0, math.inf, 1.0 if "step" in formula.values else 2.0),
        _time(formula, "step") or 0.0,
        longest=math.inf if longest is None else longest,
        retries=_whole(formula, "retries", LONGEST_LIST),
        within=math.inf if within is None else within,
    )
    if not all(map(math.isfinite, waits)):
        raise formula.wrong("factor", "makes waits without end", _FORMULA)
    return waits


def _retry_after(table: Table) -> RetryAfter | None:
    value = table.values.get("retry_after", False)
    if isinstance(value, bool):
        return RetryAfter() if value else None
    if not isinstance(value, str):
        hint = 'write `true`, or the statuses it counts for, like `"429,503"`'
        raise table.wrong("retry_after", f"is {kind_of(value)}, not a truth value", hint)
    _statuses(table, "retry_after")
    return RetryAfter(status_set(value))


def _statuses(table: Table, key: str) -> tuple[tuple[int, int], ...]:
    text = table.text(key)
    if text is None:
        return ()
    try:
        return parse_statuses(text)
    except UsageError as error:
        raise table.wrong(key, f"cannot be `{text}`", error.hint or "") from error


def _time(table: Table, key: str) -> float | None:
    value = table.values.get(key)
    return None if value is None else _seconds(table, key, value)


def _seconds(table: Table, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise table.wrong(key, f"has {kind_of(value)} where a time has to be", _TIME)
    try:
        return parse_duration(str(value))
    except UsageError as error:
        raise table.wrong(key, f"cannot be `{value}`", _TIME) from error


def _number(table: Table, key: str, low: float, high: float, default: float) -> float:
    value = table.values.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise table.wrong(key, f"is {kind_of(value)}, not a number", f"write it like `{key} = 0.5`")
    if not low <= value <= high or not math.isfinite(value):
        most = "" if high == math.inf else f" and at most {high:g}"
        raise table.wrong(key, f"cannot be {value:g}", f"it is at least {low:g}{most}")
    return float(value)


def _whole(table: Table, key: str, most: int) -> int | None:
    value = table.values.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        shown = value if isinstance(value, int | float) else kind_of(value)
        raise table.wrong(key, f"cannot be {shown}", f"it is a whole number from 0 to {most}")
    return value
