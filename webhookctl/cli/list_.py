"""`webhookctl list`: what was captured, newest first."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated

import typer

from webhookctl.cli._context import make_context
from webhookctl.cli._list_provider import stored_name
from webhookctl.cli._list_sent import list_sent
from webhookctl.cli._options import AsJson, StorePath
from webhookctl.config import parse_duration
from webhookctl.core.ports import CaptureQuery, CaptureRow, DeliveryQuery
from webhookctl.errors import UsageError

if TYPE_CHECKING:
    from webhookctl.core.ports import Store

DEFAULT_LIMIT = 20

_NOTHING = "nothing has been captured yet; `webhookctl listen` captures"


def list_captures(
    method: Annotated[
        str | None, typer.Option("--method", "-m", metavar="METHOD", help="Only this method.")
    ] = None,
    path: Annotated[
        str | None,
        typer.Option("--path", metavar="PATH", help="Only this path, as sent (without query)."),
    ] = None,
    path_prefix: Annotated[
        str | None,
        typer.Option("--path-prefix", metavar="TEXT", help="Only paths that begin like this."),
    ] = None,
    provider: Annotated[
        str | None,
        typer.Option("--provider", metavar="NAME", help="Only this provider, e.g. stripe."),
    ] = None,
    event: Annotated[
        str | None,
        typer.Option("--event", metavar="TYPE", help="Only this event type, e.g. push."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="TIME",
            help="Only since then: 10m, 2h, 7d ago, or a date and time (2026-11-24T10:42).",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=0, help="At most so many; 0 for all.")
    ] = DEFAULT_LIMIT,
    sent: Annotated[
        bool, typer.Option("--sent", help="What `send` and `replay` sent, instead of captures.")
    ] = False,
    json: AsJson = False,
    store: StorePath = None,
) -> None:
    """List captured requests, newest first.

    The id in the first column is what `show` and `replay` take. With --sent it is what was sent,
    with its target, the number of attempts and how the last one ended; --provider, --event,
    --since and --limit choose from it, and `show` takes its ids.

    Examples:

        webhookctl list --provider stripe --since 1h
        webhookctl list --path-prefix /hooks --limit 0 --json
        webhookctl list --sent --provider stripe
    """
    context = make_context(store)
    now = context.world.now()
    if sent:
        _refuse({"--method": method, "--path": path, "--path-prefix": path_prefix})
        since_ = None if since is None else _since(since, now)
        wanted = DeliveryQuery(provider=provider, event=event, since=since_, limit=limit or None)
        more = list_sent(context, wanted, json=json, may_be_new=store is None)
        _say_more(limit, more=more)
        return
    query = CaptureQuery(
        method=method,
        path=path,
        path_prefix=path_prefix,
        provider=provider,
        event=event,
        since=None if since is None else _since(since, now),
        limit=limit + 1 if limit else None,
    )
    if store is None and not context.store_path.exists():
        stored_name(provider, lambda _: ())
        _say(_NOTHING)
        return
    with closing(context.store()) as opened:
        name = stored_name(provider, lambda name: opened.rows(CaptureQuery(provider=name, limit=1)))
        query = replace(query, provider=name)
        rows = iter(opened.rows(query))
        first = next(rows, None)
        if first is None:
            _say(_NOTHING if query == CaptureQuery(limit=query.limit) else "no capture matches")
            return
        found = islice(chain([first], rows), limit or None)
        _print(_json_lines(found, opened) if json else _lines(found, now))
        _say_more(limit, more=next(rows, None) is not None)


def _refuse(of_captures: dict[str, str | None]) -> None:
    given = next((name for name, value in of_captures.items() if value is not None), None)
    if given is not None:
        raise UsageError(
            f"`{given}` is about captures, not about what was sent",
            hint="choose with `--provider`, `--event` and `--since`",
        )


def _say_more(limit: int, *, more: bool) -> None:
    if more and limit == DEFAULT_LIMIT:
        _say(f"these are the {limit} newest; `--limit 0` lists all")


def _print(lines: Iterable[str]) -> None:
    from webhookctl.output.console import screen_of, write

    write(sys.stdout, map(screen_of(sys.stdout).encode, lines))


def _lines(rows: Iterable[CaptureRow], now: float) -> Iterator[str]:
    from webhookctl.output.console import screen_of
    from webhookctl.output.history import list_lines

    return (f"{line}\n" for line in list_lines(rows, screen_of(sys.stdout), now))


def _json_lines(rows: Iterable[CaptureRow], store: "Store") -> Iterator[str]:
    from webhookctl.flows.senders import senders_of_row
    from webhookctl.output.jsonl import candidate_fields, dumped, row_fields

    for row in rows:
        candidates = [candidate_fields(one) for one in senders_of_row(store, row)]
        yield dumped({**row_fields(row), "candidates": candidates})


def _since(text: str, now: float) -> float:
    """Return Unix seconds for how long ago, or for a date and time (the reader's own, or `Z`)."""
    try:
        return now - parse_duration(text)
    except UsageError:
        pass
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"`{text}` is not a time",
            hint="write how long ago (`10m`, `2h`, `7d`) or when (`2026-11-24T10:42`)",
        ) from None


def _say(text: str) -> None:
    from webhookctl.output.safe import safe

    sys.stderr.write(f"{safe(text)}\n")
