"""`listen --tunnel ngrok` as a process: with an agent that has everything but a network."""

import http.client
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli, StartListener
from tests.processes import Listener
from tests.tunnels.agents import FakeAgent, make_agent
from tests.tunnels.fake_ngrok import OTHER_URL, PUBLIC_URL, TOKEN

TUNNEL = ("--tunnel", "ngrok")
WITH_TOKEN = {"NGROK_AUTHTOKEN": TOKEN}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

Make = Callable[..., FakeAgent]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda mode="ok": make_agent(tmp_path, mode)


def path_to(agent: FakeAgent) -> tuple[str, str]:
    return "--ngrok-path", str(agent.program)


def post(listener: Listener, target: str) -> int:
    """Send what the agent would: the request to the local port, with the public host in it."""
    connection = http.client.HTTPConnection("127.0.0.1", listener.ready["port"], timeout=10)
    host = PUBLIC_URL.removeprefix("https://")
    connection.request("POST", target, b"{}", {"Host": host, "X-Forwarded-Proto": "https"})
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_public_url_is_told_wherever_somebody_looks(
    listener: StartListener, program: Cli, make: Make, tmp_path: Path
) -> None:
    agent, url_file = make(), tmp_path / "public-url"
    listening = listener(
        *TUNNEL, *path_to(agent), "--public-url-file", str(url_file), env=WITH_TOKEN
    )
    assert listening.ready["public_url"] == PUBLIC_URL
    assert url_file.read_text("utf-8").strip() == PUBLIC_URL
    assert agent.wait_for("body")["upstream"]["url"] == listening.url

    assert post(listening, "/hooks?a=1") == 200
    ready, captured = listening.wait_for_events(2)[:2]
    assert (ready["event"], ready["public_url"]) == ("ready", PUBLIC_URL)
    assert captured["url"] == f"{PUBLIC_URL}/hooks?a=1"
    shown = program("show", "last", "--json", env={"WEBHOOKCTL_STORE": str(listening.store)})
    assert shown.lines()[0]["url"] == f"{PUBLIC_URL}/hooks?a=1"


def test_another_public_url_than_that_of_the_last_run_is_told(
    listener: StartListener, make: Make
) -> None:
    said = []
    for mode in ("ok", "ok", "elsewhere", "elsewhere", "ok"):
        options = (*TUNNEL, *path_to(make(mode)))
        said.append(listener(*options, env=WITH_TOKEN).stop().stderr)
    words = "warning: the public URL is not the one of the last run, {}: "
    assert [words.format(PUBLIC_URL) in one for one in said] == [False, False, True, False, False]
    assert [words.format(OTHER_URL) in one for one in said] == [False] * 4 + [True]


def test_the_token_is_in_no_argument_and_in_no_output(listener: StartListener, make: Make) -> None:
    agent = make()
    listening = listener(*TUNNEL, *path_to(agent), env=WITH_TOKEN)
    ended = listening.stop()
    assert agent.wait_for("token") == TOKEN
    assert TOKEN not in str(agent.wait_for("arguments"))
    assert TOKEN not in ended.stdout + ended.stderr + str(listening.ready)


def test_without_an_agent_nothing_is_downloaded_and_stdout_stays_empty(
    program: Cli, home: Path
) -> None:
    ended = program("listen", "--port", "0", *TUNNEL, env={"PATH": str(home)})
    assert (ended.code, ended.stdout) == (3, "")
    assert ended.stderr == (
        "error: the ngrok agent is not installed\n\n"
        "hint: install it from https://ngrok.com/download, "
        "or say where it is with `--ngrok-path` or NGROK_PATH\n"
    )
    assert [file.name for file in home.rglob("*") if "ngrok" in file.name] == []


def test_the_download_program_of_pyngrok_on_path_does_not_count(program: Cli) -> None:
    folder = Path(sys.executable).parent
    if not any(folder.glob("ngrok*")):
        pytest.skip("pyngrok's program is not beside this Python")
    ended = program("listen", "--port", "0", *TUNNEL, env={"PATH": str(folder)})
    assert (ended.code, ended.stdout) == (3, "")
    assert "is only pyngrok's, which would download one" in ended.stderr


