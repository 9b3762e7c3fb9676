"""Options that several commands share, declared once."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]

StorePath = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="PATH",
        envvar="WEBHOOKCTL_STORE",
        help="The store's file; your user data folder unless told.",
    ),
]

SecretReference = Annotated[
    list[str] | None,
    typer.Option(
        "--secret",
        metavar="REF",
        help="Signing secret: env:NAME, file:PATH or the secret itself. May be repeated.",
    ),
]

ProviderName = Annotated[
    str | None,
    typer.Option("--provider", metavar="NAME", help="Whose signature it is, e.g. github, stripe."),
]

Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "--param", metavar="NAME=VALUE", help="What else a scheme needs. May be repeated."
    ),
]

CaptureReference = Annotated[
    str, typer.Argument(metavar="ID", help="An id, an unambiguous prefix, last or last~N.")
]
