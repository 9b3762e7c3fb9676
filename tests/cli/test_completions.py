import pytest
from typer.main import get_command

from tests.conftest import Cli
from webhookctl.cli import app
from webhookctl.cli._tree import read_tree


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_script_names_every_command_and_option(cli: Cli, shell: str) -> None:
    ended = cli("completions", shell)
    assert (ended.code, ended.stderr) == (0, "")
    for command in read_tree(get_command(app)).commands:
        for name in (command.name, *command.names()):
            wanted = f"-l {name[2:]}" if shell == "fish" and name.startswith("--") else name
            assert (
                wanted.removeprefix("-" if len(name) == 2 and shell == "fish" else "")
                in ended.stdout
            )
