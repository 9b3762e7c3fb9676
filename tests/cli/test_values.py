from pathlib import Path

import pytest

from webhookctl.cli._values import read_data
from webhookctl.errors import UsageError


def test_data_is_text_or_what_a_file_holds(tmp_path: Path) -> None:
    file = tmp_path / "body"
    file.write_bytes(b"\x00\r\n")

    assert read_data(f"@{file}") == b"\x00\r\n"
    assert read_data("é\udcff") == b"\xc3\xa9\xff"
    assert read_data("") == b""


def test_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="cannot read the data file `/no/such`"):
        read_data("@/no/such")
