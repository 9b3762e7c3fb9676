import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tunnels.agents import FakeAgent, make_agent, settings_for
from tests.tunnels.fake_ngrok import PUBLIC_URL, TOKEN
from webhookctl.errors import UnavailableError
from webhookctl.tunnels import Opened, TunnelSettings, open_tunnel
from webhookctl.tunnels.ngrok import find_agent, is_shim

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="about signals of POSIX")
HOST = Path(__file__).with_name("host.py")
SHIM = "#!/bin/python\nimport sys\nfrom pyngrok.ngrok import main\nsys.exit(main())\n"
NAME = "ngrok.exe" if sys.platform == "win32" else "ngrok"

Make = Callable[..., FakeAgent]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda mode="ok": make_agent(tmp_path, mode)


def run_tunnel(
    settings: TunnelSettings, host: str = "127.0.0.1", *, until_lost: bool = False
) -> tuple[Opened, str]:
    """Open a tunnel to port 8400 and close it, or wait until it is lost; return it and why."""

    async def run() -> tuple[Opened, str]:
        async with open_tunnel("ngrok", host, 8400, settings) as opened:
            if not until_lost:
                return opened, ""
            async with asyncio.timeout(5):
                return opened, await opened.lost()

    return asyncio.run(run())


def refused(settings: TunnelSettings) -> UnavailableError:
    with pytest.raises(UnavailableError) as raised:
        run_tunnel(settings)
    return raised.value


def write_program(path: Path, content: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    path.chmod(0o755)
    return path


def test_the_public_url_leads_to_the_local_port(make: Make) -> None:
    agent = make()
    opened, _ = run_tunnel(settings_for(agent))
    assert opened.name == "ngrok"
    assert opened.public_url == PUBLIC_URL
    body = agent.wait_for("body")
    assert agent.wait_for("path") == "/api/endpoints"
    assert body["upstream"] == {"url": "http://127.0.0.1:8400"}


def test_listening_on_all_addresses_is_reached_by_loopback(make: Make) -> None:
    agent = make()
    run_tunnel(settings_for(agent), host="::")
    assert agent.wait_for("body")["upstream"] == {"url": "http://[::1]:8400"}


def test_an_agent_before_3_30_is_asked_by_its_older_api(make: Make) -> None:
    agent = make("old")
    opened, _ = run_tunnel(settings_for(agent))
    assert opened.public_url == PUBLIC_URL
    assert agent.wait_for("path") == "/api/tunnels"
    body = agent.wait_for("body")
    assert (body["proto"], body["addr"]) == ("http", "http://127.0.0.1:8400")


def test_the_token_reaches_the_agent_but_never_its_arguments(make: Make) -> None:
    agent = make()
    run_tunnel(settings_for(agent))
    assert agent.wait_for("token") == TOKEN
    assert agent.wait_for("arguments") == ["start", "--none", "--log", "stdout"]


def test_the_agent_finds_the_token_of_its_own_configuration(make: Make, tmp_path: Path) -> None:
    agent = make()
    own = write_program(tmp_path / "config" / "ngrok" / "ngrok.yml", f"authtoken: {TOKEN}\n")
    settings = settings_for(agent, NGROK_AUTHTOKEN="", XDG_CONFIG_HOME=str(tmp_path / "config"))
    run_tunnel(settings)
    assert agent.wait_for("token") == TOKEN
    assert own.read_text("utf-8") == f"authtoken: {TOKEN}\n"


def test_starting_writes_nothing_anywhere(make: Make, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    run_tunnel(settings_for(make(), HOME=str(home), XDG_CONFIG_HOME=str(home), TMPDIR=str(home)))
    assert list(home.iterdir()) == []


def test_nothing_is_printed(make: Make, capfd: pytest.CaptureFixture[str]) -> None:
    run_tunnel(settings_for(make()))
    refused(settings_for(make("107")))
    run_tunnel(settings_for(make("dies")), until_lost=True)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("mode", "token", "message", "hint"),
    [
        ("ok", "cr_123", "(ERR_NGROK_105)", "ngrok config add-authtoken"),
        ("ok", "", "(ERR_NGROK_4018)", "https://dashboard.ngrok.com/signup"),
        ("107", TOKEN, "(ERR_NGROK_107)", "your-authtoken"),
        ("108", TOKEN, "(ERR_NGROK_108)", "https://dashboard.ngrok.com/agents"),
        ("121", TOKEN, "(ERR_NGROK_121)", "ngrok update"),
        ("online-already", TOKEN, f"`{PUBLIC_URL}` is already online", "/endpoints"),
        ("999", TOKEN, "nobody has seen before (ERR_NGROK_999)", "err_ngrok_999"),
        ("mute", TOKEN, "ended with exit code 3 and said nothing", "ngrok diagnose"),
        ("broken-config", TOKEN, "Error reading configuration file", "ngrok diagnose"),
        ("dies-asked", TOKEN, "it did not answer when asked for a URL", "ngrok diagnose"),
        ("plain-http", TOKEN, "gave no https URL", "ngrok diagnose"),
    ],
)
def test_a_refusal_says_why_and_leaves_no_agent(
    mode: str, token: str, message: str, hint: str, make: Make
) -> None:
    agent = make(mode)
    error = refused(settings_for(agent, NGROK_AUTHTOKEN=token, HOME="/nowhere"))
    assert message in error.message
    assert error.hint is not None
    assert hint in error.hint
    assert (token or TOKEN) not in error.message + error.hint
    assert agent.is_gone()


NOT_READY = {
    "silent": ("ngrok gave no public URL within 1 s", "ngrok diagnose"),
    "no-session": ("ngrok gave no public URL within 1 s", "ngrok diagnose"),
    "deaf": ("ngrok gave no public URL within 1 s", "ngrok diagnose"),
    "json-log": ("ngrok gave no public URL within 1 s", "`log_format`, `log_level`"),
    "offline": ("within 1 s: failed to dial: dial tcp: lookup", "ngrok diagnose"),
    "tries-again": ("limit of agents that run at the same time", "dashboard.ngrok.com/agents"),
}


def test_an_agent_that_is_not_ready_in_time_is_ended(make: Make) -> None:
    async def fail(agent: FakeAgent) -> UnavailableError:
        settings = settings_for(agent, deadline=1)
        with pytest.raises(UnavailableError) as raised:
            async with open_tunnel("ngrok", "127.0.0.1", 8400, settings):
                pass
        return raised.value

    async def fail_all() -> list[UnavailableError]:
        return await asyncio.gather(*map(fail, agents))

    agents = [make(mode) for mode in NOT_READY]
    started = time.monotonic()
    errors = asyncio.run(fail_all())
    assert 1 <= time.monotonic() - started < 5
    for (message, hint), error in zip(NOT_READY.values(), errors, strict=True):
        assert message in error.message
        assert hint in str(error.hint)
    assert all(agent.is_gone() for agent in agents)


def test_an_agent_may_take_its_time_within_the_deadline(make: Make) -> None:
    assert run_tunnel(settings_for(make("slow")))[0].public_url == PUBLIC_URL


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("dies", "the ngrok agent ended with exit code 1: remote server closed the session"),
        ("chatty", "the ngrok agent ended with exit code 1: remote server closed the session"),
        pytest.param("vanishes", "the ngrok agent was ended by SIGKILL", marks=POSIX),
    ],
)
def test_the_death_of_the_agent_is_noticed_with_its_last_words(
    mode: str, reason: str, make: Make
) -> None:
    agent = make(mode)
    started = time.monotonic()
    assert run_tunnel(settings_for(agent), until_lost=True)[1] == reason
    assert time.monotonic() - started < 4
    assert agent.is_gone()
    assert len([entry for entry in agent.record() if "pid" in entry]) == 1, "started once only"


