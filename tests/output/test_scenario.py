"""What is said of a scenario and its steps."""

from dataclasses import replace

import pytest

from tests.output.samples import NARROW, answer, attempt, delivery
from webhookctl.core.retry import Step as RetryStep
from webhookctl.core.scenario import Scenario, Step
from webhookctl.output.scenario import (
    course_line,
    step_label,
    story_fields,
    story_line,
    wait_line,
)

CREATED, PAID = Step("created", "a.b"), Step("paid", "a.c", after=90.0)
STORY = Scenario("order\x1b", (CREATED, PAID))
GOOD = replace(delivery(), attempts=(replace(attempt(answer(200)), accepted=True),))
NONE = replace(delivery(), id="", attempts=())


def test_course_is_told_and_the_story_where_it_is_another() -> None:
    assert course_line(STORY, [CREATED, PAID], NARROW) == "order\\x1b: created → paid\n"
    assert course_line(STORY, [PAID, CREATED], NARROW) == (
        "order\\x1b: paid → created (shuffled; the story is created → paid)\n"
    )


@pytest.mark.parametrize(
    ("speed", "line"),
    [
        (1.0, "paid follows in 1 min 30 s\n"),
        (60.0, "paid follows in 1.5 s instead of 1 min 30 s\n"),
        (100.0, ""),
        (float("inf"), ""),
    ],
)
def test_long_wait_is_announced(speed: float, line: str) -> None:
    assert wait_line(PAID, PAID.after, speed) == line


def test_label_has_the_step_and_the_attempts_where_there_are_several() -> None:
    first = attempt(answer(200))
    assert step_label(PAID, [CREATED, PAID], RetryStep(first, 1)) == "paid   "
    assert step_label(PAID, [PAID], RetryStep(replace(first, number=2), 3)) == "paid #2"


def test_end_counts_what_was_accepted() -> None:
    assert story_line([GOOD, NONE], NARROW) == "1 of 2 steps accepted\n"
    assert story_line([GOOD], NARROW) == "1 of 1 steps accepted\n"


def test_fields_name_each_step_as_it_was_sent() -> None:
    fields = story_fields(
        Scenario("order", (CREATED, PAID)),
        [PAID, CREATED],
        [GOOD, NONE],
        recorded=True,
        interrupted=True,
    )
    told = {
        "id": GOOD.id,
        "provider": GOOD.provider,
        "event_type": GOOD.event,
        "message_id": GOOD.message_id,
    }
    assert fields == {
        "event": "summary",
        "scenario": "order",
        "accepted": 1,
        "shuffled": True,
        "interrupted": True,
        "recorded": True,
        "url": GOOD.target_url,
        "steps": [
            {"step": "paid", "delivered": True, "attempts": 1, **told},
            {"step": "created", "delivered": False, "attempts": 0, **told, "id": None},
        ],
    }
