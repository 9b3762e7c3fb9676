"""A table of a configuration file: its values by their keys, and what is wrong with them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from webhookctl.errors import UsageError

_KINDS = {
    bool: "a truth value",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a table",
    str: "a text",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table called `name` in a file. Its values are read by kind; another kind is an error."""

    name: str
    file: str
    values: Mapping[str, object]

    def wrong(self, key: str, what: str, hint: str) -> UsageError:
        """Return the error that something is wrong with the value of a key."""
        return UsageError(f"`{key}` of `[{self.name}]` in `{self.file}` {what}", hint=hint)

    def table(self, key: str) -> "Table":
        """Return the table under a key; an empty one where there is none. Raises UsageError."""
        name = f"{self.name}.{key}" if self.name else key
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise UsageError(
                f"`{name}` in `{self.file}` is {kind_of(value)}, not a table",
                hint=f"write it like `[{name}]` on a line of its own",
            )
        return Table(name, self.file, value)

    def text(self, key: str) -> str | None:
        """Return a text, None where there is none. Raises UsageError for an empty one as well."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            hint = f'write it in quotes: `{key} = "…"`'
            raise self.wrong(key, f"is {kind_of(value)}, not a text", hint)
        if not value:
            raise self.wrong(key, "is empty", "leave the key out, or give it a value")
        return value

    def text_like(self, key: str, pattern: re.Pattern[str], words: str) -> str | None:
        """Return a text that fits a pattern as a whole, None where there is none.

        Raises UsageError that says in words what it has to be.
        """
        value = self.text(key)
        if value is not None and not pattern.fullmatch(value):
            raise self.wrong(key, f"cannot be `{value}`", f"it has to be {words}")
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str) -> str:
        """Return one of the allowed texts. Raises UsageError that lists them."""
        value = self.text(key)
        if value is None:
            return default
        known = tuple(allowed)
        if value not in known:
            raise self.wrong(key, f"cannot be `{value}`", _guess(value, known))
        return value

    def allow(self, keys: Iterable[str]) -> None:
        """Raise UsageError for a key that is none of these; it names the nearest."""
        known = tuple(keys)
        for key in self.values:
            if key not in known:
                where = f"`[{self.name}]` in `{self.file}`" if self.name else f"`{self.file}`"
                raise UsageError(f"{where} has an unknown key `{key}`", hint=_guess(key, known))


def kind_of(value: object) -> str:
    """Return what kind of value TOML has read, in words."""
    return _KINDS.get(type(value), "a date or time")


def _guess(typed: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(typed.lower(), known, n=1, cutoff=0.6)
    did_you_mean = f"did you mean `{near[0]}`? " if near and len(known) > 1 else ""
    return f"{did_you_mean}allowed: {', '.join(f'`{one}`' for one in known)}"
