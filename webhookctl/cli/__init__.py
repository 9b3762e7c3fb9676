"""The command line: parse, run a flow, render. One file per command."""

import io
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer
from typer.main import get_command

from webhookctl.cli._help import WIDTH, GroupedCommands, Place
from webhookctl.errors import ExitCode

_HERE = "webhookctl.cli"

COMMANDS = {
    "listen": Place(
        "Receive",
        f"{_HERE}.listen",
        "listen",
        "Capture webhooks: store, show, verify, answer or forward every request to a port.",
    ),
    "send": Place(
        "Send",
        f"{_HERE}.send",
        "send",
        "Fire a signed event at a URL, with the provider's real retry behaviour.",
    ),
    "replay": Place(
        "Send", f"{_HERE}.replay", "replay", "Send captured requests again, byte for byte."
    ),
    "list": Place(
        "Look", f"{_HERE}.list_", "list_captures", "List captured requests, newest first."
    ),
    "show": Place(
        "Look",
        f"{_HERE}.show",
        "show",
        "Show a captured request: headers, decoded body, verdict, and what became of it.",
    ),
    "sign": Place(
        "Signatures",
        f"{_HERE}.sign",
        "sign",
        "Print the signature headers for a body, as its provider would send them.",
    ),
    "verify": Place(
        "Signatures",
        f"{_HERE}.verify",
        "verify",
        "Judge the signature of a request and say why it fits or not.",
    ),
    "keys": Place(
        "Signatures",
        f"{_HERE}.keys",
        "keys",
        "Make a secret or a key pair to test with, in the form the provider has it.",
    ),
    "providers": Place(
        "Know",
        f"{_HERE}.providers",
        "providers",
        "Show what each provider signs, sends and retries, and how sure that is.",
    ),
    "completions": Place(
        "Set-up", f"{_HERE}.completions", "completions", "Print the completion script of a shell."
    ),
}
"""Every command, in the order of `--help`; only the one that is run is loaded."""


class Commands(GroupedCommands):
    """The commands of webhookctl."""

    places = COMMANDS


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from webhookctl import __version__

        sys.stdout.write(f"webhookctl {__version__}\n")
        raise typer.Exit


@app.callback()
def webhookctl(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Capture, verify, replay and send webhooks: offline, byte for byte.

    Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 it did not succeed,
    2 usage, 3 could not start (port, store, tunnel, program), 130 interrupted.

    Examples:

        webhookctl listen --forward-to http://localhost:3000
        webhookctl send github.push --to http://localhost:3000/hooks --secret env:SECRET
        webhookctl replay last --to http://localhost:3000
    """


def main() -> NoReturn:
    """Run the command line of this process, and exit with an `ExitCode`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place to say it
        from webhookctl.cli._errors import let_go_of_broken, report

        code = report(error)
        let_go_of_broken(sys.stdout)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name, and return its exit code. Errors go through."""
    command = get_command(app)
    try:
        with command.make_context("webhookctl", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as ended:
        return ended.exit_code
    return ExitCode.OK
