"""Providers as a table: who signs how, and what can be sent in their name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from webhookctl.core.scheme import Part
from webhookctl.core.scheme_words import algorithm_of
from webhookctl.output.console import Screen
from webhookctl.output.layout import laid_out
from webhookctl.output.lines import columns
from webhookctl.output.safe import safe_line

if TYPE_CHECKING:
    from rich.console import JustifyMethod

    from webhookctl.core.directory import Entry

_SURE = {
    "oracle": "library",
    "published_vector": "example",
    "documented": "docs",
    "docs_read": "docs",
    "community_code": "code",
    "recall": "recalled",
    "custom": "yours",
}
"""What the facts rest on, in a word or two; `providers show` says more."""


_HEAD: "Sequence[tuple[str, JustifyMethod]]" = (
    ("name", "left"),
    ("provider", "left"),
    ("signature", "left"),
    ("body", "left"),
    ("events", "right"),
    ("facts", "left"),
)
_NAME, _TITLE, _SIGNATURE, _BODY, _EVENTS, _FACTS = range(6)
_LEAST, _LONGEST_SIGNATURE, _GAP = 12, 16, 2
_LEFT_OUT = (_FACTS, _EVENTS, _TITLE, _BODY)
"""Columns that are left out where a screen has no room for them, the first ones first."""


def list_text(entries: "Sequence[Entry]", screen: Screen) -> str:
    """Return one line for each provider; the titles give way where a screen is narrow.

    Where it is too narrow for that, columns are left out; the names stay whole.
    """
    from rich.table import Table
    from rich.text import Text

    rows = [_cells(entry) for entry in entries]
    table = Table(box=None, padding=(0, _GAP, 0, 0), header_style="dim", pad_edge=False)
    cells = zip(_HEAD, *rows, strict=True)
    widths = [max(columns(text) for text, _ in column) for column in cells]
    widths[_SIGNATURE] = min(widths[_SIGNATURE], _LONGEST_SIGNATURE)
    shown = list(range(len(_HEAD)))
    if screen.width is not None:
        shown = _fit(widths, screen.width)
    for place in shown:
        (title, side), width = _HEAD[place], widths[place]
        table.add_column(Text(title), width=width, no_wrap=True, overflow="ellipsis", justify=side)
    for row in rows:
        table.add_row(*(Text(*row[place]) for place in shown))
    return laid_out(table, screen)


def _fit(widths: list[int], room: int) -> list[int]:
    """Make the titles as narrow as must be; return the places of the columns that fit then."""
    shown = list(range(len(widths)))

    def rest(*without: int) -> int:
        gaps = _GAP * (len(shown) - 1)
        return room - gaps - sum(widths[place] for place in shown if place not in without)

    for place in _LEFT_OUT:
        if rest(_TITLE) >= (min(widths[_TITLE], _LEAST) if _TITLE in shown else 0):
            break
        shown.remove(place)
    changing = _TITLE if _TITLE in shown else _SIGNATURE
    widths[changing] = max(1, min(widths[changing], rest(changing)))
    return shown


def _cells(entry: "Entry") -> list[tuple[str, str]]:
    scheme = entry.schemes[0]
    more = len(entry.schemes) - 1
    covered = Part.BODY in scheme.recipe.covers
    events = "any" if entry.provider.any_event else str(len(entry.events) or "")
    return [
        (safe_line(entry.provider.name), "bold"),
        (safe_line(entry.provider.title), ""),
        (algorithm_of(scheme) + (f" +{more}" if more else ""), ""),
        ("yes" if covered else "NO", "" if covered else "yellow"),
        (events, ""),
        (_SURE[scheme.certainty], "yellow" if scheme.certainty == "recall" else "dim"),
    ]
