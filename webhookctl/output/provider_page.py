"""A provider on a page: how it signs, what that is worth, what it sends, and how sure this is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Part, Scheme
from webhookctl.core.scheme_words import (
    CERTAINTIES,
    EVIDENCE,
    algorithm_of,
    covered_words,
    detection_words,
    encoding_of,
    parameters_of,
    timestamp_words,
)
from webhookctl.output.attempts import pause
from webhookctl.output.console import Screen
from webhookctl.output.layout import laid_out
from webhookctl.output.policy import answers_words, retries_words
from webhookctl.output.safe import safe_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from webhookctl.core.directory import Entry

_WARNING = "yellow"
_LABEL = 13
"""Columns of the labels, all of them and two blanks."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A label and what there is to say: a text, or several that stand in a list."""

    label: str
    text: str = ""
    style: str = ""
    items: tuple[str, ...] = ()


def page_text(entry: "Entry", screen: Screen) -> str:
    """Return all that is known of a provider and the schemes of an entry, for people."""
    from rich.console import Group

    return laid_out(Group(*_parts(entry)), screen)


def _parts(entry: "Entry") -> "Iterator[RenderableType]":
    from rich.text import Text

    provider = entry.provider
    names = ", also ".join((provider.name, *provider.aliases))
    yield Text.assemble((safe_line(provider.title), "bold"), safe_line(f"  {names}"))
    for scheme in entry.schemes:
        yield Text()
        yield Text.assemble((safe_line(scheme.id), "bold cyan"), f"  {safe_line(scheme.title)}")
        yield _grid(_about_scheme(scheme))
    yield Text()
    yield Text("deliveries", "bold cyan")
    yield _grid(_about_deliveries(entry))


def _about_scheme(scheme: Scheme) -> Iterator[_Row]:
    recipe = scheme.recipe
    if isinstance(recipe, UnsignedRecipe):
        yield _Row("signature", f"{scheme.title} {recipe.claim}", _WARNING)
        yield _Row("instead", recipe.instead)
    else:
        yield from _about_signature(scheme)
    yield _Row("event type", scheme.event.describe())
    yield _Row("delivery id", scheme.delivery_id.describe())
    known = "; ".join(detection_words(scheme.detection))
    yield _Row("known by", known or "nothing in its requests")
    yield _Row("pitfalls", items=scheme.pitfalls)
    recalled = scheme.certainty == "recall"
    yield _Row("certainty", CERTAINTIES[scheme.certainty], _WARNING if recalled else "")
    yield _Row("sources", style="dim", items=scheme.sources)


def _about_signature(scheme: Scheme) -> Iterator[_Row]:
    header = f", in the header {scheme.signature_header}" if scheme.signature_header else ""
    yield _Row("signature", f"{algorithm_of(scheme)} as {encoding_of(scheme)}{header}")
    yield _Row("signed", scheme.string_to_sign)
    covered = Part.BODY in scheme.recipe.covers
    yield _Row("protects", covered_words(scheme), "" if covered else _WARNING)
    yield _Row("secret", scheme.secret_words)
    if scheme.key_form.is_pair:
        make = f"`webhookctl keys new {scheme.id}` makes a pair to test with"
        yield _Row("", f"only the provider can sign; {make}")
    if parameters := parameters_of(scheme):
        yield _Row("parameters", ", ".join(f"--param {name}=…" for name in parameters))
    yield _Row("timestamp", timestamp_words(scheme))
    yield _Row("rotation", scheme.rotation)


def _about_deliveries(entry: "Entry") -> Iterator[_Row]:
    provider = entry.provider
    events = [event.type for event in entry.events]
    if provider.any_event is not None:
        events.append("and any other type")
    yield _Row("events", ", ".join(events) or "none made here: give your own body with `--data`")
    for handshake in provider.handshakes:
        recalled = handshake.evidence is Evidence.RECALL
        yield _Row("handshake", _handshake(handshake), _WARNING if recalled else "")
    yield from _about_retries(provider.retry)


def _about_retries(policy: RetryPolicy | None) -> Iterator[_Row]:
    if policy is None:
        yield _Row("retries", "not known here")
        return
    approximate = "" if policy.exact or not policy.published else "approximate: "
    yield _Row("retries", approximate + retries_words(policy), "" if policy.exact else _WARNING)
    yield _Row("", policy.note or "")
    yield _Row("accepts", answers_words(policy))
    yield _Row("disable rule", policy.disable_rule or "")
    yield _Row("sources", style="dim", items=policy.sources)


def _handshake(handshake: Handshake) -> str:
    """Say what is asked when, what `listen` answers, and how well that is known."""
    limit = "" if handshake.timeout is None else f" within {pause(handshake.timeout)}"
    asked = f"{handshake.title} ({handshake.when})"
    return f"{asked}: {handshake.responder.describe()}{limit}; {EVIDENCE[handshake.evidence]}"


def _grid(rows: Iterable[_Row]) -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim", min_width=_LABEL)
    grid.add_column(overflow="fold")
    for row in rows:
        if row.text or row.items:
            grid.add_row(Text(f"  {row.label}"), _value(row))
    return grid


def _value(row: _Row) -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    if not row.items:
        return Text(safe_line(row.text), row.style)
    several = Table.grid(padding=(0, 1))
    several.add_column()
    several.add_column(overflow="fold")
    for item in row.items:
        several.add_row(Text("-", row.style), Text(safe_line(item), row.style))
    return several