@POSIX
def test_the_agent_is_asked_to_end(make: Make) -> None:
    agent = make()
    run_tunnel(settings_for(agent))
    assert agent.wait_for("stopped") == "SIGTERM"
    assert agent.is_gone()


def test_an_agent_that_does_not_want_to_end_is_gone_within_a_second(make: Make) -> None:
    agent = make("stubborn")

    async def run() -> float:
        async with open_tunnel("ngrok", "127.0.0.1", 8400, settings_for(agent)):
            started = time.monotonic()
        return time.monotonic() - started

    assert asyncio.run(run()) < 1.5
    assert agent.is_gone()


def test_an_error_while_it_is_open_leaves_no_agent(make: Make) -> None:
    agent = make()

    async def run() -> None:
        async with open_tunnel("ngrok", "127.0.0.1", 8400, settings_for(agent)):
            raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(run())
    assert agent.is_gone()


@pytest.mark.parametrize("mode", ["silent", "no-session", "deaf", "ok"])
def test_cancelling_leaves_no_agent(mode: str, make: Make) -> None:
    agent = make(mode)

    async def keep_open() -> None:
        async with open_tunnel("ngrok", "127.0.0.1", 8400, settings_for(agent, deadline=60)):
            await asyncio.sleep(60)

    async def run() -> None:
        task = asyncio.create_task(keep_open())
        await asyncio.to_thread(agent.wait_for, "body" if mode in ("ok", "deaf") else "pid")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert agent.is_gone(0)


def test_two_tunnels_have_an_agent_each(make: Make) -> None:
    agent = make()

    async def run() -> None:
        settings = settings_for(agent)
        async with (
            open_tunnel("ngrok", "127.0.0.1", 8400, settings),
            open_tunnel("ngrok", "127.0.0.1", 8401, settings),
        ):
            pass

    asyncio.run(run())
    upstreams = [entry["body"]["upstream"]["url"] for entry in agent.record() if "body" in entry]
    assert upstreams == ["http://127.0.0.1:8400", "http://127.0.0.1:8401"]
    assert agent.is_gone()


