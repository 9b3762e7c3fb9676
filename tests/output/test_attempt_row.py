"""An attempt is one line on every screen; what matters least gives way first."""

from dataclasses import replace

import pytest

from tests.output.samples import answer, attempt
from webhookctl.core.model import Attempt, Failure, FailureKind
from webhookctl.output.attempt_row import FAILURES, Mark, attempt_row
from webhookctl.output.console import GREEN, Screen
from webhookctl.output.lines import columns

RETRY = Mark(
    (
        "retry in 2 h 30 min (Retry-After), here after 2 min 30 s",
        "retry in 2 h 30 min, here after 2 min 30 s",
        "retry in 2 h 30 min",
    )
)
REFUSED = Mark(("refused, as it should be", "refused"))
LONG = attempt(replace(answer(500), reason="Internal Server Error"))
FAILED = attempt(failure=Failure(FailureKind.TLS_HOST_NAME, "certificate of other host"))
WIDE = attempt(replace(answer(200), reason="注文を受け付けました。ありがとうございます"))


@pytest.mark.parametrize(
    ("width", "mark", "row"),
    [
        (
            None,
            RETRY,
            "1  500 Internal Server Error     12 ms  "
            "retry in 2 h 30 min (Retry-After), here after 2 min 30 s",
        ),
        (100, RETRY, f"1  500 Internal Server Error     12 ms  {RETRY.forms[0]}"),
        (90, RETRY, f"1  500 Internal Server Error     12 ms  {RETRY.forms[1]}"),
        (80, RETRY, "1  500 Internal Server Error     12 ms  retry in 2 h 30 min"),
        (64, RETRY, "1  500 Internal Server Error     12 ms  retry in 2 h 30 min"),
        (63, RETRY, "1  500 Internal Se…    12 ms  retry in 2 h 30 min"),
        (40, RETRY, "1  500 Internal Se…  retry in 2 h 30 min"),
        (64, REFUSED, "1  500 Internal Server Error     12 ms  refused, as it should be"),
        (40, REFUSED, "1  500 Internal Se…  refused"),
        (30, RETRY, "1  500 I…  retry in 2 h 30 min"),
        (20, RETRY, "1  500 I…  retry in…"),
        (40, Mark(("",)), "1  500 Internal Se…"),
    ],
)
def test_what_matters_least_gives_way_first(width: int | None, mark: Mark, row: str) -> None:
    assert attempt_row("1", LONG, mark, Screen(width)) == row


@pytest.mark.parametrize("mark", [RETRY, REFUSED, Mark(("not as expected",)), Mark(("",))])
@pytest.mark.parametrize("one", [LONG, FAILED, WIDE])
@pytest.mark.parametrize("label", ["", " 1", "10/10 #3", "subscription_created #12"])
def test_row_is_never_wider_than_the_screen(label: str, one: Attempt, mark: Mark) -> None:
    for width in range(20, 120):
        assert columns(attempt_row(label, one, mark, Screen(width))) <= width


def test_rows_of_one_screen_are_in_line() -> None:
    for width in (40, 60, 80):
        rows = [attempt_row("1", one, Mark(("|",)), Screen(width)) for one in (LONG, FAILED, WIDE)]
        assert len({columns(row) for row in rows}) == 1


def test_status_and_number_are_there_on_the_narrowest() -> None:
    assert attempt_row("2", LONG, RETRY, Screen(20)).startswith("2  500 ")


def test_colour_takes_no_room() -> None:
    plain = attempt_row("1", LONG, Mark(("delivered",), GREEN), Screen(40))
    painted = attempt_row("1", LONG, Mark(("delivered",), GREEN), Screen(40, colour=True))
    assert painted == plain.replace("500 Internal Se…", "\x1b[31m500 Internal Se…\x1b[0m").replace(
        "delivered", "\x1b[32mdelivered\x1b[0m"
    )


@pytest.mark.parametrize("kind", FailureKind)
def test_every_failure_has_a_word(kind: FailureKind) -> None:
    assert FAILURES[kind]
