"""The command line: parse, run a flow, render. One file per command."""

import sys

import typer

from webhookctl.cli._grouped import GroupedCommands
from webhookctl.errors import ExitCode, WebhookctlError

app = typer.Typer(
    name="webhookctl",
    cls=GroupedCommands,
    help="Capture, verify, replay and send webhooks: offline, byte for byte.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line and exit with an `ExitCode`."""
    try:
        app(prog_name="webhookctl")
    except WebhookctlError as error:
        sys.stderr.write(f"error: {error.message}\n")
        if error.hint:
            sys.stderr.write(f"\nhint: {error.hint}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
