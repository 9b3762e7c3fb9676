import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.conftest import Cli
from tests.processes import COMMAND, clean_environment
from webhookctl import __version__

NO_COMMAND = """\
error: no such command: `{}`

hint: {}`webhookctl --help` lists all commands
"""

NO_OPTION = """\
error: no such option: `{}`

hint: {}`webhookctl completions --help` lists all options
"""

BASH = ("completions", "bash")


def start(home: Path, *arguments: str, stdout: "int | IO[bytes]") -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env=clean_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("arguments", [["--version"], ["-V"], ["--version", "completions"]])
def test_version_is_one_line(cli: Cli, arguments: list[str]) -> None:
    ended = cli(*arguments)
    assert (ended.code, ended.stdout, ended.stderr) == (0, f"webhookctl {__version__}\n", "")


def test_module_is_the_program(program: Cli) -> None:
    assert program("--version").stdout == f"webhookctl {__version__}\n"


def test_nothing_typed_is_a_usage_error_that_shows_help(cli: Cli) -> None:
    ended = cli()
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == cli("--help").stdout


@pytest.mark.parametrize(
    ("typed", "shown", "guess"),
    [
        ("completion", "completion", "did you mean `completions`? "),
        ("xyzzy", "xyzzy", ""),
        ("", "", ""),
        ("\x1b[2J", r"\x1b[2J", ""),
        ("\udcff", r"\udcff", ""),
        ("\u202e", r"\u202e", ""),
    ],
)
def test_unknown_command_names_the_nearest(cli: Cli, typed: str, shown: str, guess: str) -> None:
    ended = cli(typed)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == NO_COMMAND.format(shown, guess)


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        ("--hepl", "did you mean `--help`? "),
        ("--he", "did you mean `--help`? "),
        ("--xyzzy", ""),
        ("-e", ""),
        ("-x", ""),
    ],
)
def test_unknown_option_names_the_nearest(cli: Cli, typed: str, guess: str) -> None:
    ended = cli("completions", typed)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == NO_OPTION.format(typed, guess)


def test_unknown_option_of_the_program_itself(cli: Cli) -> None:
    ended = cli("--vers")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "error: no such option: `--vers`\n"
        "\n"
        "hint: did you mean `--version`? `webhookctl --help` lists all options\n"
    )


def test_wrong_value_names_the_right_ones(cli: Cli) -> None:
    ended = cli("completions", "tcsh")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "error: invalid value for `SHELL`: `tcsh` is not one of `bash`, `zsh`, `fish`,"
        " `powershell`\n"
        "\n"
        "hint: `webhookctl completions --help` lists all options\n"
    )


def test_missing_argument_is_named(cli: Cli) -> None:
    ended = cli("completions")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "error: missing argument `SHELL`. Choose from: bash, zsh, fish, powershell\n"
        "\n"
        "hint: `webhookctl completions --help` lists all options\n"
    )


def test_option_without_its_value_is_named(cli: Cli) -> None:
    ended = cli("list", "--limit")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "error: option `--limit` requires an argument\n"
        "\n"
        "hint: `webhookctl list --help` lists all options\n"
    )


def test_one_argument_too_many_is_named(cli: Cli) -> None:
    ended = cli(*BASH, "more")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "error: unexpected extra argument `more`\n"
        "\n"
        "hint: `webhookctl completions --help` lists all options\n"
    )


def test_reader_that_leaves_early_is_no_drama(home: Path) -> None:
    with start(home, *BASH, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_cannot_be_written_is_an_error(home: Path) -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        start(home, *BASH, stdout=full) as process,
    ):
        _, talk = process.communicate(timeout=30)
    assert process.returncode == 1
    assert talk.decode().startswith("error: no space left on device\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_exit_code_is_true_when_nothing_can_be_said(home: Path) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        ended = subprocess.run(
            [*COMMAND, "unheard-of"],
            env=clean_environment(home),
            stdout=full,
            stderr=full,
            check=False,
            timeout=30,
        )
    assert ended.returncode == 2


def test_narrow_encoding_does_not_stop_the_talk(program: Cli) -> None:
    ended = program("caf\u00e9", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"})
    assert ended.code == 2
    assert ended.stderr.startswith(r"error: no such command: `caf\xe9`")


@pytest.mark.skipif(os.name == "nt", reason="arguments are text on Windows")
def test_argument_that_is_no_text_is_shown(home: Path) -> None:
    ended = subprocess.run(
        [*map(os.fsencode, COMMAND), b"\xff"],
        env=clean_environment(home),
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith(rb"error: no such command: `\udcff`")


def test_traceback_is_there_when_asked_for(home: Path) -> None:
    crash = "import webhookctl.cli as c; c.run = lambda _: {}['gone']; c.main()"
    for variable, begin in {"": b"error: unexpected KeyError", "1": b"Traceback"}.items():
        ended = subprocess.run(
            [sys.executable, "-c", crash],
            env=clean_environment(home, {"WEBHOOKCTL_TRACEBACK": variable}),
            capture_output=True,
            check=False,
            timeout=30,
        )
        assert ended.returncode == 1
        assert ended.stderr.startswith(begin)


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("arguments", "closed", "code"),
    [
        (["--version"], ">&-", 0),
        (["providers", "list"], ">&-", 0),
        (["nonsense"], "2>&-", 2),
        (["verify", "--provider", "github", "--secret", "x", "--file", "-"], "<&- >&- 2>&-", 2),
    ],
)
def test_closed_standard_stream_leads_nowhere(
    home: Path, arguments: list[str], closed: str, code: int
) -> None:
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, *arguments]
    ended = subprocess.run(command, env=clean_environment(home), capture_output=True, check=False)
    assert (ended.returncode, ended.stdout) == (code, b"")
    assert b"Traceback" not in ended.stderr
