"""Keys in files: whose they are, and that nothing is lost by making new ones."""

import os
import stat
from pathlib import Path

import pytest

from webhookctl.config import read_secret
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.errors import UsageError
from webhookctl.flows.keys import make_keys
from webhookctl.flows.world import real_world

WORLD = real_world(7)
posix = pytest.mark.skipif(os.name == "nt", reason="files have no such modes there")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_pair_is_in_two_files_that_sign_and_judge(tmp_path: Path) -> None:
    made = make_keys("discord", tmp_path, WORLD)

    assert [path.name for path in made.paths] == ["discord-private.pem", "discord-public.txt"]
    private, public = (read_secret(f"file:{path}") for path in made.paths)
    message = SignedMessage("POST", None, (), b"{}")
    signed = made.scheme.sign(message, private, Stamp(1.0, ""))
    assert made.scheme.judge(signed, [public], None).valid


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("stripe", "stripe-secret.txt"),
        ("GitHub", "github-secret.txt"),
        ("github_sha1", "github_sha1-secret.txt"),
        ("standardwebhooks", "standard_webhooks-secret.txt"),
    ],
)
def test_file_is_called_after_what_it_is_for(tmp_path: Path, name: str, file: str) -> None:
    made = make_keys(name, tmp_path, WORLD)

    assert made.paths == (tmp_path / file,)
    assert made.paths[0].read_bytes() == made.keys.signing.content


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@posix
@pytest.mark.parametrize("force", [False, True])
def test_private_file_is_its_owners_alone(tmp_path: Path, force: bool) -> None:
    there = tmp_path / "plaid-private.json"
    if force:
        there.write_text("old")
        there.chmod(0o666)

    private, public = make_keys("plaid", tmp_path, WORLD, force=force).paths

    assert mode_of(private) == 0o600
    assert mode_of(public) & 0o600 == 0o600
    assert names(tmp_path) == ["plaid-private.json", "plaid-public.json"]


@pytest.mark.parametrize("file", ["discord-private.pem", "discord-public.txt"])
def test_nothing_is_overwritten_and_nothing_half_made(tmp_path: Path, file: str) -> None:
    there = tmp_path / file
    there.write_text("precious")

    with pytest.raises(UsageError, match="is there already") as refused:
        make_keys("discord", tmp_path, WORLD)

    assert refused.value.message == f"`{there}` is there already"
    assert refused.value.hint == "`--force` replaces it; `--out DIR` names another folder"
    assert there.read_text() == "precious"
    assert names(tmp_path) == [file]


def test_force_replaces(tmp_path: Path) -> None:
    first = make_keys("stripe", tmp_path, WORLD).paths[0].read_bytes()

    second = make_keys("stripe", tmp_path, WORLD, force=True).paths[0].read_bytes()

    assert first != second


def test_file_of_another_that_came_between_is_left_alone(tmp_path: Path) -> None:
    between = tmp_path / f".stripe-secret.txt.{os.getpid()}"
    between.write_text("precious")

    with pytest.raises(UsageError, match="is there already"):
        make_keys("stripe", tmp_path, WORLD, force=True)

    assert between.read_text() == "precious"


@posix
def test_link_is_not_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "keys" / "stripe-secret.txt"
    link.parent.mkdir()
    link.symlink_to(target)

    with pytest.raises(UsageError, match="is there already"):
        make_keys("stripe", link.parent, WORLD)
    make_keys("stripe", link.parent, WORLD, force=True)

    assert not target.exists()
    assert not link.is_symlink()


def test_folder_is_made(tmp_path: Path) -> None:
    made = make_keys("stripe", tmp_path / "a" / "b", WORLD)

    assert made.paths[0].parent == tmp_path / "a" / "b"
    assert made.paths[0].is_file()


@pytest.mark.parametrize("force", [False, True])
def test_place_that_cannot_be_written_is_told(tmp_path: Path, force: bool) -> None:
    file = tmp_path / "file"
    file.write_text("")

    with pytest.raises(UsageError, match="cannot write") as refused:
        make_keys("stripe", file / "inner", WORLD, force=force)

    assert refused.value.hint == "name a folder you may write to: `--out DIR`"


def test_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "stripe-secret.txt").mkdir()

    with pytest.raises(UsageError, match="cannot write"):
        make_keys("stripe", tmp_path, WORLD, force=True)

    assert names(tmp_path) == ["stripe-secret.txt"]


def test_provider_that_signs_nothing_has_no_keys(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Docker Hub webhooks are not signed"):
        make_keys("docker_hub", tmp_path, WORLD)

    assert names(tmp_path) == []
