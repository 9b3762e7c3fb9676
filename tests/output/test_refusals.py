"""What is said of a receiver that has to refuse: a refusal, a forged event taken, or neither."""

from dataclasses import replace

import pytest

from tests.output.samples import COLOUR, NARROW, REFUSED_CONNECTION, answer, attempt, delivery
from webhookctl.core.model import Attempt
from webhookctl.core.retry import End, RetryPolicy, Step
from webhookctl.core.tamper import Kind
from webhookctl.output.refusals import (
    refusal_fields,
    refusal_hint,
    refusal_mark,
    refused_fields,
    refused_line,
    taken,
)

POLICY = RetryPolicy("p", "P")
REFUSED = replace(attempt(answer(401)), accepted=True)
TAKEN = replace(attempt(answer(204)), accepted=False)
FAILED = replace(attempt(answer(503)), accepted=False)
NOBODY = replace(attempt(failure=REFUSED_CONNECTION), accepted=False)


@pytest.mark.parametrize(
    ("last", "line"),
    [
        (REFUSED, "refused with 401, as it should be: its body was changed after it was signed\n"),
        (
            TAKEN,
            "FORGED EVENT TAKEN: the receiver answered 204, although its body was changed after it "
            "was signed\n",
        ),
        (FAILED, "not refused: an answer of 503 is no refusal\n"),
        (NOBODY, f"not refused: {NOBODY.failure.message if NOBODY.failure else ''}\n"),
        (None, "no verdict: no attempt has ended\n"),
    ],
)
def test_verdict_is_about_the_receiver(last: Attempt | None, line: str) -> None:
    assert refused_line(last, Kind.BODY, NARROW) == line


@pytest.mark.parametrize(
    ("one", "mark"),
    [
        (REFUSED, ("refused, as it should be", "refused")),
        (TAKEN, ("TAKEN, but it is forged", "FORGED TAKEN")),
        (FAILED, ("not refused",)),
        (NOBODY, ("not refused",)),
    ],
)
def test_row_says_whether_it_was_refused(one: Attempt, mark: tuple[str, ...]) -> None:
    assert refusal_mark(one).forms == mark


def test_forged_event_that_is_taken_is_said_loudly() -> None:
    assert "\x1b[1;31mFORGED EVENT TAKEN\x1b[0m" in refused_line(TAKEN, Kind.EMPTY, COLOUR)


def test_hint_is_what_may_be_done() -> None:
    assert refusal_hint(TAKEN).startswith("hint: verify the signature of the exact bytes, ")
    assert refusal_hint(REFUSED) == ""
    missing = replace(REFUSED, answer=answer(404))
    assert refusal_hint(missing).startswith("note: 404 may have another reason ")
    assert refusal_hint(FAILED) == ""
    assert refusal_hint(NOBODY).startswith("hint: ")


@pytest.mark.parametrize(
    ("last", "verdict"),
    [(REFUSED, (False, True)), (TAKEN, (True, False)), (FAILED, (False, False))],
)
def test_fields_tell_taken_from_refused(last: Attempt, verdict: tuple[bool, bool]) -> None:
    fields = refusal_fields(Step(last, 1, end=End.FINAL), Kind.STALE)
    assert (fields["accepted"], fields["refused"], fields["tamper"]) == (*verdict, "stale")
    done = replace(delivery(), attempts=(last,))
    end = refused_fields(done, Kind.STALE, POLICY, recorded=True, interrupted=False)
    assert (end["delivered"], end["refused"], end["tamper"]) == (*verdict, "stale")
    assert "accepted" not in end
    assert taken(last) is verdict[0]


def test_nothing_is_refused_before_an_attempt_has_ended() -> None:
    none = replace(delivery(), attempts=())
    end = refused_fields(none, Kind.STALE, POLICY, recorded=True, interrupted=True)
    assert (end["delivered"], end["refused"], end["interrupted"]) == (False, False, True)