def ended_host(agent: FakeAgent, how: signal.Signals, **variables: str) -> tuple[str, str]:
    """Run a program that opens a tunnel, end it by a signal when it is open; return its output."""
    command = [sys.executable, str(HOST), str(agent.program)]
    environment = {**os.environ, "NGROK_AUTHTOKEN": TOKEN, **variables}
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=HOST.parents[2],
    ) as host:
        assert host.stdout is not None
        first = host.stdout.readline()
        host.send_signal(how)
        try:
            rest, errors = host.communicate(timeout=10)
        finally:
            host.kill()
    return first + rest, errors


@POSIX
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_no_agent_outlives_its_program(how: str, make: Make) -> None:
    agent = make()
    output, _ = ended_host(agent, signal.Signals[how])
    assert output == f"{PUBLIC_URL}\n"
    assert agent.is_gone()


@POSIX
def test_proxy_variables_do_not_come_between_us_and_the_agent(make: Make) -> None:
    proxy = "http://127.0.0.1:9"
    output, errors = ended_host(make(), signal.SIGTERM, http_proxy=proxy, HTTP_PROXY=proxy)
    assert (output, errors) == (f"{PUBLIC_URL}\n", "")


def test_the_option_goes_before_the_variable_before_path(tmp_path: Path) -> None:
    option, variable, first, second = (
        write_program(tmp_path / place / NAME) for place in ("option", "variable", "a", "b")
    )
    path = os.pathsep.join(["", str(tmp_path / "none"), str(first.parent), str(second.parent)])
    environment = {"PATH": path}
    assert find_agent(TunnelSettings(environment=environment)) == str(first)
    environment["NGROK_PATH"] = str(variable)
    assert find_agent(TunnelSettings(environment=environment)) == str(variable)
    options = {"ngrok-path": str(option)}
    assert find_agent(TunnelSettings(options=options, environment=environment)) == str(option)


def test_without_an_agent_it_says_what_to_install(tmp_path: Path) -> None:
    error = refused(TunnelSettings(environment={"PATH": str(tmp_path)}))
    assert error.message == "the ngrok agent is not installed"
    assert error.hint == (
        "install it from https://ngrok.com/download, "
        "or say where it is with `--ngrok-path` or NGROK_PATH"
    )


def test_the_program_of_pyngrok_is_not_taken_for_the_agent(tmp_path: Path) -> None:
    shim = write_program(tmp_path / "venv" / NAME, SHIM)
    path = str(shim.parent)
    error = refused(TunnelSettings(environment={"PATH": path}))
    assert error.message == (
        f"the ngrok agent is not installed; `{shim}` is only pyngrok's, which would download one"
    )
    real = write_program(tmp_path / "bin" / NAME)
    path += os.pathsep + str(real.parent)
    assert find_agent(TunnelSettings(environment={"PATH": path})) == str(real)
    for settings, source in (
        (TunnelSettings(options={"ngrok-path": str(shim)}), "`--ngrok-path`"),
        (TunnelSettings(environment={"NGROK_PATH": str(shim)}), "NGROK_PATH"),
    ):
        assert f"of {source} is not the ngrok agent but pyngrok's" in refused(settings).message


def test_the_program_that_pip_has_installed_is_known_as_that_of_pyngrok() -> None:
    installed = Path(sys.executable).with_name(NAME)
    if not installed.exists():
        pytest.skip("pyngrok's program is not beside this Python")
    assert is_shim(installed)


def test_a_program_that_cannot_be_read_is_not_taken_for_one_of_pyngrok(tmp_path: Path) -> None:
    assert not is_shim(tmp_path / "nothing")


@pytest.mark.parametrize("source", ["`--ngrok-path`", "NGROK_PATH"])
def test_a_wrong_place_is_named(source: str, tmp_path: Path) -> None:
    def settings(path: Path) -> TunnelSettings:
        if source == "NGROK_PATH":
            return TunnelSettings(environment={"NGROK_PATH": str(path)})
        return TunnelSettings(options={"ngrok-path": str(path)})

    nothing = refused(settings(tmp_path / "nothing"))
    assert nothing.message == f"the ngrok agent `{tmp_path / 'nothing'}` of {source} does not exist"
    assert nothing.hint == f"correct {source}; https://ngrok.com/download has the agent"
    assert "is no program that can be run" in refused(settings(tmp_path)).message


@POSIX
def test_a_program_that_is_none_is_named(tmp_path: Path) -> None:
    broken = write_program(tmp_path / NAME, "this is no program\n")
    error = refused(TunnelSettings(options={"ngrok-path": str(broken)}))
    assert error.message == f"the ngrok agent `{broken}` cannot be run: Exec format error"
