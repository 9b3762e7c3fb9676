from pathlib import Path

import pytest

from webhookctl.cli._values import body_of, event_name, read_data
from webhookctl.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (None, None),
        ("github.push", "github.push"),
        ("github:push", "github.push"),
        ("cloudevents:com.acme.order:made", "cloudevents.com.acme.order:made"),
        ("cloudevents.com.acme.order:made", "cloudevents.com.acme.order:made"),
        ("github", "github"),
        ("github:", "github."),
    ],
)
def test_event_may_be_typed_with_a_colon(typed: str | None, name: str | None) -> None:
    assert event_name(typed) == name


def test_data_is_text_or_what_a_file_holds(tmp_path: Path) -> None:
    file = tmp_path / "body"
    file.write_bytes(b"\x00\r\n")

    assert read_data(f"@{file}") == b"\x00\r\n"
    assert read_data("é\udcff") == b"\xc3\xa9\xff"
    assert read_data("") == b""


def test_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="cannot read the data file `/no/such`"):
        read_data("@/no/such")


def test_raw_data_has_no_signs() -> None:
    assert body_of(None, "@file", None) == b"@file"
    assert body_of(None, "-", None) == b"-"
    assert body_of("text", None, None) == b"text"
    assert body_of(None, None, None) is None
    assert body_of(None, None, "last") is None


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (("a", "b", None), "`--data` and `--data-raw` exclude each other"),
        (("a", None, "last"), "`--data` and `--from-capture` exclude each other"),
        ((None, "", "last"), "`--data-raw` and `--from-capture` exclude each other"),
    ],
)
def test_there_is_one_body(given: tuple[str | None, str | None, str | None], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        body_of(*given)
