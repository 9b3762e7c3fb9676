"""What came of many deliveries: outcomes, times, a histogram; for people and for scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webhookctl.core.latencies import Band
from webhookctl.core.load import Load
from webhookctl.core.model import FailureKind
from webhookctl.core.tally import Outcome, Tally
from webhookctl.output.attempt_row import FAILURES
from webhookctl.output.console import BOLD, DIM, GREEN, RED, YELLOW, Screen
from webhookctl.output.jsonl import Fields, milliseconds_of
from webhookctl.output.lines import status_style
from webhookctl.output.mask import shown_url
from webhookctl.output.safe import safe_line
from webhookctl.output.tables import Cell, Column, Table

if TYPE_CHECKING:
    from webhookctl.core.model import Delivery
    from webhookctl.core.retry import RetryPolicy
    from webhookctl.core.tamper import Kind

_PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
_WIDTH = 80
_BAR = "#"
_APART = "   "
_SHORTEST_BAR = 8
_MILLI, _SECOND, _MINUTE, _HOUR = 1e-3, 1.0, 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Told:
    """What is sent to where, in words that do not change during a run."""

    url: str
    provider: str | None
    event: str | None
    policy: "RetryPolicy"
    kind: "Kind | None" = None


def many_line(told: Told, load: Load, screen: Screen) -> str:
    """Return what is sent where and how fast, for stderr."""
    what = safe_line(" ".join(filter(None, (told.provider, told.event))) or "data")
    return f"{screen.paint(BOLD, what)}, {load_text(load)} → {safe_line(shown_url(told.url))}\n"


def load_text(load: Load) -> str:
    """Return a load in words: `1000 events, 64 at a time, 50/s, for 30 s`."""
    parts = [] if load.count is None else [f"{load.count} event{'s'[: load.count != 1]}"]
    if load.copies > 1:
        parts.append(f"each {load.copies} times")
    parts.append("one at a time" if load.concurrency == 1 else f"{load.concurrency} at a time")
    if load.rate is not None:
        parts.append(f"{load.rate:.4g}/s")
    if load.duration is not None:
        parts.append(f"for {duration(load.duration)}")
    return ", ".join([*parts, *(["shuffled"] if load.shuffled else [])])


def many_text(tally: Tally, kind: "Kind | None", screen: Screen) -> str:
    """Return the summary: outcomes, percentiles, the histogram, the verdict."""
    blocks = [
        *_outcomes(tally, screen),
        *_times(tally, screen),
        *_notes(tally, screen),
        _verdict(tally, kind, screen),
    ]
    return "".join(f"{line}\n" for line in blocks)


def many_fields(
    tally: Tally, told: Told, load: Load, *, recorded: bool, interrupted: bool
) -> Fields:
    """Return what `send --count --json` prints at the end.

    `attempts` and `deliveries` count by status and by failure; where it is tampered with,
    `accepted` are those that were taken and `refused` those that were not.
    """
    accepted = tally.accepted if told.kind is None else tally.taken
    fields: Fields = {
        "event": "summary",
        "deliveries": {"begun": tally.begun, "ended": tally.ended, **_counted(tally.deliveries)},
        "accepted": accepted,
        "cut": tally.cut,
        "unfinished": tally.unfinished,
        "unsent": tally.unsent,
        "attempts": {"ended": tally.latencies.count, **_counted(tally.attempts)},
        "seconds": round(tally.seconds, 3),
        "deliveries_per_second": round(_rate(tally), 3),
        "elapsed_ms": _elapsed(tally),
        "histogram": [
            {"above_ms": milliseconds_of(one.above), "up_to_ms": milliseconds_of(one.up_to)}
            | {"count": one.count}
            for one in tally.latencies.bands()
        ],
        "late": {"count": tally.late, "most_ms": milliseconds_of(tally.latest)},
        "load": {
            "count": load.count,
            "copies": load.copies,
            "concurrency": load.concurrency,
            "rate": load.rate,
            "duration": load.duration,
            "shuffled": load.shuffled,
        },
        "interrupted": interrupted,
        "recorded": recorded,
        "url": told.url,
        "provider": told.provider,
        "event_type": told.event,
        "policy": {
            "name": told.policy.name,
            "exact": told.policy.exact,
            "note": told.policy.note,
        },
    }
    if told.kind is None:
        return fields
    return {**fields, "tamper": told.kind.value, "refused": tally.accepted}


def item_fields(delivery: "Delivery", number: int, copy: int) -> Fields:
    """Return what is added to an attempt in JSON: of which delivery, event and copy it is."""
    return {
        "id": delivery.id,
        "message_id": delivery.message_id,
        "sequence": number,
        "copy": copy,
    }


def many_hints(tally: Tally) -> str:
    """Return what may be done about each kind of failure, each hint once, for stderr."""
    return "".join(f"hint: {safe_line(hint)}\n" for hint in dict.fromkeys(tally.hints.values()))


def duration(seconds: float) -> str:
    """Return a time in three digits with its unit: `850 us`, `12.3 ms`, `1.5 s`, `2 h`."""
    if seconds < _MILLI:
        return f"{seconds * 1e6:.0f} us"
    if seconds < _SECOND:
        return f"{seconds * 1e3:.3g} ms"
    if seconds < _MINUTE:
        return f"{seconds:.3g} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.3g} min"
    return f"{seconds / _HOUR:.3g} h"


def _outcomes(tally: Tally, screen: Screen) -> Iterator[str]:
    table = Table((Column("outcome", 12), Column("deliveries"), Column("attempts")), screen)
    rows = [
        (
            Cell(_words(outcome), _style(outcome)),
            Cell(f"{tally.deliveries[outcome]:>{len('deliveries')}}"),
            Cell(f"{tally.attempts[outcome]:>{len('attempts')}}"),
        )
        for outcome in sorted(tally.attempts, key=_order)
    ]
    lines = table.lines(rows)
    if lines:
        yield from (table.head(), *lines, "")


def _times(tally: Tally, screen: Screen) -> Iterator[str]:
    times = tally.latencies
    if not times.count:
        return
    named = {name: times.percentile(share) or 0.0 for name, share in _PERCENTILES.items()}
    named["max"] = times.most
    texts = [(f"{name} {duration(one)}", name) for name, one in named.items()]
    room = (screen.width or _WIDTH) - len(_APART) * (len(texts) - 1)
    each = len(texts) if sum(len(text) for text, _ in texts) <= room else 2
    painted = [text.replace(name, screen.paint(DIM, name), 1) for text, name in texts]
    for start in range(0, len(painted), each):
        yield _APART.join(painted[start : start + each])
    yield ""
    yield from _histogram(times.bands(), screen)
    yield ""


def _histogram(bands: tuple[Band, ...], screen: Screen) -> Iterator[str]:
    """Yield a line for each band: its upper edge, its count, a bar as long as its share."""
    largest = max(band.count for band in bands)
    counts = len(str(largest))
    room = max(_SHORTEST_BAR, min(screen.width or _WIDTH, _WIDTH) - len("to ") - 6 - counts - 4)
    for band in bands:
        bar = _BAR * (-(-band.count * room // largest))
        line = f"to {duration(band.up_to):>6}  {band.count:>{counts}}  {screen.paint(GREEN, bar)}"
        yield line.rstrip()


def _notes(tally: Tally, screen: Screen) -> Iterator[str]:
    if tally.late:
        count = f"{tally.late} of {tally.begun}"
        yield (
            f"{screen.paint(YELLOW, f'{count} left late')}, up to {duration(tally.latest)}: "
            "`--concurrency` is too low for this rate, or the receiver too slow"
        )
    if tally.unsent:
        yield screen.paint(YELLOW, f"{tally.unsent} more did not leave: the time was up")


def _verdict(tally: Tally, kind: "Kind | None", screen: Screen) -> str:
    words = "accepted" if kind is None else "refused, as they should be"
    style = GREEN if tally.went_well else RED
    parts = [f"{screen.paint(style, f'{tally.accepted} of {tally.begun}')} {words}"]
    if tally.cut:
        parts.append(f"{tally.cut} cut off as asked")
    if tally.taken and kind is not None:
        parts.append(screen.paint(RED, f"{tally.taken} FORGED TAKEN"))
    if tally.unfinished:
        parts.append(screen.paint(YELLOW, f"{tally.unfinished} not finished"))
    parts.append(f"{duration(tally.seconds)}, {_rate(tally):.4g} deliveries/s")
    return "; ".join(parts)


def _rate(tally: Tally) -> float:
    return tally.ended / tally.seconds if tally.seconds else 0.0


def _elapsed(tally: Tally) -> Fields:
    times = tally.latencies
    named = {name: times.percentile(share) for name, share in _PERCENTILES.items()}
    ends = {"min": times.least, "mean": times.mean, "max": times.most} if times.count else {}
    return {
        name: milliseconds_of({**named, **ends}.get(name))
        for name in ("min", "mean", *_PERCENTILES, "max")
    }


def _counted(outcomes: "dict[Outcome, int]") -> Fields:
    ordered = sorted(outcomes.items(), key=lambda pair: _order(pair[0]))
    return {
        "statuses": {str(one): n for one, n in ordered if not isinstance(one, FailureKind)},
        "failures": {one.value: n for one, n in ordered if isinstance(one, FailureKind)},
    }


def _order(outcome: Outcome) -> tuple[int, str]:
    if isinstance(outcome, FailureKind):
        return 1000, outcome.value
    return outcome, ""


def _words(outcome: Outcome) -> str:
    return FAILURES[outcome] if isinstance(outcome, FailureKind) else str(outcome)


def _style(outcome: Outcome) -> str:
    if isinstance(outcome, FailureKind):
        return YELLOW if outcome is FailureKind.CUT else RED
    return status_style(outcome)
