"""What `send` and `replay` share: an end by a signal, the two forms of a report, a complaint."""

import pytest

from webhookctl.cli._sending import Report, complain, headers_of, one_secret, run_until_done
from webhookctl.core.ports import StoreError
from webhookctl.errors import ExitCode


async def _work(error: BaseException | None) -> None:
    if error is not None:
        raise error


def test_work_that_ends_is_done() -> None:
    assert run_until_done(_work(None)) is None


def test_work_that_is_interrupted_is_not_done() -> None:
    assert run_until_done(_work(KeyboardInterrupt())) == ExitCode.INTERRUPTED


def test_error_of_the_work_goes_through() -> None:
    with pytest.raises(ValueError, match="mine"):
        run_until_done(_work(ValueError("mine")))


def test_report_for_people_is_text(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    report = Report(json=False)
    report.tell(lambda _screen: "told\n", lambda: {"a": 1})
    report.say(lambda _screen: "said\n")
    assert capsysbinary.readouterr() == (b"told\n", b"said\n")


def test_report_for_scripts_is_json_and_nothing_else(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    report = Report(json=True)
    report.tell(lambda _screen: "told\n", lambda: {"a": "é"})
    report.say(lambda _screen: "said\n")
    assert capsysbinary.readouterr() == (b'{"a":"\\u00e9"}\n', b"")


@pytest.mark.parametrize(
    ("hint", "more"), [(None, ""), ("free\x1b some", "hint: free\\x1b some\n")]
)
def test_complaint_is_a_warning_that_is_safe_to_print(
    capsys: pytest.CaptureFixture[str], hint: str | None, more: str
) -> None:
    complain(StoreError("no room", hint=hint))
    assert capsys.readouterr().err == f"warning: not recorded: no room\n{more}"


def test_options_may_be_left_out() -> None:
    assert (one_secret(None), headers_of(None)) == (None, ())
