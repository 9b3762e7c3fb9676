from pathlib import Path

import pytest

from webhookctl.config import (
    is_literal,
    key_folder,
    parse_duration,
    parse_size,
    read_secret,
    store_path,
)
from webhookctl.errors import UsageError


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("512", 512),
        ("512b", 512),
        ("64k", 65_536),
        ("64KiB", 65_536),
        ("64kB", 64_000),
        ("25MiB", 26_214_400),
        ("1.5 m", 1_572_864),
        ("1MB", 1_000_000),
        (" 2GiB ", 2_147_483_648),
        ("1GB", 1_000_000_000),
    ],
)
def test_size_is_in_bytes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "k", "-1", "1e3", "10 parsecs", "1.2.3", "1,5m", "\u0661x"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a size") as caught:
        parse_size(text)
    assert caught.value.hint == "write it like `512k`, `25MiB` or `1GB`"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90.0),
        ("500ms", 0.5),
        ("1.5s", 1.5),
        ("10m", 600.0),
        ("2 h", 7_200.0),
        ("7D", 604_800.0),
        ("1w", 604_800.0),
    ],
)
def test_duration_is_in_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "s", "-1s", "1 fortnight", "1h30m"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a duration"):
        parse_duration(text)


def test_duration_of_more_than_ten_years_is_refused() -> None:
    assert parse_duration("3653d") == 315_619_200.0
    with pytest.raises(UsageError, match="`3654d` is longer than 10 years"):
        parse_duration("3654d")


def test_store_is_where_the_option_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOKCTL_STORE", "elsewhere")
    assert store_path(tmp_path / "store") == tmp_path / "store"


def test_store_is_where_the_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOKCTL_STORE", "elsewhere")
    assert store_path() == Path("elsewhere")


@pytest.mark.parametrize("value", [None, ""])
def test_store_is_in_the_data_folder_unless_told(
    value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("WEBHOOKCTL_STORE", raising=False)
    if value is not None:
        monkeypatch.setenv("WEBHOOKCTL_STORE", value)
    path = store_path()
    assert path.parts[-2:] == ("webhookctl", "webhookctl.sqlite3")
    assert path.is_absolute()


def test_fetched_keys_are_in_the_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    assert key_folder().is_absolute()
    assert "webhookctl" in key_folder().parts
    assert key_folder() != store_path().parent


def test_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", "s3cret")
    secret = read_secret("env:HOOK_SECRET")
    assert (secret.name, secret.value) == ("env:HOOK_SECRET", b"s3cret")


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"s3cret", b"s3cret"),
        (b"s3cret\n", b"s3cret"),
        (b"s3cret\r\n", b"s3cret"),
        (b"s3cret\n\n", b"s3cret\n"),
        (b" \xff\x00 ", b" \xff\x00 "),
    ],
)
def test_secret_comes_from_a_file_without_its_line_break(
    tmp_path: Path, content: bytes, value: bytes
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    secret = read_secret(f"file:{file}")
    assert (secret.name, secret.value) == (f"file:{file}", value)


def test_secret_file_may_be_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "secret").write_bytes(b"s3cret")
    assert read_secret("file:~/secret").value == b"s3cret"


@pytest.mark.parametrize("reference", ["whsec_abc", "a:b", "caf\u00e9"])
def test_anything_else_is_the_secret_itself(reference: str) -> None:
    secret = read_secret(reference)
    assert (secret.name, secret.value) == ("literal", reference.encode())
    assert is_literal(reference)
    assert reference not in repr(secret)


@pytest.mark.parametrize("reference", ["env:X", "file:x"])
def test_reference_is_no_literal(reference: str) -> None:
    assert not is_literal(reference)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("", "the secret is empty"),
        ("env:NOT_SET", "the environment variable `NOT_SET` of `--secret env:NOT_SET` is not set"),
        ("env:EMPTY", "the environment variable `EMPTY` is empty"),
    ],
)
def test_secret_that_is_not_there_is_a_usage_error(
    reference: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    monkeypatch.setenv("EMPTY", "")
    with pytest.raises(UsageError) as caught:
        read_secret(reference)
    assert caught.value.message == message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("reference", "message", "hint"),
    [
        ("ENV:HOOK_SECRET", "a secret is not given with `ENV:`", "did you mean `env:`?"),
        ("evn:HOOK_SECRET", "a secret is not given with `evn:`", "did you mean `env:`?"),
        ("fil:/run/secret", "a secret is not given with `fil:`", "did you mean `file:`?"),
        ("env:", "`--secret env:` names no variable", "write it like `env:NAME`"),
        (
            "env:HOOK_SECRTE",
            "the environment variable `HOOK_SECRTE` of `--secret env:HOOK_SECRTE` is not set",
            "did you mean `env:HOOK_SECRET`? Or set it, ",
        ),
    ],
)
def test_reference_that_is_nearly_right_is_corrected(
    reference: str, message: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK_SECRET", "s3cret")
    with pytest.raises(UsageError) as caught:
        read_secret(reference)
    assert caught.value.message == message
    assert (caught.value.hint or "").startswith(hint)
    assert "s3cret" not in f"{caught.value.hint}"


def test_secret_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(UsageError, match="cannot read the secret file"):
            read_secret(f"file:{path}")


def test_secret_file_without_a_secret_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"\n")
    with pytest.raises(UsageError, match="is empty"):
        read_secret(f"file:{file}")
