"""The configuration files: where they are looked for, and what they say."""

from collections.abc import Mapping
from pathlib import Path

from webhookctl.errors import UsageError

FILE_NAME = "webhookctl.toml"
"""What the file is called, in a project and in the user's folder of settings."""


def config_files() -> tuple[Path, ...]:
    """Return the files there are, whose word counts most first.

    That is the project's own (in the current folder, or the nearest one above it), and then the
    user's.
    """
    found = dict.fromkeys(path for path in (_of_project(), _of_user()) if path is not None)
    return tuple(found)


def read_config(path: Path) -> Mapping[str, object]:
    """Return what a file says, as TOML reads it. Raises UsageError that says where it is wrong."""
    import tomllib

    try:
        return tomllib.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except OSError as exc:
        reason = (exc.strerror or type(exc).__name__).lower()
        raise UsageError(f"cannot read `{path}`: {reason}", hint="make it readable") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(f"`{path}` is no UTF-8 text", hint="save it as UTF-8") from exc
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        what = str(exc) if isinstance(exc, tomllib.TOMLDecodeError) else "nested too deep"
        hint = 'texts stand in quotes: `header = "X-Signature"`; see https://toml.io'
        raise UsageError(f"`{path}` is no TOML: {what[:1].lower()}{what[1:]}", hint=hint) from exc


def _of_project() -> Path | None:
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return None
    files = (folder / FILE_NAME for folder in (here, *here.parents))
    return next(filter(_is_file, files), None)


def _of_user() -> Path | None:
    from platformdirs import user_config_path

    path = user_config_path("webhookctl", appauthor=False) / FILE_NAME
    return path if _is_file(path) else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may not be looked into
        return False
