"""`send --dry-run` and `--print-curl`: the request as it would leave; nothing is sent or kept."""

import sys
from typing import TYPE_CHECKING, NoReturn

import typer

from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.core.model import OutgoingRequest
    from webhookctl.flows.send import Parcel
    from webhookctl.flows.world import World

WHOLE = "`--dry-run --json` prints all"
"""What is said below a body that is cut."""


def preview(
    parcel: "Parcel", world: "World", *, dry_run: bool, print_curl: bool, json: bool
) -> NoReturn:
    """Print the request, for people, as JSON or as a command for curl. Raises UsageError."""
    if dry_run and print_curl:
        raise UsageError("`--dry-run` and `--print-curl` exclude each other", hint="choose one")
    if print_curl and json:
        raise UsageError("`--print-curl` and `--json` exclude each other", hint="choose one")
    if print_curl and (parcel.manner.slow or parcel.manner.cut):
        raise UsageError(
            "curl cannot be told to send slowly, or half of a body",
            hint="leave `--slow-body` and `--drop-connection` out",
        )
    now = world.now()
    request = parcel.request(now)
    if print_curl:
        _print_curl(request, parcel)
    elif json:
        _print_json(request, parcel)
    else:
        _print_for_people(parcel.shown(request, now))
    if not json:
        _say_how_long_it_is_good(parcel)
    raise typer.Exit


def _print_curl(request: "OutgoingRequest", parcel: "Parcel") -> None:
    from webhookctl.core.curl import curl_command

    _print(f"{curl_command(request, parcel.connection)}\n")


def _print_json(request: "OutgoingRequest", parcel: "Parcel") -> None:
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.outgoing import outgoing_fields

    _print(dumped(outgoing_fields(request, parcel.event)))


def _print_for_people(request: "OutgoingRequest") -> None:
    from webhookctl.output.console import screen_of
    from webhookctl.output.outgoing import outgoing_lines

    text = "\n".join([*outgoing_lines(request, screen_of(sys.stdout), whole=WHOLE), ""])
    _print(text)
    say_if_masked(text, "`--json` and `--print-curl` are exact")


def say_if_masked(text: str, exact: str) -> None:
    """Say on stderr that a preview hides secrets, if it does, and what does not."""
    from webhookctl.core.withheld import WITHHELD
    from webhookctl.output.mask import MASK

    if MASK in text or WITHHELD.decode() in text:
        sys.stderr.write(f"secrets are masked; {exact}\n")


def _print(text: str) -> None:
    from webhookctl.output.console import screen_of, write

    write(sys.stdout, [screen_of(sys.stdout).encode(text)])


def _say_how_long_it_is_good(parcel: "Parcel") -> None:
    rule = parcel.signing.scheme.timestamp if parcel.signing else None
    if parcel.forgery is None and rule is not None and rule.tolerance:
        minutes = rule.tolerance / 60
        sys.stderr.write(f"note: receivers refuse this signature after {minutes:g} min\n")
