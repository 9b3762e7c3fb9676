"""What `send` and `replay` share: one secret, a report as it happens, an end by a signal."""

import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from webhookctl.cli._secrets import read_secrets
from webhookctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from webhookctl.core.headers import HeaderPairs
    from webhookctl.core.ports import StoreError
    from webhookctl.core.secret import Secret
    from webhookctl.core.url import Url
    from webhookctl.output.console import Screen


@dataclass(frozen=True, slots=True)
class Report:
    """Tells results on stdout, for people or as NDJSON, and talks on stderr to people only."""

    json: bool

    def tell(self, text: "Callable[[Screen], str]", fields: Callable[[], dict[str, Any]]) -> None:
        """Write a result, in the one form or the other."""
        from webhookctl.output.console import screen_of, write
        from webhookctl.output.jsonl import dumped

        screen = screen_of(sys.stdout)
        write(sys.stdout, [screen.encode(dumped(fields()) if self.json else text(screen))])

    def say(self, text: "Callable[[Screen], str]") -> None:
        """Write to stderr, unless the report is for a script."""
        from webhookctl.output.console import screen_of, write

        if not self.json:
            screen = screen_of(sys.stderr)
            write(sys.stderr, [screen.encode(text(screen))])


def one_secret(reference: str | None) -> "Secret | None":
    """Return the secret behind a reference, None for None. Raises UsageError."""
    return None if reference is None else read_secrets((reference,))[0]


def target_of(to: str) -> "Url":
    """Return the URL to send to. Raises UsageError when there is none, or it is none."""
    from webhookctl.core.url import parse_url

    if not to:
        raise UsageError(
            "say where to send it", hint="add the URL, like `--to http://localhost:3000/hook`"
        )
    return parse_url(to)


def headers_of(texts: Sequence[str] | None) -> "HeaderPairs":
    """Return the headers of `Name: value` options. Raises UsageError."""
    from webhookctl.core.compose import parse_headers

    return parse_headers(texts or ())


def complain(error: "StoreError") -> None:
    """Say on stderr that nothing is recorded, and why."""
    from webhookctl.output.safe import safe

    hint = f"\nhint: {safe(error.hint)}" if error.hint else ""
    sys.stderr.write(f"warning: not recorded: {safe(error.message)}{hint}\n")


def run_until_done(work: Coroutine[Any, Any, object]) -> ExitCode | None:
    """Run to the end: None; or until a signal comes: the exit code that is due then."""
    from webhookctl.flows.stop_signals import run_until_stopped

    return run_until_stopped(work)


def end_stopped(report: Report, code: ExitCode) -> NoReturn:
    """Exit with the code of a signal; a reader who did not press Ctrl-C is told what it was."""
    if code is not ExitCode.INTERRUPTED:
        report.say(lambda _: "ended by a signal before all was done\n")
    raise typer.Exit(code)
