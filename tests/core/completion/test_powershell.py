import shutil
import subprocess
from pathlib import Path

import pytest

from tests.core.completion.sample import PROGRAM
from webhookctl.core.completion.powershell import script

CHECK = """
$errors = $null
[void][System.Management.Automation.Language.Parser]::ParseFile($args[0], [ref]$null, [ref]$errors)
$errors | ForEach-Object { $_.ToString() }
"""

TEXT = script(PROGRAM)


@pytest.mark.parametrize(
    "line",
    [
        "        'stop' = 'Stop'",
        "            '-o' = @{ Help = 'How'; Values = { @('compact', 'pretty') } }",
        "            '--output' = @{ Help = 'How'; Values = { @('compact', 'pretty') } }",
        "            '--data' = @{ Help = 'The `body`'; Values = { @() } }",
        "            '--header' = @{ Help = 'One ''more'''; Values = { @() } }",
        "            '--json' = @{ Help = 'As JSON \\'; Values = $null }",
        "        'completions' = { @('bash', 'zsh') }",
    ],
)
def test_tables_have(line: str) -> None:
    assert line in TEXT.splitlines()


def test_typographic_quotes_do_not_end_a_string() -> None:
    assert "it''s [real], \u2018\u2018quoted\u2019\u2019'" in TEXT


@pytest.mark.parametrize("source", ["events", "captures", "providers"])
def test_the_program_is_asked_for(source: str) -> None:
    assert f'& $program __complete {source} "=$current" @words 2>$null' in TEXT


def test_powershell_can_parse_it(tmp_path: Path) -> None:
    program = shutil.which("pwsh") or shutil.which("powershell")
    if program is None:
        pytest.skip("PowerShell is not installed")
    file, check = tmp_path / "webhookctl.ps1", tmp_path / "check.ps1"
    file.write_text(TEXT, encoding="utf-8-sig")
    check.write_text(CHECK)
    ended = subprocess.run(
        [program, "-NoProfile", "-File", str(check), str(file)],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout.decode().strip() == ""
