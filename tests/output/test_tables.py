import pytest

from tests.output.samples import COLOUR, PLAIN
from webhookctl.output.console import RED, Screen
from webhookctl.output.tables import Cell, Column, Table

HEAD = (Column("ID"), Column("NAME", least=4), Column("NOTE", least=4))


def cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def test_columns_stand_in_line() -> None:
    table = Table(HEAD, PLAIN)
    rows = table.lines([cells("1", "short", "x"), cells("1234", "注文", "")])
    assert [table.head(), *rows] == [
        "ID    NAME   NOTE",
        "1     short  x",
        "1234  注文",
    ]


def test_columns_grow_from_piece_to_piece() -> None:
    table = Table(HEAD, PLAIN)
    assert table.lines([cells("1", "a", "b")]) == ["1   a     b"]
    assert table.lines([cells("12345", "a", "b")]) == ["12345  a     b"]
    assert table.lines([cells("1", "a", "b")]) == ["1      a     b"]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (40, "1234  a rather long name  and a note"),
        (30, "1234  a rather lo…  and a note"),
        (24, "1234  a rathe…  and a n…"),
        (10, "1234  a r…  and…"),
    ],
)
def test_what_is_too_wide_is_cut_where_it_may_be(width: int, line: str) -> None:
    table = Table(HEAD, Screen(width=width))
    assert table.lines([cells("1234", "a rather long name", "and a note")]) == [line]


RANKED = (Column("ID"), Column("SIZE", rank=2), Column("NAME", least=4), Column("NOTE", rank=1))


@pytest.mark.parametrize(
    ("width", "head", "line"),
    [
        (None, "ID    SIZE  NAME                NOTE", "1234  10K   a rather long name  new"),
        (30, "ID    SIZE  NAME          NOTE", "1234  10K   a rather lo…  new"),
        (22, "ID    SIZE  NAME  NOTE", "1234  10K   a r…  new"),
        (21, "ID    NAME       NOTE", "1234  a rather…  new"),
        (15, "ID    NAME", "1234  a rather…"),
        (5, "ID    NAME", "1234  a r…"),
    ],
)
def test_columns_of_rank_are_left_out_where_not_all_fit(
    width: int | None, head: str, line: str
) -> None:
    table = Table(RANKED, Screen(width=width))
    rows = table.lines([cells("1234", "10K", "a rather long name", "new")])
    assert [table.head(), *rows] == [head, line]


def test_columns_that_may_not_be_cut_stay_whole() -> None:
    table = Table((Column("A"),), Screen(width=20))
    assert table.lines([cells("x" * 30)]) == ["x" * 30]


def test_styles_do_not_count_as_columns() -> None:
    table = Table((Column("A"), Column("B")), COLOUR)
    assert table.lines([(Cell("x", RED), Cell("y"))]) == ["\x1b[31mx\x1b[0m  y"]
    assert table.head() == "\x1b[2mA\x1b[0m  \x1b[2mB\x1b[0m"
