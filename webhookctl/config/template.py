"""The template of a recipe of the user's own: what is signed, in parts."""

import re
from collections.abc import Mapping

from webhookctl.config.places import HEADER_NAME
from webhookctl.config.table import Table
from webhookctl.core.scheme import TimestampRule

DEFAULT = "{body}"

_PART = re.compile(r"\{([^{}]*)\}|[^{}]+|[{}]")
_ALLOWED = "`{body}`, `{timestamp}`, `{id}`, `{url}`, `{method}`, `{header:NAME}`"
_AS_THEY_ARE = ("body", "url", "method")


def template_text(table: Table) -> str:
    """Return the template as it is written. Raises UsageError for what is no text."""
    return table.text("template") or DEFAULT


def template_parts(
    table: Table, timestamp: TimestampRule | None, id_header: str | None
) -> tuple[str, ...]:
    """Return the parts of the template as the recipes of `core` have them.

    Raises UsageError for a placeholder that is unknown or stands for nothing, for a timestamp
    that is not signed, and for a template without placeholders.
    """
    named = {
        "id": f"{{header:{id_header}}}" if id_header else None,
        "timestamp": f"{{{timestamp.source}}}" if timestamp else None,
    }
    parts = tuple(_part(table, match, named) for match in _PART.finditer(template_text(table)))
    if not any(part.startswith("{") for part in parts):
        hint = f"what signs nothing fits every request; allowed: {_ALLOWED}"
        raise table.wrong("template", "has nothing of the request in it", hint)
    if timestamp is not None and named["timestamp"] not in parts:
        hint = "add `{timestamp}` to it, or leave out `timestamp`: what is not signed can be forged"
        raise table.wrong("template", "does not have the timestamp in it", hint)
    return parts


def _part(table: Table, match: re.Match[str], named: Mapping[str, str | None]) -> str:
    word = match[1]
    if word is None:
        if match[0] in "{}":
            hint = f"braces stand around a name: {_ALLOWED}"
            raise table.wrong("template", f"has a lone `{match[0]}`", hint)
        return match[0]
    if word in _AS_THEY_ARE:
        return match[0]
    if word in named:
        part = named[word]
        if part is None:
            hint = f'say where it stands, like `{word} = "header:X-{word.title()}"`'
            raise table.wrong("template", f"has `{match[0]}`, and no header is known for it", hint)
        return part
    kind, _, name = word.partition(":")
    if kind != "header" or not HEADER_NAME.fullmatch(name):
        raise table.wrong("template", f"cannot have `{match[0]}`", f"allowed: {_ALLOWED}")
    return _as_named(match[0], named)


def _as_named(part: str, named: Mapping[str, str | None]) -> str:
    """Return a header's placeholder in the spelling that it has as `id` or `timestamp`."""
    return next((one for one in named.values() if one and one.lower() == part.lower()), part)
