from pathlib import Path

import pytest

from webhookctl.cli._secrets import WARNING, read_secrets
from webhookctl.errors import UsageError


def test_secrets_by_reference_are_read_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret").write_bytes(b"from a file\n")
    monkeypatch.setenv("A_SECRET", "from the environment")

    secrets = read_secrets(["env:A_SECRET", f"file:{tmp_path / 'secret'}"])

    assert [secret.value for secret in secrets] == [b"from the environment", b"from a file"]
    assert capsys.readouterr() == ("", "")


def test_literal_secrets_are_warned_about_once(capsys: pytest.CaptureFixture[str]) -> None:
    secrets = read_secrets(["one", "two"])

    assert [(secret.name, secret.value) for secret in secrets] == [
        ("literal 1", b"one"),
        ("literal 2", b"two"),
    ]
    assert capsys.readouterr() == ("", WARNING)


def test_one_literal_secret_needs_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_secrets(["one"])[0].name == "literal"
    assert capsys.readouterr().err == WARNING


def test_no_references_are_no_secrets() -> None:
    assert read_secrets(None) == read_secrets([]) == ()


def test_broken_reference_is_refused_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError):
        read_secrets(["literal", "file:/no/such/file"])

    assert capsys.readouterr().err == ""
