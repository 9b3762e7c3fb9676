"""Where a recipe of the user's own finds time, id and event type in a request."""

import re

from webhookctl.config import parse_duration
from webhookctl.config.table import Table, kind_of
from webhookctl.core.locate import NOWHERE, InHeader, InJson, Locator
from webhookctl.core.scheme import TimestampRule
from webhookctl.errors import UsageError

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a header may be called (RFC 9110 section 5.6.2)."""

FIELD_NAME = re.compile(r"[0-9A-Za-z_.-]+")
"""What a field of a signature header may be called."""

UNITS = ("s", "ms", "iso8601")

_TOLERANCE = 300.0
_PATH = re.compile(r"\$((?:\.[^.\[\]\s\"']+|\[[0-9]{1,9}\])+)")
_TIME_HINT = (
    'write it like `timestamp = "header:X-Timestamp"`, or `timestamp = "field:t"` for a field of '
    "the signature header"
)


def place_of(table: Table, key: str) -> Locator:
    """Return where an id or event type stands: `header:NAME` or `json:$.path`. UsageError."""
    text = table.text(key)
    if text is None:
        return NOWHERE
    kind, _, name = text.partition(":")
    if kind == "header" and HEADER_NAME.fullmatch(name):
        return InHeader(name)
    match = _PATH.fullmatch(name)
    if kind == "json" and match is not None:
        return InJson(match[1].replace("[", ".").replace("]", "").lstrip("."))
    hint = f'write it like `{key} = "header:X-Name"` or `{key} = "json:$.data.id"`'
    raise table.wrong(key, f"cannot be `{text}`", hint)


def path_in_body(table: Table, key: str) -> str:
    """Return the path of a place in the body as `--set` takes it."""
    return (table.text(key) or "").partition("$")[2].lstrip(".")


def timestamp_of(table: Table) -> TimestampRule | None:
    """Return where the timestamp stands, how it is written, and how old it may be. UsageError."""
    place = table.text("timestamp")
    if place is None:
        for key in ("tolerance", "timestamp_unit"):
            if key in table.values:
                raise table.wrong(key, "needs `timestamp`", _TIME_HINT)
        return None
    kind, _, name = place.partition(":")
    fits = {"header": HEADER_NAME, "field": FIELD_NAME}.get(kind)
    if fits is None or not fits.fullmatch(name):
        raise table.wrong("timestamp", f"cannot be `{place}`", _TIME_HINT)
    if kind == "field" and "field" not in table.values:
        hint = 'name the field of the signature beside it, like `field = "v1"`'
        raise table.wrong("timestamp", "is a field, but the signature is none", hint)
    source = f"kv:{name}" if kind == "field" else place
    return TimestampRule(source, table.choice("timestamp_unit", UNITS, "s"), _tolerance(table))


def _tolerance(table: Table) -> float | None:
    value = table.values.get("tolerance", _TOLERANCE)
    hint = 'write seconds, or like `tolerance = "5m"`; with `tolerance = "none"` none is too old'
    if isinstance(value, str):
        if value.strip().lower() == "none":
            return None
        try:
            return parse_duration(value)
        except UsageError:
            raise table.wrong("tolerance", f"cannot be `{value}`", hint) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise table.wrong("tolerance", f"is {kind_of(value)}, not a duration", hint)
    if not 0 <= value < float("inf"):
        raise table.wrong("tolerance", f"cannot be `{value}`", hint)
    return float(value)
