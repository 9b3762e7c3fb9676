"""What can go wrong, said once: a message, the next step, and the exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command; scripts may rely on them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    UNAVAILABLE = 3
    INTERRUPTED = 130


class WebhookctlError(Exception):
    """An error that is shown to the user as `error: message` and `hint: hint`."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(WebhookctlError):
    """What was typed cannot be understood or does not exist: exit 2."""

    exit_code = ExitCode.USAGE


class UnavailableError(WebhookctlError):
    """Something the command needs is not there (port, store, tunnel, program): exit 3."""

    exit_code = ExitCode.UNAVAILABLE
