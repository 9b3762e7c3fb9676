"""When attempts fall, as a picture in text: a line a policy, all under one scale."""

from bisect import bisect_right
from collections import Counter

from webhookctl.core.plan import Outage, Plan
from webhookctl.output.lines import clip

WIDTH = 80
"""Columns where nobody says how many there are."""

_LABEL = 20
_GAP = 2
_TICKS = 8
"""Columns that a tick takes at least: its label and a blank."""

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
_UNITS = ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (1.0, "s"))
_STEPS = (
    *(number * 1.0 for number in (1, 2, 5, 10, 15, 30)),
    *(number * _MINUTE for number in (1, 2, 5, 10, 15, 30)),
    *(number * _HOUR for number in (1, 2, 3, 6, 12)),
    *(number * _DAY for number in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)
_MANY = "#"
_MOST_COUNTED = 9


def timeline(plans: tuple[Plan, ...], width: int | None) -> list[str]:
    """Return the lines of the picture: scale, one line a plan, and what its marks mean."""
    label = min(_LABEL, max(len(plan.policy.name) for plan in plans))
    columns = max(_TICKS * 2, (width or WIDTH) - label - _GAP)
    outage = plans[0].outage
    begin, end = _extent(plans, outage)
    cell = (end - begin) / (columns - 1)
    margin = " " * (label + _GAP)
    numbers, ticks = _scale(begin, end, cell, columns)
    marks = [_row(plan, begin, cell, columns) for plan in plans]
    rows = [
        f"{clip(plan.policy.name, label):<{label}}{' ' * _GAP}{row}"
        for plan, row in zip(plans, marks, strict=True)
    ]
    lines = [margin + numbers, margin + ticks, *rows, "", _legend(marks)]
    return [line.rstrip() for line in lines]


def _extent(plans: tuple[Plan, ...], outage: Outage | None) -> tuple[float, float]:
    begin = 0.0 if outage is None else min(0.0, outage.start)
    ends = [plan.attempts[-1].at for plan in plans]
    if outage is not None:
        ends.append(outage.end)
    return begin, max(*ends, begin + 1.0)


def _scale(begin: float, end: float, cell: float, columns: int) -> tuple[str, str]:
    """Return the line of times and the line of ticks."""
    at_least = _TICKS * cell
    step = _STEPS[min(bisect_right(_STEPS, at_least), len(_STEPS) - 1)]
    while step < at_least:
        step *= 2
    numbers, ticks = [" "] * columns, ["-"] * columns
    moment = -(-begin // step) * step
    while moment <= end:
        column = round((moment - begin) / cell)
        text = _tick(moment)
        if column + len(text) <= columns:
            numbers[column : column + len(text)] = text
        ticks[column] = "|"
        moment += step
    return "".join(numbers), "".join(ticks)


def _tick(seconds: float) -> str:
    for unit, name in _UNITS:
        if abs(seconds) >= unit and seconds * 2 % unit == 0:
            return f"{seconds / unit:g} {name}"
    return "0"


def _row(plan: Plan, begin: float, cell: float, columns: int) -> str:
    marks = [" "] * columns
    if plan.outage is not None:
        first = round((plan.outage.start - begin) / cell)
        last = round((plan.outage.end - begin) / cell)
        last = max(first + 1, last)
        marks[first:last] = "=" * (last - first)
    places = [round((attempt.at - begin) / cell) for attempt in plan.attempts]
    for column, count in Counter(places).items():
        several = str(count) if count <= _MOST_COUNTED else _MANY
        marks[column] = "x" if count == 1 else several
    if plan.arrival is not None:
        marks[places[-1]] = "A"
    return "".join(marks)


def _legend(rows: list[str]) -> str:
    marks = set("".join(rows))
    words = ["x an attempt that fails"] if marks & set("x23456789#") else []
    if marks & set("23456789#"):
        words.append(f"2-9 so many, {_MANY} more")
    if "A" in marks:
        words.append("A it arrives")
    if "=" in marks:
        words.append("= outage")
    return ", ".join(words)
