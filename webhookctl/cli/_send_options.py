"""The options of `send`, by what they change: the event, the request, the retries, the report."""

from typing import Annotated, Literal

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

Retries = Annotated[
    list[str] | None,
    typer.Option(
        "--retry",
        metavar="POLICY",
        help="none, a policy's name, or waits: 1s,5s,1m. Several with --plan.",
    ),
]

Plan = Annotated[
    bool,
    typer.Option("--plan", help="Send nothing: show when each attempt would fall."),
]

Outage = Annotated[
    str | None,
    typer.Option(
        "--outage",
        metavar="TIME",
        help="With --plan: does the event survive? 6h, or 6h@30m.",
    ),
]

SignTime = Annotated[
    Literal["real", "virtual"],
    typer.Option(
        "--sign-time", help="Sign sped-up attempts as of now, or as of when they would be."
    ),
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
    int | None, typer.Option("--seed", metavar="N", help="Make the same payload and jitter again.")
]
