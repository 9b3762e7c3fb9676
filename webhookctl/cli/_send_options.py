"""The options of `send`, by what they change: the event, the request, the retries, the report."""

from typing import Annotated, Literal

import typer

from webhookctl.cli._options import SIGNATURE

EVENT = "What is sent, and where to"
RETRIES = "Retries and time"
TROUBLE = "Trouble on purpose"
MANY = "Many at once"

EventName = Annotated[
    str | None,
    typer.Argument(
        metavar="[EVENT]", help="PROVIDER.TYPE, e.g. github.push; any if it has --data."
    ),
]

ScenarioName = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="Send the events of a story in order: shop-order, lead, campaign or your own.",
        rich_help_panel=EVENT,
    ),
]

Target = Annotated[
    str,
    typer.Option(
        "--to", metavar="URL", help="Where to send it.", show_default=False, rich_help_panel=EVENT
    ),
]

SigningSecret = Annotated[
    str | None,
    typer.Option(
        "--secret",
        metavar="REF",
        help="Signing secret: env:NAME, file:PATH or the secret itself.",
        rich_help_panel=SIGNATURE,
    ),
]

Unsigned = Annotated[
    bool,
    typer.Option(
        "--unsigned",
        help="Send without a signature: your app should refuse it.",
        rich_help_panel=SIGNATURE,
    ),
]

Data = Annotated[
    str | None,
    typer.Option(
        "--data",
        metavar="DATA",
        help="Your own body: @FILE, - for stdin, or text.",
        rich_help_panel=EVENT,
    ),
]

DataRaw = Annotated[
    str | None,
    typer.Option(
        "--data-raw",
        metavar="TEXT",
        help="Your own body: this text, `@` or not.",
        rich_help_panel=EVENT,
    ),
]

ContentType = Annotated[
    str | None,
    typer.Option(
        "--content-type",
        metavar="TYPE",
        help="The media type of your own body.",
        rich_help_panel=EVENT,
    ),
]

FromCapture = Annotated[
    str | None,
    typer.Option(
        "--from-capture",
        metavar="ID",
        help="Body, event and provider of a captured request: an id, last or last~N.",
        rich_help_panel=EVENT,
    ),
]

Assignments = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a field. May be repeated.",
        rich_help_panel=EVENT,
    ),
]

Additions = Annotated[
    list[str] | None,
    typer.Option(
        "--set-new",
        metavar="PATH=VALUE",
        help="Set a field, and make it if need be.",
        rich_help_panel=EVENT,
    ),
]

Removals = Annotated[
    list[str] | None,
    typer.Option(
        "--unset", metavar="PATH", help="Leave a field out. May be repeated.", rich_help_panel=EVENT
    ),
]

ExtraHeaders = Annotated[
    list[str] | None,
    typer.Option(
        "--header",
        metavar="'N: V'",
        help="Add or replace a header. May be repeated.",
        rich_help_panel=EVENT,
    ),
]

MessageId = Annotated[
    str | None,
    typer.Option(
        "--id", metavar="ID", help="The message id, fresh unless told.", rich_help_panel=EVENT
    ),
]

Retries = Annotated[
    list[str] | None,
    typer.Option(
        "--retry",
        metavar="POLICY",
        help="How to retry: none, a policy's name, or waits: 1s,5s,1m. Several with --plan.",
        rich_help_panel=RETRIES,
    ),
]

Plan = Annotated[
    bool,
    typer.Option(
        "--plan", help="Send nothing: show when each attempt would fall.", rich_help_panel=RETRIES
    ),
]

Outage = Annotated[
    str | None,
    typer.Option(
        "--outage",
        metavar="TIME",
        help="With --plan: whether the event survives a receiver that is down: 6h, or 6h@30m.",
        rich_help_panel=RETRIES,
    ),
]

SignTime = Annotated[
    Literal["real", "virtual"],
    typer.Option(
        "--sign-time",
        help="Sign sped-up attempts as of now, or as of when they would be.",
        rich_help_panel=RETRIES,
    ),
]

Speed = Annotated[
    str | None,
    typer.Option(
        "--speed",
        metavar="60x|max",
        help="Shorten the waits between attempts.",
        rich_help_panel=RETRIES,
    ),
]

Timeout = Annotated[
    str | None,
    typer.Option(
        "--timeout",
        metavar="TIME",
        help="How long to wait for each answer; as its provider does unless told.",
        rich_help_panel=RETRIES,
    ),
]

PrintCurl = Annotated[
    bool, typer.Option("--print-curl", help="Print a curl command instead of sending.")
]

Tamper = Annotated[
    str | None,
    typer.Option(
        "--tamper",
        metavar="KIND",
        help="Send what must be refused: body, signature, timestamp, stale, future, missing, "
        "truncated, empty, wrong-secret, old-algorithm or garbage.",
        rich_help_panel=TROUBLE,
    ),
]

Duplicate = Annotated[
    int | None,
    typer.Option(
        "--duplicate",
        metavar="N",
        min=1,
        max=10_000,
        help="Send the event N times.",
        rich_help_panel=MANY,
    ),
]

Concurrent = Annotated[
    bool,
    typer.Option(
        "--concurrent",
        help="Send all copies of --duplicate at the same time.",
        rich_help_panel=MANY,
    ),
]

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show the request; send and record nothing.")
]

Seed = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", help="Make the same payload, ids and jitter again."),
]

Gzip = Annotated[
    bool,
    typer.Option(
        "--gzip",
        help="Compress the body; what is signed are the bytes sent.",
        rich_help_panel=TROUBLE,
    ),
]

Chunked = Annotated[
    bool,
    typer.Option(
        "--chunked",
        help="Send the body in chunks, without a Content-Length.",
        rich_help_panel=TROUBLE,
    ),
]

SlowBody = Annotated[
    str | None,
    typer.Option(
        "--slow-body",
        metavar="TIME",
        help="Send the body in pieces over so long a time.",
        rich_help_panel=TROUBLE,
    ),
]

DropConnection = Annotated[
    bool,
    typer.Option(
        "--drop-connection",
        help="Close the first attempt's connection in the middle of the body.",
        rich_help_panel=TROUBLE,
    ),
]

Count = Annotated[
    int | None,
    typer.Option(
        "--count",
        metavar="N",
        min=1,
        help="Send N events, each with an id and payload of its own.",
        rich_help_panel=MANY,
    ),
]

Concurrency = Annotated[
    int | None,
    typer.Option(
        "--concurrency",
        metavar="N",
        min=1,
        max=1000,
        help="Deliveries under way at a time: 1 unless told, 100 with --rate.",
        rich_help_panel=MANY,
    ),
]

Rate = Annotated[
    str | None,
    typer.Option(
        "--rate",
        metavar="N/s",
        help="How many deliveries to begin: 50/s, 100/m.",
        rich_help_panel=MANY,
    ),
]

Duration = Annotated[
    str | None,
    typer.Option(
        "--duration",
        metavar="TIME",
        help="How long to begin deliveries: 30s, 5m.",
        rich_help_panel=MANY,
    ),
]

Shuffle = Annotated[
    bool,
    typer.Option(
        "--shuffle",
        help="Send many events, or the steps of a scenario, in another order.",
        rich_help_panel=MANY,
    ),
]
