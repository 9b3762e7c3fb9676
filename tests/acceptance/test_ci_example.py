import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.readme import CI_EXAMPLE, Walk
from tests.recording_app import RecordingApp

pytestmark = pytest.mark.skipif(os.name == "nt", reason="it is a script for a POSIX shell")


def run(walk: Walk, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the example as a pipeline does: no terminal, and its standard input is closed."""
    return subprocess.run(
        ["/usr/bin/env", "bash", str(CI_EXAMPLE)],
        cwd=walk.home,
        env={**walk.environment, "CI": "true", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    made = Walk(tmp_path, RecordingApp(()))
    yield made
    made.close()


def test_example_fails_when_the_listener_cannot_start(walk: Walk) -> None:
    (walk.home / "hooks.ndjson").mkdir()
    ended = run(walk)
    assert ended.returncode == 1
    assert b"hooks.ndjson" in ended.stderr
    assert not (walk.home / "ready.json").exists()


def test_example_can_be_run_again_in_its_folder(walk: Walk) -> None:
    assert run(walk).returncode == 0
    assert run(walk).returncode == 0


def test_listener_of_the_example_is_gone_afterwards(walk: Walk) -> None:
    run(walk)
    process_id = json.loads((walk.home / "ready.json").read_text())["pid"]
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)
