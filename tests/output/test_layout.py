import pytest
from rich.table import Table
from rich.text import Text

from tests.output.samples import COLOUR, NARROW, PLAIN
from webhookctl.output.console import Screen
from webhookctl.output.layout import laid_out


def grid(*texts: str, style: str = "") -> Table:
    made = Table.grid(padding=(0, 2))
    made.add_row(*(Text(text, style) for text in texts))
    return made


def test_lines_have_no_blanks_at_their_ends() -> None:
    assert laid_out(grid("a", "b"), PLAIN) == "a  b\n"


def test_pipe_is_not_wrapped_and_a_screen_is() -> None:
    words = "word " * 100
    assert laid_out(grid(words), PLAIN) == f"{words.rstrip()}\n"
    lines = laid_out(grid(words), NARROW).splitlines()
    assert max(map(len, lines)) <= 80
    assert " ".join(lines) == words.rstrip()


def test_colour_is_for_a_screen_that_has_it() -> None:
    assert laid_out(Text("a", "bold red"), NARROW) == "a\n"
    assert laid_out(Text("a", "bold red"), COLOUR) == "\x1b[1;31ma\x1b[0m\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FORCE_COLOR", "1"),
        ("COLUMNS", "20"),
        ("TTY_COMPATIBLE", "1"),
        ("JUPYTER_COLUMNS", "20"),
        ("TERM", "dumb"),
    ],
)
def test_only_the_screen_is_asked(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    words = "word " * 15
    assert laid_out(Text(words, "red"), Screen(width=80)) == f"{words.rstrip()}\n"
    assert "\x1b" in laid_out(Text("a", "red"), COLOUR)


def test_what_looks_like_markup_or_an_emoji_stays_as_it_is() -> None:
    text = "[bold]x[/] :smile: 123 https://x.test"
    assert laid_out(Text(text), COLOUR) == f"{text}\n"
