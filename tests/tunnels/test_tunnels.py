import subprocess
import sys
from pathlib import Path

import pytest

from webhookctl.errors import UnavailableError, UsageError
from webhookctl.tunnels import (
    Opened,
    Tunnel,
    TunnelSettings,
    find_tunnel,
    open_tunnel,
    tunnel_names,
)


def install_package(folder: Path, entry: str, source: str) -> None:
    """Put a package with one entry point into a folder, as pip would."""
    (folder / "their_tunnel.py").write_text(source, "utf-8")
    metadata = folder / "their_tunnel-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Name: their-tunnel\nVersion: 1.0\n", "utf-8")
    (metadata / "entry_points.txt").write_text(f"[webhookctl.tunnels]\n{entry}\n", "utf-8")


def test_built_in_tunnels_are_the_files_of_the_folder() -> None:
    assert tunnel_names() == ("ngrok",)
    assert find_tunnel("ngrok").name == "ngrok"


def test_finding_a_built_in_tunnel_loads_no_library_of_it() -> None:
    code = (
        "import sys; from webhookctl.tunnels import find_tunnel; find_tunnel('ngrok');"
        "sys.exit(str([name for name in ('pyngrok', 'importlib.metadata') if name in sys.modules]))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ended.stderr.decode().strip() == "[]"


@pytest.mark.parametrize("name", ["ngork", "Ngrok", "ngrok:8080"])
def test_a_name_that_is_nearly_right_is_corrected(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        open_tunnel(name, "127.0.0.1", 8080, TunnelSettings())
    assert raised.value.message == f"there is no tunnel `{name}`"
    assert raised.value.hint == "did you mean `ngrok`?"


@pytest.mark.parametrize("name", ["", "__init__", "_child", "../../etc/passwd", "carrier-pigeon"])
def test_only_tunnels_are_tunnels(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        find_tunnel(name)
    assert raised.value.hint == "known tunnels: `ngrok`"


def test_an_option_of_another_tunnel_is_refused() -> None:
    settings = TunnelSettings(options={"ngrok-path": "/bin/ngrok", "ssh-key": "k"})
    with pytest.raises(UsageError, match="the tunnel `ngrok` has no option `--ssh-key`"):
        open_tunnel("ngrok", "127.0.0.1", 8080, settings)


def test_another_package_adds_a_tunnel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "from webhookctl.tunnels import Tunnel\nTUNNEL = Tunnel(name='theirs', open=None)\n"
    install_package(tmp_path, "theirs = their_tunnel:TUNNEL", source)
    monkeypatch.syspath_prepend(tmp_path)
    assert find_tunnel("theirs") == Tunnel(name="theirs", open=find_tunnel("theirs").open)
    with pytest.raises(UsageError) as raised:
        find_tunnel("carrier-pigeon")
    assert raised.value.hint == "known tunnels: `ngrok`, `theirs`"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import no_such_module", "the tunnel `theirs` cannot be loaded from `their_tunnel:T`"),
        ("U = 1", "the tunnel `theirs` cannot be loaded from `their_tunnel:T`"),
        ("T = 1", "`their_tunnel:T` is not a tunnel"),
    ],
)
def test_a_broken_tunnel_of_another_package_is_named(
    source: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_package(tmp_path, "theirs = their_tunnel:T", source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "their_tunnel", raising=False)
    with pytest.raises(UnavailableError) as raised:
        find_tunnel("theirs")
    assert raised.value.message.startswith(message)
    monkeypatch.delitem(sys.modules, "their_tunnel", raising=False)


def test_the_environment_is_never_in_a_representation() -> None:
    settings = TunnelSettings(environment={"NGROK_AUTHTOKEN": "hunter2"})
    assert "hunter2" not in repr(settings)


def test_the_settings_know_the_environment_of_the_process() -> None:
    assert TunnelSettings().environment["PATH"]
    assert TunnelSettings().deadline == 15


def test_an_open_tunnel_shows_its_name_and_url() -> None:
    async def never() -> str:
        return ""

    opened = Opened("ngrok", "https://a.example", never)
    assert repr(opened) == "Opened(name='ngrok', public_url='https://a.example')"
