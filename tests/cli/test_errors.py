import io
from pathlib import Path

import pytest
import typer

from tests.conftest import Cli
from webhookctl.cli._errors import let_go_of_broken, report
from webhookctl.core.ports import StoreError
from webhookctl.errors import UnavailableError, UsageError, WebhookctlError

SEE = "hint: set WEBHOOKCTL_TRACEBACK=1 and run it again to see the traceback\n"


@pytest.fixture(autouse=True)
def _no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEBHOOKCTL_TRACEBACK", raising=False)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WebhookctlError("it was refused"), 1),
        (UsageError("it was refused"), 2),
        (UnavailableError("it was refused"), 3),
        (StoreError("it was refused"), 3),
    ],
)
def test_own_error_has_its_exit_code(
    error: WebhookctlError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(error) == code
    assert capsys.readouterr() == ("", "error: it was refused\n")


def test_hint_stands_apart(capsys: pytest.CaptureFixture[str]) -> None:
    report(WebhookctlError("port 80 is in use", hint="choose another with `--port`"))
    assert capsys.readouterr().err == (
        "error: port 80 is in use\n\nhint: choose another with `--port`\n"
    )


def test_strangers_text_cannot_act(capsys: pytest.CaptureFixture[str]) -> None:
    report(WebhookctlError("got `\x1b]0;x\x07`", hint="not `\u202e`"))
    assert capsys.readouterr().err == "error: got `\\x1b]0;x\\x07`\n\nhint: not `\\u202e`\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), typer.Abort()])
def test_interruption_needs_no_words(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(error) == 130
    assert capsys.readouterr() == ("", "")


def test_reader_that_is_gone_needs_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(BrokenPipeError()) == 1
    assert capsys.readouterr() == ("", "")


def test_unexpected_error_names_its_place_and_no_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError, match="secret") as caught:
        int("whsec_very_secret")
    assert report(caught.value) == 1
    message, empty, hint = capsys.readouterr().err.splitlines(keepends=True)
    assert message.startswith("error: unexpected ValueError at test_errors.py line ")
    assert (empty, hint) == ("\n", SEE)


def test_error_without_a_place_is_only_named(capsys: pytest.CaptureFixture[str]) -> None:
    report(MemoryError())
    assert capsys.readouterr().err == f"error: unexpected MemoryError\n\n{SEE}"


def test_error_of_the_system_is_in_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(FileNotFoundError) as caught:
        gone.read_bytes()
    assert report(caught.value) == 1
    assert capsys.readouterr().err == f"error: no such file or directory: `{gone}`\n\n{SEE}"


def test_traceback_is_shown_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEBHOOKCTL_TRACEBACK", "1")
    assert report(MemoryError()) == 1
    assert capsys.readouterr().err == "MemoryError\n"


def test_stream_that_works_is_kept(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w", encoding="utf-8") as stream:
        stream.write("before ")
        let_go_of_broken(stream)
        stream.write("after")
    assert (tmp_path / "file").read_text("utf-8") == "before after"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_stream_that_is_broken_takes_the_rest_silently() -> None:
    raw = Path("/dev/full").open("wb")  # noqa: SIM115 - closed through its wrapper
    with io.TextIOWrapper(raw, "utf-8") as stream:
        stream.write("no room for this")
        let_go_of_broken(stream)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("listen", "--port", "99999"),
            "invalid value for `--port` / `-p`: 99999 is not from 0 to 65535",
        ),
        (("list", "--limit", "-1"), "invalid value for `--limit` / `-n`: -1 is less than 0"),
        (
            ("send", "github.push", "--count", "0"),
            "invalid value for `--count`: 0 is less than 1",
        ),
    ],
)
def test_number_out_of_its_range_is_told_in_words(
    cli: Cli, arguments: tuple[str, ...], message: str
) -> None:
    ended = cli(*arguments)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[0] == f"error: {message}"
