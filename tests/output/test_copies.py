"""What is said of several copies of one event."""

from dataclasses import replace

from tests.output.samples import NARROW, answer, attempt, delivery
from webhookctl.core.retry import RetryPolicy, Step
from webhookctl.core.tamper import Kind
from webhookctl.output.copies import copies_fields, copies_line, copy_label

GOOD = replace(delivery(), attempts=(replace(attempt(answer(200)), accepted=True),))
BAD = replace(delivery(), attempts=(replace(attempt(answer(200)), accepted=False),))
NONE = replace(delivery(), attempts=())
POLICY = RetryPolicy("p", "P", note="note")


def test_label_counts_copies_and_attempts() -> None:
    assert copy_label(0, 12, Step(attempt(answer(200)), 1)) == " 1/12"
    assert copy_label(11, 12, Step(replace(attempt(answer(200)), number=3), 4)) == "12/12 #3"


def test_line_says_how_many_were_accepted() -> None:
    assert copies_line([GOOD, GOOD], None, NARROW) == "2 of 2 accepted\n"
    assert copies_line([GOOD, BAD, NONE], None, NARROW) == "1 of 3 accepted\n"


def test_line_says_how_many_were_refused() -> None:
    assert copies_line([GOOD, GOOD], Kind.BODY, NARROW) == "2 of 2 refused, as they should be\n"
    assert copies_line([GOOD, BAD, NONE], Kind.BODY, NARROW) == (
        "1 of 3 refused, as they should be; 1 FORGED TAKEN\n"
    )


def test_fields_are_a_summary() -> None:
    fields = copies_fields([GOOD, BAD], None, POLICY, recorded=True, interrupted=False)
    assert fields == {
        "event": "summary",
        "copies": 2,
        "accepted": 1,
        "interrupted": False,
        "recorded": True,
        "ids": [GOOD.id, BAD.id],
        "url": GOOD.target_url,
        "provider": GOOD.provider,
        "event_type": GOOD.event,
        "message_id": GOOD.message_id,
        "policy": {"name": "p", "exact": True, "note": "note"},
    }
    forged = copies_fields([GOOD, BAD, NONE], Kind.EMPTY, POLICY, recorded=True, interrupted=True)
    assert (forged["accepted"], forged["refused"], forged["tamper"]) == (1, 1, "empty")
