import re
from typing import Annotated, Any, ClassVar

import pytest
import typer
from typer.core import TyperOption
from typer.main import get_command

from tests.conftest import Cli
from webhookctl.cli import COMMANDS as PLACES
from webhookctl.cli import app
from webhookctl.cli._help import FEW, GroupedCommands, Place, PlainCommand
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

MANY = """\
Usage: many [OPTIONS]

  Take many options.

Second:
  --b TEXT              B.
  --d TEXT              D.

First:
  --a TEXT              A.
  --c-has-a-name WORDS  C.

Other options:
  --plain TEXT
{}  --help                Show this message and exit.
"""


def take_many(
    b: Annotated[
        str, typer.Option("--b", metavar="TEXT", help="B.", rich_help_panel="Second")
    ] = "",
    plain: Annotated[str, typer.Option("--plain", metavar="TEXT")] = "",
    a: Annotated[str, typer.Option("--a", metavar="TEXT", help="A.", rich_help_panel="First")] = "",
    c: Annotated[
        str,
        typer.Option("--c-has-a-name", metavar="WORDS", help="C.", rich_help_panel="First"),
    ] = "",
    d: Annotated[
        str, typer.Option("--d", metavar="TEXT", help="D.", rich_help_panel="Second")
    ] = "",
) -> None:
    """Take many options."""


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


def many(*rest: str) -> str:
    """Return the help of a command with five options and the rest."""
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(cls=PlainCommand)(take_many)
    command = get_command(alone)
    command.params += [
        TyperOption(param_decls=[f"--{name}"], metavar="TEXT", help="More.") for name in rest
    ]
    return str(command.get_help(typer.Context(command, info_name="many"))) + "\n"


def test_many_options_stand_under_their_panels_and_those_without_one_come_last() -> None:
    names = [f"more-{number}" for number in range(FEW)]
    shown = "".join(f"  --{name} TEXT".ljust(24) + "More.\n" for name in names)
    assert many(*names).replace("--plain TEXT".ljust(20), "--plain TEXT") == MANY.format(shown)


def test_a_few_options_stand_in_one_list_as_they_are_declared() -> None:
    lines = many().partition("Options:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == [
        "--b",
        "--plain",
        "--a",
        "--c-has-a-name",
        "--d",
        "--help",
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_stands_in_one_list_and_no_list_is_long(cli: Cli, name: str) -> None:
    text = cli(name, "--help", env={"COLUMNS": "100"}).stdout.partition("\nExamples:\n")[0]
    lists = re.split(r"^\w.*:\n", text, flags=re.MULTILINE)[1:]
    names = [re.findall(r"^  (?:-\w, )?(--[\w-]+)", one, re.MULTILINE) for one in lists]
    declared = [option.names[-1] for option in COMMANDS[name].options]
    assert sorted(one for some in names for one in some) == sorted(declared)
    assert max(map(len, names)) <= FEW


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