@pytest.mark.parametrize(
    ("mode", "code", "fix"),
    [
        ("107", "ERR_NGROK_107", "ngrok config add-authtoken TOKEN"),
        ("108", "ERR_NGROK_108", "https://dashboard.ngrok.com/agents"),
        ("4018", "ERR_NGROK_4018", "https://dashboard.ngrok.com/signup"),
        ("online-already", "ERR_NGROK_334", "https://dashboard.ngrok.com/endpoints"),
    ],
)
def test_what_ngrok_refuses_ends_with_cause_and_fix(
    mode: str, code: str, fix: str, program: Cli, make: Make
) -> None:
    agent = make(mode)
    ended = program("listen", "--port", "0", *TUNNEL, *path_to(agent), env=WITH_TOKEN)
    assert (ended.code, ended.stdout) == (3, "")
    error, _, hint = ended.stderr.strip().split("\n")
    assert error.startswith("error: ")
    assert f"({code})" in error
    assert hint.startswith("hint: ")
    assert fix in hint
    assert TOKEN not in ended.stderr
    assert agent.is_gone()


@POSIX
@pytest.mark.parametrize(("how", "code"), [("SIGINT", 130), ("SIGTERM", 0)])
def test_the_agent_is_gone_when_the_listener_is_stopped(
    how: str, code: int, listener: StartListener, make: Make
) -> None:
    agent = make()
    listening = listener(*TUNNEL, *path_to(agent), env=WITH_TOKEN)
    assert listening.stop(signal.Signals[how]).code == code
    assert agent.is_gone(0)
    assert agent.wait_for("stopped") == "SIGTERM"


def test_the_agent_is_gone_when_the_listener_is_killed(listener: StartListener, make: Make) -> None:
    agent = make()
    listening = listener(*TUNNEL, *path_to(agent), env=WITH_TOKEN)
    listening.kill()
    assert agent.is_gone()


@POSIX
def test_stopping_while_the_agent_starts_leaves_nothing(
    home: Path, make: Make, tmp_path: Path
) -> None:
    from tests.processes import clean_environment, start_listener

    agent = make("silent")
    environment = clean_environment(home, WITH_TOKEN)
    listening = start_listener(tmp_path / "starting", [*TUNNEL, *path_to(agent)], environment)
    agent.wait_for("pid")
    ended = listening.stop(signal.SIGINT)
    assert (ended.code, ended.stdout) == (130, "")
    assert agent.is_gone(0)


def test_the_death_of_the_agent_is_said_and_listening_goes_on(
    listener: StartListener, make: Make
) -> None:
    agent = make("dies")
    listening = listener(*TUNNEL, *path_to(agent), env=WITH_TOKEN)
    agent.is_gone()
    died = time.monotonic()
    lost = listening.wait_for_events(2)[1]
    assert time.monotonic() - died < 2
    assert lost["event"] == "tunnel_lost"
    assert lost["public_url"] == PUBLIC_URL
    assert lost["message"] == (
        "the ngrok agent ended with exit code 1: remote server closed the session"
    )
    assert post(listening, "/still-here") == 200


def test_people_read_the_public_url_and_its_end_on_stderr(
    listener: StartListener, make: Make
) -> None:
    agent = make("dies")
    listening = listener(*TUNNEL, *path_to(agent), "--output", "compact", env=WITH_TOKEN)
    agent.is_gone()
    limit = time.monotonic() + 2
    while "tunnel lost" not in listening.stderr:
        assert time.monotonic() < limit, listening.stderr
        time.sleep(0.02)
    ended = listening.stop()
    assert ended.stdout == ""
    assert f"public   {PUBLIC_URL}\n" in ended.stderr
    assert (
        f"tunnel lost: {PUBLIC_URL} no longer leads here: "
        "the ngrok agent ended with exit code 1: remote server closed the session\n"
    ) in ended.stderr


def test_options_of_a_tunnel_need_one(program: Cli) -> None:
    ended = program("listen", "--port", "0", "--ngrok-path", os.devnull)
    assert (ended.code, ended.stdout) == (2, "")
    assert "--tunnel ngrok" in ended.stderr


def test_an_unknown_tunnel_is_corrected(program: Cli) -> None:
    ended = program("listen", "--port", "0", "--tunnel", "ngork")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == "error: there is no tunnel `ngork`\n\nhint: did you mean `ngrok`?\n"
