"""`python -m tests.update_completions`: write the scripts in `completions/` anew."""

from importlib import import_module
from pathlib import Path

from typer.main import get_command

from webhookctl.cli import app
from webhookctl.cli._tree import read_tree

FOLDER = Path(__file__).parents[1] / "completions"

FILES = {
    "bash": FOLDER / "webhookctl.bash",
    "zsh": FOLDER / "_webhookctl",
    "fish": FOLDER / "webhookctl.fish",
    "powershell": FOLDER / "webhookctl.ps1",
}


def script(shell: str) -> str:
    """Return the script of a shell for the command line as it is now."""
    generator = import_module(f"webhookctl.core.completion.{shell}")
    return str(generator.script(read_tree(get_command(app))))


if __name__ == "__main__":
    for name, file in FILES.items():
        file.write_text(script(name), encoding="utf-8", newline="\n")
