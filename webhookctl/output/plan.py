"""Plans for people and for scripts: a timetable, a picture, and what becomes of the event."""

from collections.abc import Iterator, Sequence

from webhookctl.core.plan import Fate, Plan, Planned
from webhookctl.output.attempts import pause
from webhookctl.output.console import BOLD, DIM, GREEN, RED, YELLOW, Screen
from webhookctl.output.jsonl import Fields
from webhookctl.output.lines import clip
from webhookctl.output.policy import answers_words, policy_fields
from webhookctl.output.safe import safe_line
from webhookctl.output.timeline import WIDTH, timeline

_DAY = 86_400.0
_ROWS = 40
"""How many attempts a timetable has before its middle is left out."""

_FIRST, _LAST = 24, 8
_GAP = "  "
_COLUMN = 18
_FATES = {Fate.ARRIVES: GREEN, Fate.LUCK: YELLOW, Fate.LOST: RED}


def plans_text(plans: Sequence[Plan], screen: Screen) -> str:
    """Return timetable, picture and verdicts of one plan or of several side by side."""
    plans = tuple(plans)
    table = _timetable(plans[0]) if len(plans) == 1 else _side_by_side(plans, screen)
    parts = [
        [*_head(plans, screen), *table],
        timeline(plans, screen.width),
        _verdicts(plans, screen),
    ]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def moment(seconds: float) -> str:
    """Return a time since the first attempt for people: `0`, `5 s`, `27 h 35 min`, `3 d 2 h`."""
    if not seconds:
        return "0"
    if round(seconds) < 2 * _DAY:
        return pause(seconds)
    days, hours = divmod(round(seconds / 3600), 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def _head(plans: tuple[Plan, ...], screen: Screen) -> Iterator[str]:
    if len(plans) == 1:
        policy = plans[0].policy
        yield f"{screen.paint(BOLD, policy.name)}{_GAP}{safe_line(policy.title)}"
    yield screen.paint(DIM, "times since the first attempt; each is taken to end at once")
    yield ""


def _timetable(plan: Plan) -> Iterator[str]:
    varies = any(one.earliest != one.latest for one in plan.attempts)
    rows: list[tuple[str, ...]] = [("#", "at", "wait", "with jitter" if varies else "", "")]
    for one in plan.attempts:
        wait = "-" if one.number == 1 else moment(one.wait)
        arrives = "arrives" if one.arrives else ""
        rows.append((str(one.number), moment(one.at), wait, _between(one), arrives))
    return _aligned(_shortened(rows))


def _between(one: Planned) -> str:
    if one.earliest == one.latest:
        return ""
    if one.latest is None:
        return f"from {moment(one.earliest)}, or not at all"
    return f"{moment(one.earliest)} to {moment(one.latest)}"


def _side_by_side(plans: tuple[Plan, ...], screen: Screen) -> Iterator[str]:
    """Yield a column a policy, in several tables where they do not fit beside each other."""
    number = len(str(max(len(plan.attempts) for plan in plans)))
    fits = max(1, ((screen.width or WIDTH) - number) // (_COLUMN + len(_GAP)))
    for start in range(0, len(plans), fits):
        some = plans[start : start + fits]
        head = ("#", *(clip(plan.policy.name, _COLUMN) for plan in some))
        rows: list[tuple[str, ...]] = [head]
        rows += [
            (str(index + 1), *(_cell(plan, index) for plan in some))
            for index in range(max(len(plan.attempts) for plan in some))
        ]
        if start:
            yield ""
        yield from _aligned(_shortened(rows))


def _cell(plan: Plan, index: int) -> str:
    if index >= len(plan.attempts):
        return ""
    one = plan.attempts[index]
    return f"{moment(one.at)} arrives" if one.arrives else moment(one.at)


def _shortened(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave out the middle of what is too long, and say so; the first row is the head."""
    if len(rows) <= _ROWS + 1:
        return rows
    left = len(rows) - 1 - _FIRST - _LAST
    between = ("…", f"{left} more", *[""] * (len(rows[0]) - 2))
    return [*rows[: _FIRST + 1], between, *rows[-_LAST:]]


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows in columns, the first one to the right; columns with nothing are left out."""
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    widths = [max(map(len, column)) for column in columns]
    for number, *cells in zip(*columns, strict=True):
        rest = [f"{cell:<{width}}" for cell, width in zip(cells, widths[1:], strict=True)]
        yield _GAP.join([f"{number:>{widths[0]}}", *rest]).rstrip()


def _verdicts(plans: tuple[Plan, ...], screen: Screen) -> list[str]:
    lines: list[str] = []
    for plan in plans:
        policy = plan.policy
        lines.append(f"{screen.paint(BOLD, policy.name)}: {_verdict(plan, screen)}")
        lines += _remark(f"accepts {answers_words(policy)}", screen)
        if policy.note or not policy.exact:
            approximate = "" if policy.exact else "approximate: "
            lines += _remark(f"{approximate}{policy.note or 'nobody publishes it'}", screen)
        if policy.disable_rule is not None:
            lines += _remark(f"disable rule: {policy.disable_rule}", screen)
    return lines


def _remark(text: str, screen: Screen) -> list[str]:
    from textwrap import wrap

    indent = "  "
    return wrap(
        safe_line(text),
        screen.width or WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def _verdict(plan: Plan, screen: Screen) -> str:
    last = plan.attempts[-1]
    if plan.outage is None or plan.fate is None:
        if plan.of == 1:
            return "one attempt, and no other after it"
        return f"{plan.of} attempts; gives up {moment(last.at)} after the first"
    word = {Fate.ARRIVES: "arrives", Fate.LUCK: "depends on the jitter", Fate.LOST: "lost"}
    return f"{screen.paint(_FATES[plan.fate], word[plan.fate])}{_why(plan, last)}"


def _why(plan: Plan, last: Planned) -> str:
    end = plan.outage.end if plan.outage else 0.0
    if last.arrives:
        when = "at once" if last.number == 1 else f"after {moment(last.at)}"
        why = f"{when}, with attempt {last.number} of {plan.of}"
        if plan.outage and plan.outage.start > last.at:
            why += f"; the outage begins {moment(plan.outage.start - last.at)} later"
    else:
        why = f"the last attempt falls at {moment(last.at)}, the outage ends at {moment(end)}"
    if plan.fate is Fate.ARRIVES:
        return f" {why}"
    here = "" if plan.fate is Fate.LOST else f"{'it arrives' if last.arrives else 'lost'} here, "
    return f": {here}{why}"


def attempt_fields(plan: Plan, attempt: Planned) -> Fields:
    """Return what `send --plan --json` prints of an attempt; times are in seconds."""
    return {
        "event": "attempt",
        "policy": plan.policy.name,
        "number": attempt.number,
        "at": attempt.at,
        "wait": attempt.wait,
        "earliest": attempt.earliest,
        "latest": attempt.latest,
        "arrives": attempt.arrives,
    }


def plan_fields(plan: Plan) -> Fields:
    """Return what `send --plan --json` prints at the end of each policy; times are in seconds."""
    outage, arrival = plan.outage, plan.arrival
    return {
        "event": "plan",
        "attempts": plan.of,
        "outage": None
        if outage is None
        else {"start": outage.start, "duration": outage.duration, "end": outage.end},
        "fate": None if plan.fate is None else plan.fate.value,
        "arrives_at": None if arrival is None else arrival.at,
        "arrives_with": None if arrival is None else arrival.number,
        "policy": policy_fields(plan.policy),
    }
