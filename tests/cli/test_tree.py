from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer
from typer.main import get_command

from webhookctl.cli._help import GroupedCommands, Place
from webhookctl.cli._tree import read_tree
from webhookctl.core.completion import Argument, Command, Option, Source, Values


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


def everything(
    capture: Annotated[list[str], typer.Argument(metavar="ID")],
    event: Annotated[str, typer.Argument(metavar="EVENT")] = "",
    who: Annotated[str, typer.Argument(metavar="[PROVIDER]")] = "",
    kind: Annotated[Size, typer.Argument(metavar="[small|large]")] = Size.SMALL,
    size: Annotated[Size, typer.Option("--size", "-s", help="How large.")] = Size.SMALL,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="A file.")] = None,
    folder: Annotated[Path | None, typer.Option("--folder", file_okay=False, help="Where.")] = None,
    provider: Annotated[str | None, typer.Option("--provider", metavar="NAME")] = None,
    header: Annotated[list[str] | None, typer.Option("--header", metavar="NAME: VALUE")] = None,
    json: Annotated[bool, typer.Option("--json", help="As\n JSON.")] = False,
    deep: Annotated[bool, typer.Option("--deep/--flat", help="How deep.")] = False,
    secret: Annotated[bool, typer.Option("--secret", hidden=True)] = False,
) -> None:
    """Use everything. And more."""


class Sample(GroupedCommands):
    places: ClassVar = {"everything": Place("All", __name__, "everything", "")}


def tree() -> Any:
    made = typer.Typer(cls=Sample, add_completion=False, rich_markup_mode=None)
    made.callback()(lambda: None)
    return read_tree(get_command(made))


HELP = Option(("--help",), "Show this message and exit")


def test_tree_says_all_that_can_be_typed() -> None:
    assert tree().options == (HELP,)
    assert tree().commands == (
        Command(
            "everything",
            "Use everything. And more",
            (
                Option(("-s", "--size"), "How large", Values(("small", "large")), "small|large"),
                Option(("--file",), "A file", Values(source=Source.FILES), "FILE"),
                Option(("--folder",), "Where", Values(source=Source.FOLDERS), "FOLDER"),
                Option(("--provider",), "", Values(source=Source.PROVIDERS), "NAME"),
                Option(("--header",), "", Values(), "NAME: VALUE", repeats=True),
                Option(("--json",), "As JSON"),
                Option(("--deep", "--flat"), "How deep"),
                HELP,
            ),
            (
                Argument("ID", Values(source=Source.CAPTURES), repeats=True),
                Argument("EVENT", Values(source=Source.EVENTS)),
                Argument("PROVIDER", Values(source=Source.PROVIDERS)),
                Argument("small|large", Values(("small", "large"))),
            ),
        ),
    )
