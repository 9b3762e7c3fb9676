import os
from pathlib import Path

import pytest

from tests.config.files import write_user_file
from tests.processes import clean_environment
from webhookctl.config.file import _is_file, config_files, read_config
from webhookctl.errors import UsageError


@pytest.fixture
def folder(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, deep in which we are, in a world without other files."""
    for name, value in clean_environment(home).items():
        monkeypatch.setenv(name, value)
    deep = tmp_path / "project" / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    return tmp_path / "project"


def test_nothing_is_found_where_there_is_nothing(folder: Path) -> None:
    (folder / "webhookctl.toml").mkdir()  # a folder is no file

    assert config_files() == ()


def test_project_is_found_upwards_and_the_nearest_counts(folder: Path) -> None:
    (folder / "webhookctl.toml").touch()
    assert config_files() == (folder / "webhookctl.toml",)

    (folder / "a" / "webhookctl.toml").touch()
    assert config_files() == (folder / "a" / "webhookctl.toml",)


def test_project_goes_before_the_user(folder: Path, home: Path) -> None:
    write_user_file(home, "")
    assert [path.parent.name for path in config_files()] == ["webhookctl"]

    (folder / "webhookctl.toml").touch()
    assert [path.parent.name for path in config_files()] == ["project", "webhookctl"]


def test_file_of_the_user_is_found_once(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_user_file(home, "")
    (own,) = config_files()
    monkeypatch.chdir(own.parent)

    assert config_files() == (own,)


@pytest.mark.skipif(os.name == "nt", reason="a folder that is used cannot be removed")
def test_folder_that_is_gone_has_no_project(folder: Path) -> None:
    (folder / "webhookctl.toml").touch()
    (folder / "a" / "b").rmdir()

    assert config_files() == ()


def test_file_is_read_as_toml(tmp_path: Path) -> None:
    path = tmp_path / "webhookctl.toml"
    path.write_bytes(b'\xef\xbb\xbf[a.b]\r\nc = "\xc3\xa9"\r\n')

    assert read_config(path) == {"a": {"b": {"c": "é"}}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[a\n", "is no TOML: expected ']' at the end of a table declaration (at line 1"),
        (b"[a]\nb = c\n", "is no TOML: invalid value (at line 2, column 5)"),
        (b"a = 1\na = 2\n", "is no TOML: cannot overwrite a value"),
        (b"a = " + b"[" * 50_000, "is no TOML: "),
        (b"a = '\xff'\n", "is no UTF-8 text"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_file(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "webhookctl.toml"
    path.write_bytes(content)

    with pytest.raises(UsageError) as caught:
        read_config(path)

    assert f"`{path}` {words}" in caught.value.message
    assert caught.value.hint


def test_file_that_cannot_be_opened_is_told_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read `.*missing\.toml`: no such file"):
        read_config(tmp_path / "missing.toml")


def test_place_that_may_not_be_looked_at_holds_no_file(tmp_path: Path) -> None:
    assert not _is_file(tmp_path / ("x" * 5000))
