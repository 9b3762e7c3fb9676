"""What was captured, as a table for people."""

import time
from collections.abc import Iterable, Iterator, Sequence

from webhookctl.core.ids import telling_length
from webhookctl.core.ports import CaptureRow
from webhookctl.output.console import CYAN, DIM, RED, UNCHECKED, Screen
from webhookctl.output.lines import (
    Localtime,
    clip,
    clock,
    milliseconds,
    own_answer_text,
    signature_style,
    signature_text,
    size_text,
    status_style,
    target_text,
    what_text,
)
from webhookctl.output.safe import safe_line_bytes
from webhookctl.output.tables import Cell, Column, Row, table_lines

_LONGEST_METHOD = 12
_HEAD = (
    Column("ID"),
    Column("WHEN", rank=3),
    Column("REQUEST", least=12),
    Column("SIZE", rank=4),
    Column("EVENT", least=8, rank=1),
    Column("SIGNATURE", least=11, rank=2),
    Column("ANSWER"),
)


def list_lines(
    rows: Iterable[CaptureRow], screen: Screen, now: float, local: Localtime = time.localtime
) -> Iterator[str]:
    """Yield a table of captures with its titles, or nothing when there are none.

    Ids are as long as they must be to be told from their neighbours. Times are the
    reader's: of today with seconds, of this year with minutes, else only the date.
    """
    today = local(now)[:3]

    def cells(page: Sequence[CaptureRow]) -> list[Row]:
        length = telling_length([row.id for row in page])
        return [_cells(row, length, today, local) for row in page]

    return table_lines(_HEAD, rows, cells, screen)


def _cells(
    row: CaptureRow, length: int, today: tuple[int, ...], local: Localtime
) -> tuple[Cell, ...]:
    return (
        Cell(row.id[:length]),
        Cell(when(row.received_at, today, local), DIM),
        Cell(f"{clip(safe_line_bytes(row.method), _LONGEST_METHOD)} {target_text(row.target)}"),
        Cell(size_text(row.size), DIM),
        Cell(what_text(row.provider, row.event, row.handshake) or UNCHECKED, CYAN),
        Cell(signature_text(row.valid, row.reason), signature_style(row.valid)),
        _answer(row),
    )


def _answer(row: CaptureRow) -> Cell:
    if row.status is None:
        return Cell("no answer", RED) if row.elapsed is not None else Cell(UNCHECKED)
    if row.elapsed is None and (row.handshake or row.refused):
        return Cell(*own_answer_text(row.status, row.handshake, refused=row.refused))
    took = "" if row.elapsed is None else f" {milliseconds(row.elapsed)}"
    return Cell(f"{row.status}{took}", status_style(row.status))


def when(at: float, today: tuple[int, ...], local: Localtime) -> str:
    """Return a time of today with seconds, one of this year with minutes, else a date."""
    moment = local(at)
    if moment[:3] == today:
        return clock(at, local)
    day = f"{moment.tm_mon:02}-{moment.tm_mday:02}"
    same_year = moment.tm_year == today[0]
    return f"{day} {clock(at, local)[:5]}" if same_year else f"{moment.tm_year}-{day}"
