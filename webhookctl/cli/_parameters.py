"""What schemes and handshakes need beside a secret, from `--param name=value`."""

from collections.abc import Iterable

from webhookctl.config import is_text
from webhookctl.errors import UsageError


def parameters(texts: Iterable[str] | None) -> dict[str, str]:
    """Return the values by their names, the last of a name; none for None. Raises UsageError."""
    return dict(map(_parameter, texts or ()))


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise UsageError(f"`{text}` is no parameter", hint="write it like `--param name=value`")
    if not is_text(text):
        raise UsageError(f"the parameter `{name}` is no UTF-8", hint="write it in UTF-8")
    return name, value
