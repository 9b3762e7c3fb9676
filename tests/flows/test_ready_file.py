import os
import sys
from pathlib import Path

import pytest

from webhookctl.errors import UnavailableError, UsageError
from webhookctl.flows.ready_file import clear, write_whole


def test_file_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "ready"
    file.write_text("old and longer", "utf-8")
    write_whole(file, "né\n")
    assert file.read_bytes() == "né\n".encode()
    assert list(tmp_path.iterdir()) == [file]


def test_file_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnavailableError, match=r"^cannot write `.*folder`: "):
        write_whole(tmp_path / "folder", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_what_an_earlier_run_left_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "ready"
    file.write_text("old", "utf-8")
    clear(file)
    clear(file)
    assert not file.exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "is not a file"), ("missing/ready", "there is no folder"), ("file/ready", "no folder")],
)
def test_place_where_no_file_can_be_is_a_usage_error(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=message):
        clear(tmp_path / name)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other devices")
def test_device_is_left_alone() -> None:
    with pytest.raises(UsageError, match="`/dev/null` is not a file"):
        clear(Path(os.devnull))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that nobody can remove")
def test_file_that_cannot_be_removed_is_told() -> None:
    with pytest.raises(UnavailableError, match="cannot write `/proc/version`"):
        clear(Path("/proc/version"))
