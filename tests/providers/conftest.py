"""Says at the end how many vectors of each scheme were judged."""

from collections import Counter

import pytest

COLUMNS = 3


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the schemes with their vectors: valid and invalid ones, and those judged wrongly."""
    counts: dict[str, Counter[str]] = {}
    detected: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            facts = dict(report.user_properties)
            if "vector" in facts:
                kind = str(facts["vector"]) if outcome == "passed" else "wrong"
                counts.setdefault(str(facts["scheme"]), Counter())[kind] += 1
            if "detected" in facts:
                detected[str(facts["detected"])] += 1
    if counts:
        _print_counts(terminalreporter, counts)
    if detected:
        terminalreporter.write_line(
            f"sender among the candidates: {detected['yes']} of {detected.total()} valid requests"
        )


def _print_counts(
    terminalreporter: pytest.TerminalReporter, counts: dict[str, Counter[str]]
) -> None:
    total = sum(counts.values(), Counter())
    terminalreporter.section("vectors: scheme, valid, invalid")
    cells = [
        f"{scheme:26}{row['valid']:3}{row['invalid']:4}"
        + (f" {row['wrong']}!" * (row["wrong"] > 0))
        for scheme, row in sorted(counts.items())
    ]
    for start in range(0, len(cells), COLUMNS):
        terminalreporter.write_line("  ".join(cells[start : start + COLUMNS]))
    terminalreporter.write_line(
        f"{len(counts)} schemes: {total['valid']} valid and {total['invalid']} invalid requests "
        f"judged as their makers did, {total['wrong']} not"
    )


def _cell(scheme: str, row: Counter[str]) -> str:
    wrong = f" {row['wrong']}!" if row["wrong"] else ""
    return f"{scheme:26}{row['valid']:3}{row['invalid']:4}{wrong}"
