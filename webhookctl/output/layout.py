"""Rich's layouts as text for our screens: its own rules for colour and width are not asked."""

from io import StringIO
from typing import TYPE_CHECKING

from webhookctl.output.console import Screen

if TYPE_CHECKING:
    from rich.console import RenderableType

_ENDLESS = 10_000
"""Columns of a pipe, where nothing must be cut or wrapped."""


def laid_out(thing: "RenderableType", screen: Screen) -> str:
    """Return what a layout looks like on a screen: its lines, no blanks at their ends.

    It must be made of `Text`, never of strings: those would be read as markup.
    """
    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=screen.width or _ENDLESS,
        color_system="standard" if screen.colour else None,
        force_terminal=screen.colour,
        force_jupyter=False,
        force_interactive=False,
        no_color=not screen.colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        console.print(thing)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
