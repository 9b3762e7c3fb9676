"""Every error in one form: `error: …`, an empty line, `hint: …`; and its exit code."""

import os
import re
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import typer

# Typer has its own copy of Click, and makes only part of its errors public.
from typer._click.exceptions import (
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

from webhookctl.cli._guesses import guess, scenarios
from webhookctl.errors import ExitCode, WebhookctlError

TRACEBACK_VARIABLE = "WEBHOOKCTL_TRACEBACK"


_NUMBER = r"(-?[\d.]+)"
_RANGES = {
    rf"{_NUMBER}<=x<={_NUMBER}": r"is not from \1 to \2",
    rf"x>={_NUMBER}": r"is less than \1",
    rf"x<={_NUMBER}": r"is more than \1",
}
"""How Click writes what a number may be, and how we do."""


def report(error: BaseException) -> int:
    """Say on stderr what went wrong and what to do next; return the exit code."""
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return ExitCode.INTERRUPTED
    if isinstance(error, BrokenPipeError):  # whoever read our output has seen enough
        return ExitCode.FAILED
    if isinstance(error, WebhookctlError):
        _write(error.message, error.hint)
        return error.exit_code
    if isinstance(error, typer.TyperException):
        return _report_usage(error)
    return _report_unexpected(error)


def let_go_of_broken(stream: TextIO) -> None:
    """Point a stream that takes no more output nowhere, so that the interpreter ends in peace."""
    try:
        stream.flush()
    except (OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _write(message: str, hint: str | None) -> None:
    from webhookctl.output.safe import safe

    _say(f"error: {safe(message)}\n" + (f"\nhint: {safe(hint)}\n" if hint else ""))


def _say(text: str) -> None:
    with suppress(OSError):
        sys.stderr.write(text)
    let_go_of_broken(sys.stderr)


def _report_usage(error: typer.TyperException) -> int:
    if isinstance(error, NoArgsIsHelpError):
        _say(f"{error.format_message()}\n")
        return ExitCode.USAGE
    context = error.ctx if isinstance(error, UsageError) else None
    path = context.command_path if context else "webhookctl"
    hint = f"{guess(error, context)}`{path} --help` lists all options{scenarios(error)}"
    _write(_in_our_words(error), hint)
    return error.exit_code


def _in_our_words(error: typer.TyperException) -> str:
    if isinstance(error, NoSuchOption):
        return f"no such option: `{error.option_name}`"
    text = error.format_message().strip()
    if isinstance(error, MissingParameter):
        text = re.sub(r"'(.*)'\. Choose from: \1$", r"'\1'", " ".join(text.split()))
    text = re.sub(r"(?<!\w)'([^'`\n]+)'(?!\w)", r"`\1`", text.removesuffix("."))
    text = re.sub(r"^Got (unexpected extra argument)\(s\) \((.*)\)$", r"\1 `\2`", text)
    text = re.sub(r"is not a valid int(eger)?( range)?\b", "is not a whole number", text)
    text = re.sub(r"is not a valid float( range)?\b", "is not a number", text)
    text = re.sub(r"`\[([^`]*)\]`", r"`\1`", text)
    for pattern, words in _RANGES.items():
        text = re.sub(rf"is not in the range {pattern}$", words, text)
    return text[:1].lower() + text[1:]


def _report_unexpected(error: BaseException) -> int:
    if os.environ.get(TRACEBACK_VARIABLE):
        _say("".join(traceback.format_exception(error)))
        return ExitCode.FAILED
    _write(_outline(error), f"set {TRACEBACK_VARIABLE}=1 and run it again to see the traceback")
    return ExitCode.FAILED


def _outline(error: BaseException) -> str:
    """Name an error and its place, never its values: they may be secrets."""
    if isinstance(error, OSError) and error.strerror:
        place = f": `{error.filename}`" if error.filename is not None else ""
        return f"{error.strerror[:1].lower()}{error.strerror[1:]}{place}"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    return f"unexpected {type(error).__name__}{where}"
