"""Options that several commands share, declared once."""

from pathlib import Path
from typing import Annotated

import typer

SIGNATURE = "Signature"
"""The panel of help for what signs, and what is judged by."""

CONNECTION = "Connection"
"""The panel of help for how a target is reached."""

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
        rich_help_panel=SIGNATURE,
    ),
]

ProviderName = Annotated[
    str | None,
    typer.Option(
        "--provider",
        metavar="NAME",
        help="Whose signature it is, e.g. github, stripe.",
        rich_help_panel=SIGNATURE,
    ),
]

Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "--param",
        metavar="NAME=VALUE",
        help="What a scheme needs beside its secret. May be repeated.",
        rich_help_panel=SIGNATURE,
    ),
]

CaptureReference = Annotated[
    str, typer.Argument(metavar="ID", help="An id, an unambiguous prefix, last or last~N.")
]

Insecure = Annotated[
    bool,
    typer.Option(
        "--insecure",
        help="Take any TLS certificate: for tests on your own machine.",
        rich_help_panel=CONNECTION,
    ),
]

Authorities = Annotated[
    str | None,
    typer.Option(
        "--cacert",
        metavar="FILE",
        help="The only certificates to trust, as PEM.",
        rich_help_panel=CONNECTION,
    ),
]

ClientCertificate = Annotated[
    str | None,
    typer.Option(
        "--cert",
        metavar="FILE",
        help="Your certificate, for servers that want one.",
        rich_help_panel=CONNECTION,
    ),
]

ClientKey = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="Its private key, unless it is in the same file.",
        rich_help_panel=CONNECTION,
    ),
]

UnixSocket = Annotated[
    str | None,
    typer.Option(
        "--unix-socket",
        metavar="PATH",
        help="Connect to this socket, not to a port.",
        rich_help_panel=CONNECTION,
    ),
]
