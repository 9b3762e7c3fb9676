"""Plain tables: columns in line, cut where they may be cut so that each row is one line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeAlias, TypeVar

from webhookctl.output.console import DIM, Screen
from webhookctl.output.lines import clip, columns

_GAP = "  "
_PAGE = 500

Item = TypeVar("Item")


class Cell(NamedTuple):
    """A text (safe already) and its style."""

    text: str
    style: str = ""


Row: TypeAlias = Sequence[Cell]


class Column(NamedTuple):
    """A title; `least` columns are kept of a column that may be cut (0: it may not).

    Where all that does not fit, columns that have a `rank` are left out, the highest first.
    """

    title: str
    least: int = 0
    rank: int = 0


class Table:
    """Rows as lines. Columns only ever grow, so that a long table can be written in pieces."""

    def __init__(self, head: Sequence[Column], screen: Screen) -> None:
        self._head = head
        self._screen = screen
        self._widest = [columns(column.title) for column in head]
        self._widths = self._fitting()

    def head(self) -> str:
        """Return the titles; to be asked for after the first rows."""
        return self._line([Cell(column.title, DIM) for column in self._head])

    def lines(self, rows: Sequence[Row]) -> list[str]:
        """Return each row as a line without its line break."""
        for place in range(len(self._head)):
            widest = max((columns(row[place].text) for row in rows), default=0)
            self._widest[place] = max(self._widest[place], widest)
        self._widths = self._fitting()
        return [self._line(row) for row in rows]

    def _line(self, row: Row) -> str:
        cells = []
        for cell, width in zip(row, self._widths, strict=True):
            if not width:
                continue
            text = clip(cell.text, width)
            pad = " " * (width - columns(text))
            cells.append((self._screen.paint(cell.style, text) if cell.style else text) + pad)
        return _GAP.join(cells).rstrip()

    def _fitting(self) -> list[int]:
        """Take what is too much from the columns that may be cut, the roomiest first.

        A column that is left out has no width.
        """
        widths = list(self._widest)
        if self._screen.width is None:
            return widths
        for place in self._left_out(self._screen.width):
            widths[place] = 0
        shown = sum(width > 0 for width in widths)
        excess = sum(widths) + len(_GAP) * (shown - 1) - self._screen.width
        for _ in range(excess):
            room = [width - column.least for width, column in zip(widths, self._head, strict=True)]
            able = [place for place, column in enumerate(self._head) if column.least]
            roomiest = max(able, key=room.__getitem__, default=None)
            if roomiest is not None and room[roomiest] > 0:
                widths[roomiest] -= 1
        return widths

    def _left_out(self, width: int) -> list[int]:
        """Return the places of the columns without which the others fit, cut as far as may be."""
        needed = {
            place: min(self._widest[place], column.least or self._widest[place])
            for place, column in enumerate(self._head)
        }
        ranked = [place for place, column in enumerate(self._head) if column.rank]
        gone: list[int] = []
        for place in sorted(ranked, key=lambda one: -self._head[one].rank):
            if sum(needed.values()) + len(_GAP) * (len(needed) - 1) <= width:
                break
            del needed[place]
            gone.append(place)
        return gone


def table_lines(
    head: Sequence[Column],
    items: Iterable[Item],
    rows_of: Callable[[Sequence[Item]], Sequence[Row]],
    screen: Screen,
) -> Iterator[str]:
    """Yield a table of any number of items with its titles, or nothing when there are none.

    It is written in pages; `rows_of` makes the rows of one.
    """
    table = Table(head, screen)
    rest = iter(items)
    first = True
    while page := list(islice(rest, _PAGE)):
        lines = table.lines(rows_of(page))
        if first:
            yield table.head()
        yield from lines
        first = False
