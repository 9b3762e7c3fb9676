"""Makes new keys for tests and puts them into files."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from webhookctl.core.event import Facts
from webhookctl.core.key_form import KeyFile, NewKeys
from webhookctl.core.provider import Provider
from webhookctl.core.scheme import Scheme
from webhookctl.errors import UsageError
from webhookctl.flows.sign import scheme_to_sign
from webhookctl.flows.world import World


@dataclass(frozen=True, slots=True)
class MadeKeys:
    """Keys that are in files of a folder."""

    provider: Provider
    scheme: Scheme
    keys: NewKeys
    folder: Path

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the files of `keys` are, in the same order."""
        return tuple(self.folder / f"{self.name}-{file.ending}" for file in self.keys.files)

    @property
    def name(self) -> str:
        """What `--provider` takes for the scheme; the files begin with it."""
        first = self.scheme is self.provider.schemes[0]
        return self.provider.name if first else self.scheme.id


def make_keys(name: str, folder: Path, world: World, *, force: bool = False) -> MadeKeys:
    """Make keys for the provider or scheme of that name, in files of a folder.

    Private files are readable by their owner only. Nothing is overwritten without `force`. Raises
    UsageError for a provider that signs nothing, and for what cannot be written.
    """
    provider, scheme = scheme_to_sign(name)
    keys = scheme.key_form.make(Facts(world.now(), world.random_bits))
    made = MadeKeys(provider, scheme, keys, folder)
    if not force:
        _refuse_to_overwrite(made.paths)
    _make_folder(folder)
    for file, path in zip(keys.files, made.paths, strict=True):
        _put(file, path, force=force)
    return made


def _refuse_to_overwrite(paths: Sequence[Path]) -> None:
    there = next((path for path in paths if os.path.lexists(path)), None)
    if there is not None:
        raise _is_there(there)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise _cannot_write(folder, exc) from exc


def _put(file: KeyFile, path: Path, *, force: bool) -> None:
    """Write a file that is its owner's alone from the first moment, if it is private."""
    place = path.with_name(f".{path.name}.{os.getpid()}") if force else path
    try:
        _write_new(place, file)
        if force:
            place.replace(path)
    except FileExistsError as exc:
        raise _is_there(place) from exc
    except OSError as exc:
        with suppress(OSError):
            place.unlink(missing_ok=True)
        raise _cannot_write(path, exc) from exc


def _write_new(path: Path, file: KeyFile) -> None:
    mode = 0o600 if file.private else 0o644
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as new:
        new.write(file.content)


def _is_there(path: Path) -> UsageError:
    return UsageError(
        f"`{path}` is there already", hint="`--force` replaces it; `--out DIR` names another folder"
    )


def _cannot_write(path: Path, error: OSError) -> UsageError:
    reason = (error.strerror or type(error).__name__).lower()
    return UsageError(
        f"cannot write `{path}`: {reason}", hint="name a folder you may write to: `--out DIR`"
    )
