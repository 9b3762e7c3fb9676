import ast
import re
from pathlib import Path

import pytest

from tests.__main__ import STEPS

ROOT = Path(__file__).parents[1]

SOURCES = sorted(ROOT.glob("webhookctl/**/*.py"))

TESTS = sorted(ROOT.glob("tests/**/*.py"))

EVERYTHING = [*SOURCES, *TESTS]

MAX_LINES = 400

SHUNNED = {"util", "utils", "helper", "helpers", "manager", "managers", "base", "common", "misc"}

NEVER = re.compile(
    r"\b(TODO|FIXME|XXX|HACK)\b|issue #?\d|/work/|/tmp/(?!\.)|\bmonkeypatch\.setattr\(webhookctl"
)
"""What no file holds: promises for later, trackers, and places on somebody's machine."""

TESTED_ELSEWHERE = {
    "__main__.py": "tests/cli/test_main.py",
    "core/ports.py": "tests/store/test_sqlite.py",
    "core/provider.py": "tests/providers/test_contract.py",
    "errors.py": "tests/cli/test_errors.py",
    "tunnels/_guard.py": "tests/tunnels/test_child.py",
}
"""Values and words that others give a meaning to."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def home_of_tests(source: Path) -> Path:
    """Return where the tests of a source file are: the same tree, `test_` before its name."""
    relative = source.relative_to(ROOT / "webhookctl")
    if elsewhere := TESTED_ELSEWHERE.get(relative.as_posix()):
        return ROOT / elsewhere
    return ROOT / "tests" / relative.parent / f"test_{source.stem.strip('_')}.py"


def defines_something(source: Path) -> bool:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(isinstance(node, kinds) for node in ast.walk(ast.parse(source.read_text("utf-8"))))


def is_provider_data(source: Path) -> bool:
    """Whether a file is a provider's, which the contract test of all providers collects."""
    return "providers" in source.relative_to(ROOT).parts[1:-1]


TESTED = [
    source
    for source in SOURCES
    if source.name != "__init__.py" and defines_something(source) and not is_provider_data(source)
]


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_file_is_small(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= MAX_LINES


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_name_says_what_is_inside(path: Path) -> None:
    words = set(re.split(r"[_\W]+", name_of(path).removesuffix(".py")))
    assert words.isdisjoint(SHUNNED)


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_file_speaks_of_the_program_only(path: Path) -> None:
    if path == Path(__file__):
        return
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if NEVER.search(line)] == []


@pytest.mark.parametrize("source", TESTED, ids=name_of)
def test_source_has_its_tests(source: Path) -> None:
    assert home_of_tests(source).is_file(), f"{name_of(home_of_tests(source))} is missing"


@pytest.mark.parametrize("folder", sorted({path.parent for path in TESTS}), ids=name_of)
def test_folder_of_tests_is_a_package(folder: Path) -> None:
    assert (folder / "__init__.py").is_file()


def test_one_command_checks_everything() -> None:
    assert [name for name, _ in STEPS] == ["format", "lint", "import rules", "types", "tests"]
