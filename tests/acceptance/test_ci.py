"""The program in a pipeline: no terminal, no home, only files, streams and exit codes.

`ci_example.sh` is the example in the README; it is run here with apps of all kinds.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.installed import installed
from tests.acceptance.messages import a_closed_port, message, send
from tests.processes import (
    Changes,
    Finished,
    Listener,
    clean_environment,
    run_program,
    start_listener,
)

EXAMPLE = Path(__file__).with_name("ci_example.sh")
APP = 'webhookctl send github.push --to "$url/hooks" --secret env:SECRET'
"""What stands in the example for the app that is tested."""

CI: Changes = {
    "CI": "true",
    "COLUMNS": None,
    "HOME": None,
    "LINES": None,
    "NO_COLOR": None,
    "SECRET": "known-to-both-sides",
    "USERPROFILE": None,
    "XDG_CONFIG_HOME": None,
    "XDG_DATA_HOME": None,
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a runner gives a job: hardly anything."""
    return clean_environment(tmp_path, CI)


def run(environment: dict[str, str], *arguments: str) -> Finished:
    """Run the installed program; nothing it says may need a terminal."""
    finished = run_program([*installed(), *arguments], b"", environment)
    assert b"\x1b" not in finished.output
    assert "\x1b" not in finished.stderr
    assert "Traceback" not in finished.stderr
    return finished


def test_pipeline_reads_only_json_and_exit_codes(
    environment: dict[str, str], tmp_path: Path
) -> None:
    options = ("--provider", "github", "--secret", "env:SECRET")
    listener = start_listener(tmp_path / "listener", options, environment, installed())
    try:
        listener.wait_until_ready()
        ids = drive(environment, listener)
    finally:
        listener.kill()
    assert listener.stderr == ""
    ready, *requests = listener.events()
    assert ready == listener.ready
    assert [one["id"] for one in requests] == ids
    assert [one["verdict"]["valid"] for one in requests] == [True, False, False]


def drive(environment: dict[str, str], listener: Listener) -> list[str]:
    """Do what a job does, each step with its exit code; return the ids of the captures."""
    to, secret = ("--to", f"{listener.url}/hooks"), ("--secret", "env:SECRET")

    def step(code: int, *arguments: str) -> list[Any]:
        finished = run(environment, *arguments)
        assert (finished.code, finished.stderr == "") == (code, code < 2), finished
        return finished.lines()

    attempt, summary = step(0, "send", "github.push", *to, *secret, "--json")
    assert (attempt["status"], summary["delivered"]) == (200, True)
    (row,) = step(0, "list", "--event", "push", "--json")
    (finding,) = step(0, "verify", "last", *secret, "--json")
    assert finding["valid"]
    unsigned = step(0, "send", "github.ping", *to, "--unsigned", "--json")
    assert unsigned[-1]["delivered"]
    (finding,) = step(1, "verify", "last", *secret, "--json")
    assert not finding["valid"]
    (shown,) = step(0, "show", "last", "--json")
    assert shown["verdict"]["reason"] == finding["reason"]
    replayed = step(1, "replay", "last", *to, "--expect", "404", "--json")
    assert (replayed[0]["status"], replayed[-1]["accepted"]) == (200, 0)
    assert step(2, "show", "zzzz") == []
    assert step(3, "listen", "--port", str(listener.ready["port"])) == []
    (again,) = step(0, "list", "--limit", "1", "--json")
    listener.wait_for_events(4)
    return [row["id"], shown["id"], again["id"]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking")
def test_listener_that_is_stopped_ends_with_a_summary_and_zero(
    environment: dict[str, str], tmp_path: Path
) -> None:
    listener = start_listener(tmp_path / "listener", (), environment, installed())
    listener.wait_until_ready()
    assert send(listener.ready["port"], message(b"POST", b"/", body=b"x")) == (200, b"ok\n")
    finished = listener.stop()
    assert (finished.code, finished.stderr) == (0, "")
    assert [one["event"] for one in finished.lines()] == ["ready", "request", "stopped"]


@pytest.mark.skipif(sys.platform != "linux", reason="each system has its own data folder")
def test_store_is_private_and_in_the_data_folder_of_an_empty_home(tmp_path: Path) -> None:
    changes = {**CI, "HOME": str(tmp_path), "WEBHOOKCTL_STORE": None}
    environment = clean_environment(tmp_path, changes)
    with a_closed_port() as port:
        assert run(environment, "send", "--data", "x", "--to", f"http://127.0.0.1:{port}").code == 1
    store = tmp_path / ".local" / "share" / "webhookctl" / "webhookctl.sqlite3"
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.parent.stat().st_mode) == 0o700


def example(folder: Path, environment: dict[str, str], app: str) -> Finished:
    """Run the example in that folder, with that app in it."""
    bash, (program, *more) = shutil.which("bash"), installed()
    if bash is None or sys.platform == "win32":
        pytest.skip("there is no bash")
    if more:
        pytest.skip("the console script is not installed")
    script = EXAMPLE.read_text("utf-8")
    assert script.count(APP) == 1
    copy = folder / "example.sh"
    copy.write_text(script.replace(APP, app), "utf-8")
    path = f"{Path(program).parent}{os.pathsep}{environment['PATH']}"
    ended = subprocess.run(
        [bash, str(copy)],
        cwd=folder,
        env={**environment, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Finished(ended.returncode, ended.stdout, ended.stderr.decode("utf-8"))


def test_example_is_ten_lines() -> None:
    assert len(EXAMPLE.read_text("utf-8").splitlines()) <= 10


@pytest.mark.parametrize(
    ("app", "code", "why"),
    [
        (APP, 0, "the signature is genuine"),
        (APP.replace("env:SECRET", "another-secret"), 1, "made with another secret"),
        ("true", 2, "nothing has been captured yet"),
        (f"{APP}; {APP}", 1, "the signature is genuine"),
    ],
    ids=["as it should", "wrong secret", "sends nothing", "sends it twice"],
)
def test_example_tells_a_good_app_from_a_broken_one(
    environment: dict[str, str], tmp_path: Path, app: str, code: int, why: str
) -> None:
    finished = example(tmp_path, environment, app)
    assert finished.code == code, finished
    assert why in finished.stdout + finished.stderr
    last = (tmp_path / "hooks.ndjson").read_text("utf-8").splitlines()[-1]
    assert json.loads(last)["event"] == "stopped"
