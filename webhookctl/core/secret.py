"""Signing secrets: bytes with a name that may be shown; the bytes never are."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Secret:
    """A signing secret. `name` is its reference: `env:NAME`, `file:PATH` or `literal`."""

    name: str
    value: bytes = field(repr=False)
