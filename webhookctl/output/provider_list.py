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
_TITLE, _SIGNATURE = 1, 2
_LEAST, _LONGEST_SIGNATURE, _GAP = 12, 16, 2


def list_text(entries: "Sequence[Entry]", screen: Screen) -> str:
    """Return one line for each provider; the titles give way where a screen is narrow."""
    from rich.table import Table
    from rich.text import Text

    rows = [_cells(entry) for entry in entries]
    table = Table(box=None, padding=(0, _GAP, 0, 0), header_style="dim", pad_edge=False)
    cells = zip(_HEAD, *rows, strict=True)
    widths = [max(columns(text) for text, _ in column) for column in cells]
    widths[_SIGNATURE] = min(widths[_SIGNATURE], _LONGEST_SIGNATURE)
    if screen.width is not None:
        rest = sum(widths) - widths[_TITLE] + _GAP * (len(widths) - 1)
        widths[_TITLE] = min(widths[_TITLE], max(_LEAST, screen.width - rest))
    for (title, side), width in zip(_HEAD, widths, strict=True):
        table.add_column(Text(title), width=width, no_wrap=True, overflow="ellipsis", justify=side)
    for row in rows:
        table.add_row(*(Text(text, style) for text, style in row))
    return laid_out(table, screen)


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
