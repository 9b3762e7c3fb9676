import hmac
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from tests.config.files import write_user_file
from tests.conftest import Cli
from tests.readme import CI_EXAMPLE, README, Walk, blocks, shape, walk_through
from tests.recording_app import RecordingApp
from tests.update_readme import with_tables
from webhookctl.cli import app
from webhookctl.cli._tree import read_tree
from webhookctl.core.model import FailureKind
from webhookctl.errors import ExitCode
from webhookctl.providers import all_providers

TEXT = README.read_text("utf-8")

COMMANDS = read_tree(get_command(app)).commands

OPTIONS = sorted({option.names[-1] for command in COMMANDS for option in command.options})


@pytest.fixture
def walk(tmp_path: Path, recording_app: Callable[..., RecordingApp]) -> Iterator[Walk]:
    made = Walk(tmp_path, recording_app())
    yield made
    made.close()


@pytest.mark.skipif(os.name == "nt", reason="its blocks are for a POSIX shell")
def test_every_block_does_what_it_says(walk: Walk) -> None:
    shown = 0
    for block, now in walk_through(walk, TEXT):
        shown += 1
        assert shape(block.text) == shape(now), "run `python -m tests.update_readme`"
    assert shown == 2


def test_no_block_is_left_out() -> None:
    fences = [line for line in TEXT.splitlines() if line.startswith("```") and line != "```"]
    assert fences == [f"```{block.kind}" for block in blocks(TEXT)]


def test_two_commands_are_enough_to_use_and_to_test_it() -> None:
    found = {block.label: block.text for block in blocks(TEXT) if "pip install" in block.text}
    assert found == {
        "": "python -m pip install . && webhookctl listen\n",
        "test command": 'python -m pip install -e ".[dev]" && python -m tests\n',
    }


def test_configuration_is_taken_as_it_is_written(cli: Cli, home: Path) -> None:
    found = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    write_user_file(home, "".join(found))
    signed = cli(
        *(
            "sign",
            "--provider",
            "acme",
            "--secret",
            "env:SECRET",
            "--data",
            '{"type": "order.made"}',
        ),
        *("--id", "1", "--timestamp", "1767225600"),
        env={"SECRET": "s"},
    )
    mac = hmac.digest(b"s", b'1767225600.1.{"type": "order.made"}', "sha256").hex()
    assert f"X-Acme-Signature: v1={mac}\n" in signed.stdout
    assert cli("send", "--plan", "--retry", "ours").code == 0


def test_tables_are_fresh() -> None:
    assert with_tables(TEXT) == TEXT, "run `python -m tests.update_readme`"


def test_example_for_ci_is_short_and_the_one_that_is_tested() -> None:
    example = next(block for block in blocks(TEXT) if block.label == "ci example")
    assert example.text == CI_EXAMPLE.read_text("utf-8")
    assert len(example.text.splitlines()) == 10


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_command_is_named(name: str) -> None:
    assert f"| `{name}` |" in TEXT


@pytest.mark.parametrize("name", OPTIONS)
def test_option_is_named(name: str) -> None:
    assert f"`{name}" in TEXT or f"{name}`" in TEXT


@pytest.mark.parametrize("code", ExitCode)
def test_exit_code_is_named(code: ExitCode) -> None:
    assert f"\n| {code.value} |" in TEXT


@pytest.mark.parametrize("kind", FailureKind)
def test_kind_of_failure_is_named(kind: FailureKind) -> None:
    assert f"`{kind.value}`" in TEXT


@pytest.mark.parametrize("name", all_providers())
def test_provider_is_named(name: str) -> None:
    assert f"`{name}`" in TEXT.partition("<!-- providers -->")[2]
