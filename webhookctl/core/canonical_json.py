"""JSON written in one way (RFC 8785), which some senders sign instead of what they send."""

import json
import math
import re
from decimal import Decimal

from webhookctl.core.locate import parsed

_EXPONENT = re.compile(r"e([+-])0*(\d)")
_LARGEST_PLAIN = 1e21
_SMALLEST_PLAIN = 1e-6


def canonical(data: bytes) -> bytes | None:
    """Return JSON in its canonical form, or None when it is none (or has no such form).

    Of names that are repeated the last one counts.
    """
    value = parsed(data)
    try:
        return None if value is None else _written(value).encode()
    except (ValueError, TypeError, RecursionError, OverflowError):
        return None


def _written(value: object) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_written(name)}:{_written(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(float(value))
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """Return a number as ECMAScript writes it (RFC 8785 section 3.2.2.3)."""
    if not math.isfinite(value):
        raise ValueError("not a JSON number")
    size = abs(value)
    if size != 0 and not _SMALLEST_PLAIN <= size < _LARGEST_PLAIN:
        return _EXPONENT.sub(r"e\1\2", repr(value))
    text = format(Decimal(repr(size)), "f")  # the fewest digits that tell it from others
    return ("-" if value < 0 else "") + text.removesuffix(".0")
