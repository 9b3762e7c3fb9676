"""What schemes and handshakes need beside a secret, from `--param name=value`."""

from collections.abc import Iterable

from webhookctl.errors import UsageError


def parameters(texts: Iterable[str] | None) -> dict[str, str]:
    """Return the values by their names, the last of a name; none for None. Raises UsageError."""
    return dict(map(_parameter, texts or ()))


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise UsageError(f"`{text}` is no parameter", hint="write it like `--param name=value`")
    return name, value
