"""Lengths of time for people."""

_UNITS = ((86_400, "days"), (3600, "h"), (60, "min"))


def span(seconds: float) -> str:
    """Return a length of time, exact while it is short: `45 s`, `301 s`, `5 min`, `3 days`."""
    for size, unit in _UNITS:
        if seconds >= 10 * size or (seconds >= 2 * size and seconds % size == 0):
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 1 or not seconds else f"{seconds * 1000:.0f} ms"
