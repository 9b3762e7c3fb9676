"""`webhookctl providers`: what is known of each provider, and how sure it is."""

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from webhookctl.cli._options import AsJson
from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.core.directory import Entry
    from webhookctl.output.console import Screen


class Action(StrEnum):
    """What can be done with providers."""

    LIST = "list"
    SHOW = "show"


def providers(
    action: Annotated[
        Action, typer.Argument(metavar="[list|show]", help="All in a table, or one in full.")
    ] = Action.LIST,
    provider: Annotated[
        str | None,
        typer.Argument(metavar="[PROVIDER]", help="For show: a provider or one of its schemes."),
    ] = None,
    filter_: Annotated[
        str | None,
        typer.Option(
            "--filter", metavar="TEXT", help="For list: only where a name, header or event has it."
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Show what each provider signs, sends and retries, and how sure that is.

    The table says of each provider what its first scheme signs with and whether that covers the
    body, how many events `send` makes, and where the facts are from: checked with the provider's
    own library or an example it published, read in its docs, seen in the code of others, or only
    recalled.

    Examples:

        webhookctl providers list --filter shop
        webhookctl providers show stripe
        webhookctl providers show github_sha1 --json
    """
    from webhookctl.flows.directory import entries, entry
    from webhookctl.output.provider_list import list_text
    from webhookctl.output.provider_page import page_text

    if action is Action.SHOW:
        if filter_ is not None:
            raise UsageError("`--filter` is for `providers list`", hint="leave it out, or list")
        one = entry(provider)
        _print([one], lambda screen: page_text(one, screen), as_json=json)
        return
    if provider is not None:
        raise UsageError(
            f"`providers list` lists all, and takes no `{provider}`",
            hint=f"`webhookctl providers show {provider}` shows one; `--filter` finds some",
        )
    found = entries(filter_)
    _print(found, lambda screen: list_text(found, screen), as_json=json)
    if not found:
        sys.stderr.write("no provider matches\n")


def _print(entries: "Sequence[Entry]", text: "Callable[[Screen], str]", *, as_json: bool) -> None:
    from webhookctl.output.console import screen_of, write
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.provider_fields import entry_fields

    screen = screen_of(sys.stdout)
    lines = (
        map(dumped, map(entry_fields, entries)) if as_json else [text(screen)] if entries else []
    )
    write(sys.stdout, map(screen.encode, lines))
