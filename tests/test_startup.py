import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from tests.processes import clean_environment
from webhookctl.cli import app
from webhookctl.cli._tree import read_tree
from webhookctl.flows.history import open_store

HEAVY = {
    "aiohappyeyeballs",
    "anyio",
    "asyncio",
    "certifi",
    "concurrent",
    "email",
    "h11",
    "httpcore",
    "httptools",
    "httpx",
    "importlib.metadata",
    "jmespath",
    "logging",
    "pydantic",
    "pygments",
    "pyngrok",
    "rich",
    "sqlite3",
    "ssl",
    "starlette",
    "uvicorn",
    "uvloop",
    "yaml",
}
"""Packages that cost more than the rest of the start together."""

STORE = {"sqlite3"}

COMMANDS = [command.name for command in read_tree(get_command(app)).commands]

PROBE = """
import json, sys
sys.argv[:1] = ["webhookctl"]
from webhookctl.__main__ import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
sys.stdout.flush()
sys.stderr.write(json.dumps(sorted(sys.modules)))
"""


def modules_of(home: Path, *arguments: str) -> set[str]:
    """Run the program in a fresh interpreter and return the modules that are loaded at the end."""
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        env=clean_environment(home),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return set(json.loads(ended.stderr.decode().splitlines()[-1]))


def loaded(modules: set[str], unwanted: set[str]) -> set[str]:
    return {one for one in unwanted if one in modules}


def test_version_loads_next_to_nothing(home: Path) -> None:
    own = {name for name in modules_of(home, "--version") if name.startswith("webhookctl")}
    assert own == {"webhookctl", "webhookctl.__main__"}


@pytest.mark.parametrize("source", ["providers", "events", "captures", "nonsense"])
def test_completion_does_without_the_parser(home: Path, source: str) -> None:
    modules = modules_of(home, "__complete", source, "=")
    assert loaded(modules, {"typer", "webhookctl.cli"}) == set()
    assert loaded(modules, HEAVY - STORE) == set()


def test_completion_of_providers_runs_no_file_of_theirs(home: Path) -> None:
    own = {one for one in modules_of(home, "__complete", "providers", "=") if "webhookctl." in one}
    assert {one for one in own if one.startswith("webhookctl.providers.")} == set()
    assert {one for one in own if one.startswith("webhookctl.core.")} <= {"webhookctl.core.secret"}


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_loads_nothing_heavy(home: Path, name: str) -> None:
    modules = modules_of(home, *filter(None, [name, "--help"]))
    assert loaded(modules, HEAVY) == set()
    rooms = {f"webhookctl.{room}" for room in ("delivery", "flows", "server", "store", "tunnels")}
    assert loaded(modules, rooms) == set()


def test_list_loads_the_store_and_no_other_room(home: Path, store_file: Path) -> None:
    open_store(store_file, create=True).close()
    modules = modules_of(home, "list")
    assert loaded(modules, HEAVY - STORE) == set()
    rooms = {f"webhookctl.{room}" for room in ("delivery", "providers", "server", "tunnels")}
    assert loaded(modules, rooms) == set()
    assert "webhookctl.store.sqlite" in modules
