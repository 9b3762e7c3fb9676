"""Every error in one form: `error: …`, an empty line, `hint: …`; and its exit code."""

import os
import re
import sys
import traceback
from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TextIO

import typer

# Typer has its own copy of Click, and makes only part of its errors public.
from typer._click.exceptions import (
    BadOptionUsage,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

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
    guess, more = _guess(error, context), _scenarios(error)
    _write(_in_our_words(error), f"{guess}`{path} --help` lists all options{more}")
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
    for pattern, words in _RANGES.items():
        text = re.sub(rf"is not in the range {pattern}$", words, text)
    return text[:1].lower() + text[1:]


def _guess(error: typer.TyperException, context: Any) -> str:
    if not isinstance(error, NoSuchOption) or context is None:
        return ""
    names = [name for option in context.command.get_params(context) for name in _long(option)]
    typed = error.option_name
    lead = typed if typed.startswith("--") else f"-{typed}"
    begin = [name for name in names if name.startswith(lead)]
    near = begin or get_close_matches(typed, names)
    return f"did you mean {' or '.join(f'`{name}`' for name in near[:3])}? " if near else ""


def _scenarios(error: typer.TyperException) -> str:
    """Return what could stand behind a `--scenario` that nothing stands behind."""
    if not isinstance(error, BadOptionUsage) or error.option_name != "--scenario":
        return ""
    from webhookctl.config.known import all_scenarios
    from webhookctl.core.scenario import listed

    return "\n  ".join([", and these are the scenarios:", *listed([*all_scenarios().values()])])


def _long(option: Any) -> Iterable[str]:
    return (name for name in (*option.opts, *option.secondary_opts) if name.startswith("--"))


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
