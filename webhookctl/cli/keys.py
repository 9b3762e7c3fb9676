"""`webhookctl keys`: keys and secrets of your own, in the form a provider has them."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from webhookctl.cli._context import make_context
from webhookctl.cli._options import AsJson


class Action(StrEnum):
    """What can be done with keys."""

    NEW = "new"


def keys(
    _action: Annotated[Action, typer.Argument(metavar="new", help="Make new ones.")],
    provider: Annotated[
        str,
        typer.Argument(metavar="PROVIDER", help="In whose form: a provider or one of its schemes."),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="DIR",
            help="The folder to put them in, made if need be.",
            file_okay=False,
        ),
    ] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    json: AsJson = False,
) -> None:
    """Make a secret or a key pair to test with, in the form the provider has it.

    Some signatures only the provider can make, with a private key that nobody else has (Discord,
    SendGrid, Plaid…). Give your app the public key or certificate of a pair made here instead,
    and `sign`, `send` and `replay --resign` can make events that it takes; for the others it is a
    fresh secret that both sides share. Private files are for you alone (mode 0600), and are not
    shown.

    Examples:

        webhookctl keys new discord
        webhookctl keys new standard_webhooks_v1a --out keys --json
        webhookctl sign --provider discord --secret file:discord-private.pem --data '{"type":1}'
    """
    from webhookctl.flows.keys import make_keys
    from webhookctl.output.console import screen_of, write
    from webhookctl.output.jsonl import dumped
    from webhookctl.output.keys import keys_fields, keys_text

    made = make_keys(provider, out, make_context().world, force=force)
    told = (made.scheme, made.keys, made.paths)
    screen = screen_of(sys.stdout)
    fields = keys_fields(made.provider.name, *told)
    text = dumped(fields) if json else keys_text(made.name, *told, screen)
    write(sys.stdout, [screen.encode(text)])
