from dataclasses import replace

import pytest

from tests.output.directory import ENTRY, OPEN
from tests.output.samples import COLOUR, PLAIN
from webhookctl.core.directory import Entry
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.flows.directory import entries
from webhookctl.output.console import Screen
from webhookctl.output.provider_list import list_text

EVERY = entries()


def named(title: str) -> Entry:
    provider = replace(ENTRY.provider, title=title, any_event=None)
    return replace(ENTRY, provider=provider, events=(), schemes=(OPEN,))


def test_line_says_who_signs_how_and_what_that_is_worth() -> None:
    token = replace(OPEN, recipe=TokenRecipe("X-T"), certainty="custom")
    own = replace(ENTRY, provider=replace(ENTRY.provider, any_event=None), schemes=(token,))
    assert list_text((ENTRY, named("Acme"), own), PLAIN) == (
        "name  provider  signature       body  events  facts\n"
        "acme  Acme      HMAC-SHA256 +1  NO       any  recalled\n"
        "acme  Acme      none            NO            docs\n"
        "acme  Acme      token           NO         1  yours\n"
    )


@pytest.mark.parametrize("width", [*range(30, 100), 120, 200])
def test_list_of_all_is_one_line_each_that_fits(width: int) -> None:
    lines = list_text(EVERY, Screen(width=width)).splitlines()

    assert len(lines) == len(EVERY) + 1
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_titles_give_way_and_names_do_not(width: int) -> None:
    lines = list_text(EVERY, Screen(width=width)).splitlines()

    for entry, line in zip(EVERY, lines[1:], strict=True):
        assert line.startswith(f"{entry.provider.name} ")


def test_columns_that_tell_less_are_left_out_on_a_narrow_screen() -> None:
    shown = (list_text(EVERY, Screen(width=width)) for width in (80, 64, 40))
    heads = [text.splitlines()[0].split() for text in shown]
    assert heads == [
        ["name", "provider", "signature", "body", "events", "facts"],
        ["name", "provider", "signature", "body"],
        ["name", "signature"],
    ]


def test_wide_letters_take_two_columns() -> None:
    lines = list_text((named("注文注文"), named("x")), PLAIN).splitlines()

    assert lines[1].index("none") + len("注文注文") == lines[2].index("none")


def test_pipe_gets_whole_titles() -> None:
    text = list_text(EVERY, PLAIN)
    assert all(f"  {entry.provider.title} " in text for entry in EVERY)


def test_what_is_to_be_minded_stands_out() -> None:
    assert "\x1b[33mNO" in list_text((ENTRY,), COLOUR)
    assert "\x1b[33mrecalled" in list_text((ENTRY,), COLOUR)
    assert "\x1b[33m" not in list_text([e for e in EVERY if e.provider.name == "stripe"], COLOUR)


def test_name_from_a_configuration_acts_on_no_terminal_and_is_no_markup() -> None:
    text = list_text((named("\x1b[2J[red]x[/]\n"),), PLAIN)
    assert "\\x1b[2J[red]x[/]\\n" in text
