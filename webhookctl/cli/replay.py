"""`webhookctl replay`: send captured requests again."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from webhookctl.cli._context import make_context
from webhookctl.cli._options import (
    SIGNATURE,
    AsJson,
    Authorities,
    ClientCertificate,
    ClientKey,
    Insecure,
    Parameters,
    ProviderName,
    StorePath,
    UnixSocket,
)
from webhookctl.cli._parameters import parameters
from webhookctl.cli._sending import Report, complain, end_stopped, one_secret, run_until_done
from webhookctl.cli._wire import connection_of
from webhookctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from webhookctl.core.model import Attempt
    from webhookctl.core.ports import Store
    from webhookctl.flows.replay import Replay, Replayed, Resigning
    from webhookctl.flows.world import World

TARGET = "Where it is sent, and what should come back"


def replay(
    references: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="Ids, unambiguous prefixes, last or last~N."),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="URL",
            help="Where to send them.",
            show_default=False,
            rich_help_panel=TARGET,
        ),
    ] = "",
    resign: Annotated[
        bool,
        typer.Option(
            "--resign",
            help="Sign anew, with a fresh timestamp where there is one.",
            rich_help_panel=SIGNATURE,
        ),
    ] = False,
    secret: Annotated[
        str | None,
        typer.Option(
            "--secret",
            metavar="REF",
            help="What to sign with: env:NAME, file:PATH or the secret.",
            rich_help_panel=SIGNATURE,
        ),
    ] = None,
    provider: ProviderName = None,
    param: Parameters = None,
    expect: Annotated[
        str,
        typer.Option(
            "--expect",
            metavar="STATUS",
            help="The answer that is right: 2xx, 404, 200-299, or a list.",
            rich_help_panel=TARGET,
        ),
    ] = "2xx",
    timeout: Annotated[
        str,
        typer.Option(
            "--timeout",
            metavar="TIME",
            help="How long to wait for each answer.",
            rich_help_panel=TARGET,
        ),
    ] = "30s",
    insecure: Insecure = False,
    cacert: Authorities = None,
    cert: ClientCertificate = None,
    key: ClientKey = None,
    unix_socket: UnixSocket = None,
    json: AsJson = False,
    store: StorePath = None,
) -> None:
    """Send captured requests again, byte for byte.

    Method, body and headers are those of the capture, in their order; only Host is the new
    target's, and what speaks of one connection (Connection, Transfer-Encoding, Expect…) is left
    out. The captured path and query are appended to the URL: `/hook?a=1` sent to
    `http://app/base` goes to `/base/hook?a=1`. No redirects are followed.

    --resign puts a fresh timestamp and signature in place of the old ones and keeps the id, so
    that receivers take old captures; --provider is needed only where the capture does not tell,
    --param where the scheme needs more than its secret.

    Attempts are recorded in the store. Exit 0: every answer was as expected; 1: not,
    or ended by SIGTERM; 130: by Ctrl-C.

    Examples:

        webhookctl replay last --to http://localhost:3000
        webhookctl replay last~2 last~1 last --to http://localhost:3000 --expect 2xx,409 --json
        webhookctl replay last --to http://localhost:3000 --resign --secret env:STRIPE_SECRET
    """
    from webhookctl.core.retry import parse_statuses
    from webhookctl.core.url import parse_url
    from webhookctl.flows.policy import parse_timeout
    from webhookctl.flows.replay import Replay, find_captures, replay_policy

    if not references:
        raise UsageError("say which captures", hint="like `webhookctl replay last --to URL`")
    if not to:
        guess = next((f"did you mean `--to {one}`? " for one in references if "://" in one), "")
        raise UsageError(
            "say where to send them", hint=f"{guess}add the URL, like `--to http://localhost:3000`"
        )
    policy = replay_policy(parse_statuses(expect), parse_timeout(timeout))
    url = parse_url(to)
    connection = connection_of(
        url, insecure=insecure, cacert=cacert, cert=cert, key=key, unix_socket=unix_socket
    )
    resigning = _resigning(secret, provider, parameters(param), resign=resign)
    how = Replay(url, policy, resigning, connection)
    context = make_context(store)
    kept = context.store()
    try:
        _replay(how, find_captures(kept, references), kept, context.world, Report(json=json))
    finally:
        kept.close()


def _replay(
    how: "Replay", ids: Sequence[str], store: "Store", world: "World", report: Report
) -> NoReturn:
    from webhookctl.flows.ledger import Ledger
    from webhookctl.flows.replay import replay_all
    from webhookctl.output.attempts import failure_hints, replay_summary, replayed_line

    done: list[Attempt] = []
    ledger = Ledger(lambda: store, complain)

    async def run() -> None:
        async with aclosing(replay_all(how, ids, store, ledger, world)) as all_replayed:
            async for replayed in all_replayed:
                done.append(replayed.delivery.attempts[-1])
                _tell(report, replayed)

    stopped = run_until_done(run())
    summary = replay_summary(
        done, len(ids), recorded=ledger.recorded, interrupted=stopped is not None
    )
    report.tell(lambda screen: replayed_line(done, len(ids), screen), lambda: summary)
    if stopped is not None:
        end_stopped(report, stopped)
    report.say(lambda _: failure_hints(done))
    raise typer.Exit(ExitCode.OK if all(one.accepted for one in done) else ExitCode.FAILED)


def _tell(report: Report, replayed: "Replayed") -> None:
    from webhookctl.output.attempts import replayed_fields, replayed_lines

    report.tell(
        lambda screen: replayed_lines(replayed.capture, replayed.delivery.attempts[-1], screen),
        lambda: replayed_fields(replayed.delivery),
    )


def _resigning(
    secret: str | None, provider: str | None, params: Mapping[str, str], *, resign: bool
) -> "Resigning | None":
    from webhookctl.config.known import find
    from webhookctl.flows.replay import Resigning

    if provider is not None:
        find(provider)
    given = one_secret(secret)
    if resign and given is None:
        raise UsageError(
            "`--resign` needs the secret to sign with",
            hint="give it with `--secret env:NAME` or `--secret file:PATH`",
        )
    if not resign and (given is not None or provider is not None or params):
        raise UsageError(
            "a secret, a provider or a parameter is only needed to sign anew", hint="add `--resign`"
        )
    return Resigning(given, provider, params) if resign and given is not None else None
