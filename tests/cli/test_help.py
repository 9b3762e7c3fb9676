from typing import Annotated, Any, ClassVar

import pytest
import typer
from typer.main import get_command

from tests.conftest import Cli
from webhookctl.cli import COMMANDS as PLACES
from webhookctl.cli import app
from webhookctl.cli._help import GroupedCommands, Place
from webhookctl.cli._tree import read_tree
from webhookctl.core.completion import Command

PANELS = ("Receive", "Send", "Look", "Signatures", "Know", "Set-up")

COMMANDS = {command.name: command for command in read_tree(get_command(app)).commands}

HELP = """\
Usage: sample deliver [OPTIONS] {WHAT}

  Deliver one thing.

  A paragraph that is written on two lines, and so long that it has to be
  wrapped at eighty columns.

  kept    as it
    is

Arguments:
  WHAT  [required]

Options:
  --at MOMENT  When.  [env var: AT]
  --help       Show this message and exit.

Examples:

    sample deliver this --at noon && sample deliver that --at midnight || echo no luck today
"""

GROUPS = """\
Usage: sample [OPTIONS] COMMAND [ARGS]...

Options:
  --help  Show this message and exit.

Second:
  look        Look at it.

First:
  deliver     Deliver one thing.
  take-apart  Take it apart.

All is well.
"""


def deliver(
    what: Annotated[str, typer.Argument(metavar="WHAT")],
    at: Annotated[
        str | None, typer.Option("--at", metavar="MOMENT", envvar="AT", help="When.")
    ] = None,
) -> None:
    """Deliver one thing.

    A paragraph that is written on two lines,
    and so long that it has to be wrapped at eighty columns.

    \b
    kept    as it
      is

    Examples:

        sample deliver this --at noon && sample deliver that --at midnight || echo no luck today
    """


def look() -> None:
    """Look at it."""


class Sample(GroupedCommands):
    places: ClassVar = {
        "look": Place("Second", __name__, "look", "Look at it."),
        "deliver": Place("First", __name__, "deliver", "Deliver one thing."),
        "take-apart": Place("First", "no.such.module", "take_apart", "Take it apart."),
    }


def sample() -> Any:
    made = typer.Typer(
        cls=Sample, add_completion=False, rich_markup_mode=None, epilog="All is well."
    )
    made.callback()(lambda: None)
    return get_command(made)


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_examples_are_kept_as_written_and_shown_last() -> None:
    group = sample()
    command = group.get_command(None, "deliver")
    top = typer.Context(group, info_name="sample")
    assert command.get_help(typer.Context(command, info_name="deliver", parent=top)) + "\n" == HELP


def test_commands_stand_in_groups_in_the_order_they_were_added() -> None:
    group = sample()
    assert group.get_help(typer.Context(group, info_name="sample")) + "\n" == GROUPS


def test_real_commands_stand_under_the_panels_of_the_product(cli: Cli) -> None:
    heads = [line[:-1] for line in cli("--help").stdout.splitlines() if line.endswith(":")]
    shown = [head for head in heads if head not in {"Options", "Examples"}]
    assert shown == list(PANELS)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_goes_to_stdout_and_has_examples(cli: Cli, name: str, option: str) -> None:
    ended = cli(*filter(None, [name, option]))
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"Usage: webhookctl {name}".rstrip())
    assert f"\n    webhookctl {name}".rstrip() in ended.stdout.partition("\nExamples:\n")[2]


@pytest.mark.parametrize("columns", ["50", "80", "100", "200"])
@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_the_terminal(cli: Cli, name: str, columns: str) -> None:
    text, _, _ = cli(name, "--help", env={"COLUMNS": columns}).stdout.partition("\nExamples:\n")
    assert max(map(len, text.splitlines())) <= min(int(columns), 100)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_first_line_of_a_command_is_one_sentence(command: Command) -> None:
    assert 0 < len(command.help) <= 85
    assert PLACES[command.name].summary == f"{command.help}."


OPTIONS = {
    f"{command.name} {option.names[-1]}": option.help
    for command in COMMANDS.values()
    for option in command.options
}


@pytest.mark.parametrize("text", OPTIONS.values(), ids=OPTIONS)
def test_each_option_says_what_it_does(text: str) -> None:
    assert text
