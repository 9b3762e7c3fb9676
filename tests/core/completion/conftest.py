"""A folder with a stub of the program on its path, shared by the questions of one shell."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.completion.sample import STUB
from tests.processes import clean_environment
from tests.shells import SHELLS

Offers = Callable[[str], set[str]]
"""Returns what a shell offers for a line."""


@pytest.fixture(scope="module")
def make_offers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Offers]:
    """Makes the function that asks a shell, given its name and script."""
    folder = tmp_path_factory.mktemp("shell")
    (folder / "some.json").touch()
    (folder / "inner").mkdir()
    (folder / "bin").mkdir()
    stub = folder / "bin" / "webhookctl"
    stub.write_text(STUB)
    stub.chmod(0o755)
    environment = clean_environment(folder, {"TERM": "xterm", "LC_ALL": "C.UTF-8"})
    environment["PATH"] = f"{stub.parent}{os.pathsep}{environment['PATH']}"

    def make(name: str, text: str) -> Offers:
        shell = next(one for one in SHELLS if one.name == name)
        script = Path(folder, shell.file_name)
        script.write_text(text)
        return lambda line: shell.offers(script, line, environment, folder)

    return make
