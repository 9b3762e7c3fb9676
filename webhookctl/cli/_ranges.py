"""Ranges of numbers as people say them; Click writes `1<=x<=1000`."""

import re

_RANGE = re.compile(r"(?:(\d+)<=)?x(?:>=(\d+)|<=(\d+))")
_NOTE = re.compile(rf"(?<=[\[ ])({_RANGE.pattern})(?=\]$)")


def in_words(text: str) -> str:
    """Return `1 to 1000` for `1<=x<=1000`, `1 or more` for `x>=1`, and anything else as it is."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return text
    least, alone, most = found.groups()
    if alone is not None:
        return f"{alone} or more"
    return f"{least} to {most}" if least is not None else f"{most} or less"


def with_words(text: str) -> str:
    """Return the text of an option in help with the range at its end in words."""
    return _NOTE.sub(lambda found: in_words(found[1]), text)
