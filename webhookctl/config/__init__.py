"""Settings from outside the program: the store's place, secrets by reference, plain options."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from webhookctl.core.secret import Secret
from webhookctl.errors import UsageError

STORE_VARIABLE = "WEBHOOKCTL_STORE"

_UNITS = {"": 1, "b": 1, "k": 1024, "kib": 1024, "kb": 1000, "m": 1024**2, "mib": 1024**2}
_UNITS |= {"mb": 1000**2, "g": 1024**3, "gib": 1024**3, "gb": 1000**3}
_KINDS = ("env", "file")
_SECONDS = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_LONGEST = 3653 * 86400.0


def store_path(given: Path | None = None) -> Path:
    """Return the store's place: the option, else `WEBHOOKCTL_STORE`, else the data folder."""
    if given is not None:
        return given
    if from_environment := os.environ.get(STORE_VARIABLE):
        return Path(from_environment)
    from platformdirs import user_data_path

    return user_data_path("webhookctl", appauthor=False) / "webhookctl.sqlite3"


def key_folder() -> Path:
    """Return where keys that were fetched are kept: in the user's cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("webhookctl", appauthor=False) / "keys"


def read_secret(reference: str) -> Secret:
    """Return the secret behind `env:NAME`, `file:PATH` or a literal.

    A file's one trailing line break is not part of its secret. Raises UsageError when there is
    no such variable or file, or nothing in it, and for `ENV:NAME`, the name of a variable that is
    set, and the like: that is no secret.
    """
    kind, colon, rest = reference.partition(":")
    if colon and kind == "env":
        return _secret_from_environment(rest)
    if colon and kind == "file":
        return _secret_from_file(rest)
    if not reference:
        raise UsageError("the secret is empty", hint="give it as `env:NAME` or `file:PATH`")
    if colon and (meant := _nearest(kind.lower(), _KINDS, 0.65)):
        raise UsageError(
            f"a secret is not given with `{kind}:`",
            hint=f"did you mean `{meant}:`? A secret that begins so can be given by `file:PATH`",
        )
    name = reference.removeprefix("$").strip("{}")
    if name in os.environ:
        raise UsageError(
            f"`{reference}` is the name of an environment variable, not a secret",
            hint=f"did you mean `env:{name}`? Or give a secret that looks so by `file:PATH`",
        )
    return Secret("literal", reference.encode())


def is_text(value: str) -> bool:
    """Say whether a value from outside is text that UTF-8 has bytes for.

    Half a surrogate pair is not: other bytes on the command line become such, and JSON may hold it.
    """
    return not any("\ud800" <= character <= "\udfff" for character in value)


def is_literal(reference: str) -> bool:
    """Say whether a secret reference holds the secret itself, so that it stays in shell history."""
    return not reference.startswith(("env:", "file:"))


def _nearest(word: str, words: Iterable[str], likeness: float) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, words, 1, likeness)), None)


def _secret_from_environment(name: str) -> Secret:
    value = os.environ.get(name)
    if not name:
        raise UsageError("`--secret env:` names no variable", hint="write it like `env:NAME`")
    if value is None:
        near = _nearest(name, os.environ, 0.8)
        raise UsageError(
            f"the environment variable `{name}` of `--secret env:{name}` is not set",
            hint=(f"did you mean `env:{near}`? Or " if near else "")
            + f"set it, for example `export {name}=…`, or use `--secret file:PATH`",
        )
    if not value:
        raise UsageError(f"the environment variable `{name}` is empty", hint="set it to the secret")
    return Secret(f"env:{name}", value.encode())


def _secret_from_file(path: str) -> Secret:
    try:
        value = Path(path).expanduser().read_bytes()
    except OSError as exc:
        reason = (exc.strerror or type(exc).__name__).lower()
        raise UsageError(
            f"cannot read the secret file `{path}`: {reason}", hint="check the path after `file:`"
        ) from exc
    value = value.removesuffix(b"\n").removesuffix(b"\r")
    if not value:
        raise UsageError(f"the secret file `{path}` is empty", hint="put the secret in it")
    return Secret(f"file:{path}", value)


def parse_size(text: str) -> int:
    """Return the bytes that `512`, `64k`, `25MiB` or `1GB` mean. Raises UsageError."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", text)
    if match is None or match[2].lower() not in _UNITS:
        raise UsageError(f"`{text}` is not a size", hint="write it like `512k`, `25MiB` or `1GB`")
    return int(float(match[1]) * _UNITS[match[2].lower()])


def parse_duration(text: str) -> float:
    """Return the seconds that `90`, `500ms`, `10m`, `2h` or `7d` mean. Raises UsageError."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", text)
    if match is None or match[2].lower() not in _SECONDS:
        raise UsageError(
            f"`{text}` is not a duration", hint="write it like `500ms`, `30s`, `10m`, `2h` or `7d`"
        )
    seconds = float(match[1]) * _SECONDS[match[2].lower()]
    if seconds > _LONGEST:
        raise UsageError(f"`{text}` is longer than 10 years", hint="shorten it")
    return seconds
