"""`webhookctl list --sent`: what was sent, newest first."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from webhookctl.cli._context import Context
from webhookctl.cli._list_provider import stored_name
from webhookctl.core.ports import DeliveryQuery

if TYPE_CHECKING:
    from webhookctl.core.ports import DeliveryRow

_NOTHING = "nothing has been sent yet; `webhookctl send` sends"


def list_sent(context: Context, query: DeliveryQuery, *, json: bool, may_be_new: bool) -> bool:
    """Print the deliveries that match; say whether there are more than the query's limit.

    `may_be_new` is for a store that nobody named: one that is not there yet is none that is lost.
    """
    if may_be_new and not context.store_path.exists():
        stored_name(query.provider, lambda _: ())
        _say(_NOTHING)
        return False
    more = None if query.limit is None else query.limit + 1
    with closing(context.store()) as opened:
        name = stored_name(
            query.provider,
            lambda name: opened.delivery_rows(DeliveryQuery(provider=name, limit=1)),
        )
        query = replace(query, provider=name)
        rows = iter(opened.delivery_rows(replace(query, limit=more)))
        first = next(rows, None)
        if first is None:
            _say(_NOTHING if query == DeliveryQuery(limit=query.limit) else "no delivery matches")
            return False
        found = islice(chain([first], rows), query.limit)
        _print(_json_lines(found) if json else _lines(found, context.world.now()))
        return next(rows, None) is not None


def _print(lines: Iterable[str]) -> None:
    from webhookctl.output.console import screen_of, write

    write(sys.stdout, map(screen_of(sys.stdout).encode, lines))


def _lines(rows: "Iterable[DeliveryRow]", now: float) -> Iterator[str]:
    from webhookctl.output.console import screen_of
    from webhookctl.output.deliveries import sent_lines

    return (f"{line}\n" for line in sent_lines(rows, screen_of(sys.stdout), now))


def _json_lines(rows: "Iterable[DeliveryRow]") -> Iterator[str]:
    from webhookctl.output.deliveries import sent_row_fields
    from webhookctl.output.jsonl import dumped

    return (dumped(sent_row_fields(row)) for row in rows)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
