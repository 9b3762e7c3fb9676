"""The options of `send`, by what they change: the event, the request, the retries, the report."""

from typing import Annotated

import typer

EventName = Annotated[
    str | None,
    typer.Argument(
        metavar="[EVENT]", help="PROVIDER.TYPE, e.g. github.push; any if it has --data."
    ),
]

Target = Annotated[
    str, typer.Option("--to", metavar="URL", help="Where to send it.", show_default=False)
]

SigningSecret = Annotated[
    str | None,
    typer.Option(
        "--secret",
        metavar="REF",
        help="Signing secret: env:NAME, file:PATH or the secret itself.",
    ),
]

Unsigned = Annotated[
    bool,
    typer.Option("--unsigned", help="Send without a signature: your app should refuse it."),
]

Data = Annotated[
    str | None,
    typer.Option("--data", metavar="DATA", help="Your own body: @FILE, - for stdin, or text."),
]

Assignments = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a field. May be repeated."),
]

ExtraHeaders = Annotated[
    list[str] | None,
    typer.Option("--header", metavar="'N: V'", help="Add or replace a header. May be repeated."),
]

MessageId = Annotated[
    str | None, typer.Option("--id", metavar="ID", help="The message id, fresh unless told.")
]

Retry = Annotated[
    str,
    typer.Option("--retry", metavar="POLICY", help="none, a provider's name, or waits: 1s,5s,1m."),
]

Speed = Annotated[
    str | None,
    typer.Option("--speed", metavar="60x|max", help="Shorten the waits between attempts."),
]

Timeout = Annotated[
    str | None,
    typer.Option("--timeout", metavar="TIME", help="For each answer; the provider's unless told."),
]

PrintCurl = Annotated[
    bool, typer.Option("--print-curl", help="Print a curl command instead of sending.")
]

Seed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Make the same payload again.")
]

Gzip = Annotated[
    bool, typer.Option("--gzip", help="Compress the body; what is signed are the bytes sent.")
]

Chunked = Annotated[
    bool, typer.Option("--chunked", help="Send the body in chunks, without a Content-Length.")
]

SlowBody = Annotated[
    str | None,
    typer.Option(
        "--slow-body", metavar="TIME", help="Send the body in pieces over so long a time."
    ),
]

DropConnection = Annotated[
    bool,
    typer.Option(
        "--drop-connection", help="Close the first attempt's connection in the middle of the body."
    ),
]
