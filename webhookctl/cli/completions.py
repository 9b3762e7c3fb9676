"""`webhookctl completions`: the script that makes a shell complete webhookctl."""

import sys
from enum import StrEnum
from typing import Annotated

import typer


class Shell(StrEnum):
    """The shells that there is a script for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def completions(
    context: typer.Context,
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
) -> None:
    """Print the completion script of a shell.

    It completes commands, options, their values, capture ids, providers and events. Start a
    new shell after installing it.

    Examples:

        # bash
        webhookctl completions bash > ~/.local/share/bash-completion/completions/webhookctl

        # zsh: in a folder of $fpath, before compinit runs
        webhookctl completions zsh > ~/.zfunc/_webhookctl

        # fish
        webhookctl completions fish > ~/.config/fish/completions/webhookctl.fish

        # PowerShell
        webhookctl completions powershell >> $PROFILE
    """
    from importlib import import_module

    from webhookctl.cli._tree import read_tree

    program = read_tree(context.find_root().command)
    generator = import_module(f"webhookctl.core.completion.{shell}")
    sys.stdout.write(generator.script(program))
