import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.processes import clean_environment
from tests.shells import SHELLS, Shell
from tests.update_completions import FILES, script
from webhookctl.core.body import EMPTY
from webhookctl.core.model import Capture, CapturedRequest
from webhookctl.flows.history import open_store

each_shell = pytest.mark.parametrize("shell", SHELLS, ids=[shell.name for shell in SHELLS])


@pytest.mark.parametrize("shell", FILES)
def test_files_are_fresh(cli: Cli, shell: str) -> None:
    written = FILES[shell].read_text("utf-8")
    assert written == script(shell), "run `python -m tests.update_completions`"
    assert cli("completions", shell).stdout == written


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """An environment in which `webhookctl` is the program of this source tree."""
    folder = home / "bin"
    folder.mkdir()
    program = folder / "webhookctl"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m webhookctl "$@"\n')
    program.chmod(0o755)
    made = clean_environment(home, {"TERM": "xterm", "LC_ALL": "C.UTF-8"})
    root = str(Path(__file__).parents[1])
    return made | {"PATH": f"{folder}{os.pathsep}{made['PATH']}", "PYTHONPATH": root}


@pytest.fixture
def captured(store_file: Path) -> str:
    """The id of a capture in the store, of a request that tries to get at a shell."""
    target = b"/\x1b[2J`touch${IFS}hurt`$(touch${IFS}hurt)"
    request = CapturedRequest(b"POST", target, "1.1", (), EMPTY, "127.0.0.1:1", 0.0, 0.0)
    store = open_store(store_file, create=True)
    store.add(Capture("1aaabbbbccccdddd", request))
    store.close()
    return "1aaabbbbccccdddd"


@each_shell
def test_shell_completes_commands_options_and_values(
    shell: Shell, environment: dict[str, str], tmp_path: Path
) -> None:
    file = FILES["powershell"].parent / shell.file_name

    def offers(line: str) -> set[str]:
        return shell.offers(file, line, environment, tmp_path)

    assert offers("webhookctl ver") == {"verify"}
    assert offers("webhookctl listen --output=") == {"compact", "pretty", "json", "quiet"}
    assert offers("webhookctl list --provider gith") == {"github"}
    assert offers("webhookctl send github.pus") == {"github.push"}
    assert "--forward-to" in offers("webhookctl listen --")


@each_shell
def test_shell_completes_captures_and_nothing_they_hold_is_run(
    shell: Shell, environment: dict[str, str], captured: str, tmp_path: Path
) -> None:
    file = FILES["powershell"].parent / shell.file_name
    offered = shell.offers(file, "webhookctl replay ", environment, tmp_path)
    assert offered == {captured, "last"}
    assert not (tmp_path / "hurt").exists()


def test_call_back_says_what_is_asked_and_neutralises_it(program: Cli, captured: str) -> None:
    ended = program("__complete", "captures", "=1a", "show")
    shown = r"POST /\x1b[2J`touch${IFS}hurt`$(touch${IFS}hurt)"
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout == f"{captured}\t{shown}\n"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["captures"],
        ["captures", "="],
        ["nonsense", "="],
        ["captures", "=", "--store", "\udcff"],
    ],
)
def test_call_back_is_silent_when_there_is_nothing_to_say(cli: Cli, words: list[str]) -> None:
    ended = cli("__complete", *words)
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "")


def test_call_back_survives_a_store_that_is_none(cli: Cli, store_file: Path) -> None:
    store_file.parent.mkdir()
    store_file.write_bytes(b"not a database" * 1000)
    ended = cli("__complete", "captures", "=")
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.skipif(os.name == "nt", reason="there are no terminals of this kind on Windows")
def test_bash_completes_what_is_typed_at_a_terminal(
    environment: dict[str, str], tmp_path: Path
) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    import pty

    (tmp_path / "a file").touch()
    master, slave = pty.openpty()
    try:
        with subprocess.Popen(
            [bash, "--noprofile", "--norc", "-i"],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=tmp_path,
            env=environment,
            start_new_session=True,
        ) as process:
            lines = [
                f"source '{FILES['bash']}'",
                "webhookctl() { printf '%s|' \"$@\" > typed; }",
                "webhookctl listen --output=pr\t --ready-file a\t; exit",
            ]
            os.write(master, "\n".join([*lines, ""]).encode())
            process.wait(20)
    finally:
        os.close(master)
        os.close(slave)
    assert (tmp_path / "typed").read_text() == "listen|--output=pretty|--ready-file|a file|"
