"""Says at the end which schemes were judged by libraries that are not ours, and which were not."""

import textwrap
from collections.abc import Iterable
from importlib.metadata import version
from typing import TypeAlias

import pytest

from tests.providers.oracles.without import WITHOUT

WIDTH, COLUMNS = 58, 2

Row: TypeAlias = tuple[str, str, bool]
"""A scheme, the package that judged it, and whether that is official."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print schemes with their judges, counts of both, and what nobody judged, with the reason."""
    judged = sorted(_rows(terminalreporter, "passed"))
    missing = sorted(_rows(terminalreporter, "skipped"))
    if not judged and not missing:
        return
    terminalreporter.section("signatures judged by libraries that are not ours")
    cells = [f"{scheme:25} {package} {version(package)}" for scheme, package, _ in judged]
    for start in range(0, len(cells), COLUMNS):
        row = "".join(f"{cell:{WIDTH}}" for cell in cells[start : start + COLUMNS])
        terminalreporter.write_line(row.rstrip())
    terminalreporter.write_line(_counts(judged))
    signed = set(_facts(terminalreporter, "passed", "signed"))
    terminalreporter.write_line(f"the other way: libraries sign, we judge {len(signed)} schemes")
    absent = [f"{scheme} ({package})" for scheme, package, _ in missing]
    _print_reason(terminalreporter, "not judged, since the library is not installed", absent)
    for reason, schemes in WITHOUT.items():
        _print_reason(terminalreporter, f"no judge: {reason}", schemes)


def _rows(terminalreporter: pytest.TerminalReporter, outcome: str) -> Iterable[Row]:
    for fact in _facts(terminalreporter, outcome, "oracle"):
        scheme, package, official = fact.split()
        yield scheme, package, official == "official"


def _facts(terminalreporter: pytest.TerminalReporter, outcome: str, name: str) -> Iterable[str]:
    for report in terminalreporter.getreports(outcome):
        yield from (str(value) for key, value in report.user_properties if key == name)


def _counts(judged: list[Row]) -> str:
    official = {scheme for scheme, _, is_official in judged if is_official}
    more = {scheme for scheme, _, _ in judged} - official
    makers = {package for _, package, is_official in judged if is_official}
    others = {package for _, package, _ in judged} - makers
    return (
        f"judged by official libraries: {len(official)} schemes by {len(makers)} libraries; "
        f"by others: {len(more)} more schemes by {len(others)} more libraries"
    )


def _print_reason(
    terminalreporter: pytest.TerminalReporter, title: str, names: Iterable[str]
) -> None:
    if text := ", ".join(names):
        lines = textwrap.wrap(f"{title}: {text}", WIDTH * COLUMNS, subsequent_indent="  ")
        terminalreporter.write_line("\n".join(lines))
