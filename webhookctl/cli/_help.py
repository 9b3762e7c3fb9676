"""Plain help: commands in groups, examples kept as written and shown last.

Rich's help would cost twice the start.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from textwrap import fill
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from webhookctl.cli._ranges import with_words
from webhookctl.errors import UsageError

WIDTH = 100
"""Columns that help uses at most, on a terminal that is wider."""

COLUMN = 30
"""Columns for the names of options; a longer one has a line of its own."""

FEW = 13
"""So many options are read at a glance, and need no headings."""

OTHER = "Other options"
"""The heading of what has no panel, below the others."""


class PlainHelp:
    """Writes a command's docstring: text is wrapped, indented blocks stay, examples come last."""

    help: str | None
    epilog: str | None

    def format_help_text(self, _context: Any, formatter: Any) -> None:
        """Write the docstring up to its examples."""
        _write(formatter, self._paragraphs()[0], indent="  ")

    def format_epilog(self, _context: Any, formatter: Any) -> None:
        """Write the examples, and then the epilog."""
        epilog = inspect.cleandoc(self.epilog or "").split("\n\n")
        _write(formatter, [*self._paragraphs()[1], *epilog], indent="")

    def parse_args(self, context: Any, arguments: list[str]) -> list[str]:
        """Parse as ever; what goes wrong knows in which command it did."""
        try:
            rest: list[str] = super().parse_args(context, arguments)  # type: ignore[misc]
        except typer.TyperException as error:
            if getattr(error, "ctx", None) is None:
                error.ctx = context  # type: ignore[attr-defined]
            raise
        return rest

    def _paragraphs(self) -> tuple[list[str], list[str]]:
        paragraphs = inspect.cleandoc(self.help or "").split("\n\n")
        ends = (n for n, text in enumerate(paragraphs) if text.startswith("Example"))
        end = next(ends, len(paragraphs))
        return paragraphs[:end], paragraphs[end:]


class PlainCommand(PlainHelp, TyperCommand):
    """One command with plain help; many options stand under their panels."""

    def format_options(self, context: Any, formatter: Any) -> None:
        """Write the arguments, and then the options: a short list, or one for each panel."""
        kinds: dict[str, list[_Row]] = {"argument": [], "option": []}
        for parameter in self.get_params(context):
            record = parameter.get_help_record(context)
            if record is not None:
                panel = getattr(parameter, "rich_help_panel", None) or OTHER
                kinds[parameter.param_type_name].append(
                    _Row(panel, record[0], with_words(record[1]))
                )
        _write_lists(formatter, {"Arguments": kinds["argument"]})
        _write_lists(formatter, _by_panel(kinds["option"]))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is: its panel in help, and the function of a module that it runs.

    `summary` is the first line of that function's docstring, so that help need not load it.
    """

    panel: str
    module: str
    function: str
    summary: str


class GroupedCommands(PlainHelp, TyperGroup):
    """Commands under their panels; each is loaded when it is needed, a typo gets the nearest."""

    places: ClassVar[Mapping[str, Place]] = {}

    def list_commands(self, _context: Any) -> list[str]:
        """Return the names of the commands in their order."""
        return list(self.places)

    def get_command(self, _context: Any, name: str) -> Any:
        """Return the command of that name, or None."""
        if name in self.places and name not in self.commands:
            self.commands[name] = _load(name, self.places[name])
        return self.commands.get(name)

    def format_commands(self, _context: Any, formatter: Any) -> None:
        """Write one section for each panel, in the order of the commands."""
        panels: dict[str, list[tuple[str, str]]] = {}
        width = max(map(len, self.places), default=0)
        for name, place in self.places.items():
            panels.setdefault(place.panel, []).append((f"{name:<{width}}", place.summary))
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)

    def resolve_command(self, context: Any, arguments: list[str]) -> Any:
        """Find the command of that name. Raises UsageError with the nearest names."""
        name = arguments[0]
        if name not in self.places and not name.startswith("-"):
            near = get_close_matches(name, self.places)
            guess = f"did you mean {' or '.join(f'`{one}`' for one in near)}? " if near else ""
            raise UsageError(
                f"no such command: `{name}`",
                hint=f"{guess}`{context.command_path} --help` lists all commands",
            )
        return super().resolve_command(context, arguments)


def _load(name: str, place: Place) -> Any:
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    run = getattr(import_module(place.module), place.function)
    alone.command(name, cls=PlainCommand)(run)
    command = get_command(alone)
    for parameter in command.params:
        if parameter.metavar is None:
            choices = getattr(parameter.type, "choices", ())
            parameter.metavar = "|".join(map(str, choices)) or str(parameter.name).upper()
    return command


@dataclass(frozen=True, slots=True)
class _Row:
    panel: str
    name: str
    text: str


def _by_panel(options: list[_Row]) -> dict[str, list[_Row]]:
    """Return the options by heading: a few stand as one list, those without a panel come last."""
    if len(options) <= FEW:
        return {"Options": options}
    panels: dict[str, list[_Row]] = {}
    for row in options:
        panels.setdefault(row.panel, []).append(row)
    rest = panels.pop(OTHER, [])
    return {**panels, OTHER: rest}


def _write_lists(formatter: Any, lists: Mapping[str, list[_Row]]) -> None:
    """Write the lists that have rows under their headings, all in the same columns."""
    width = min(max((len(row.name) for rows in lists.values() for row in rows), default=0), COLUMN)
    for heading, rows in lists.items():
        if rows:
            with formatter.section(heading):
                formatter.write_dl([(f"{row.name:<{width}}", row.text) for row in rows], COLUMN)


def _write(formatter: Any, paragraphs: list[str], indent: str) -> None:
    for paragraph in filter(None, paragraphs):
        lines = [line for line in paragraph.splitlines() if line != "\b"]
        formatter.write_paragraph()
        if any(line.startswith(" ") for line in lines):
            formatter.write("".join(f"{indent}{line}\n" for line in lines))
        else:
            words = " ".join(lines)
            wrapped = fill(
                words,
                formatter.width,
                initial_indent=indent,
                subsequent_indent=indent,
                break_on_hyphens=False,  # of which options are full
            )
            formatter.write(f"{wrapped}\n")
