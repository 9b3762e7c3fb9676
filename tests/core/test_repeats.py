"""Events that come again although they were taken."""

from dataclasses import replace

import pytest

from tests.output.samples import FORGED, GENUINE, STRIPE, capture, captured, request
from webhookctl.core.model import UNKNOWN, Recognition
from webhookctl.core.notice import Captured
from webhookctl.core.repeats import MOST_TOLD, REMEMBERED, Repeats


def event(
    id_: str = "0a00000000000001",
    body: bytes = b"{}",
    *,
    status: int | None = 200,
    who: Recognition = STRIPE,
) -> Captured:
    seen = captured(capture(request(body), recognition=who), status=status)
    return replace(seen, capture=replace(seen.capture, id=id_))


SAID = (
    "evt_1 has come again, although 0a00000000 was taken: "
    "the sender retries, or knows this URL twice; act on an event only once"
)


def test_event_that_was_taken_is_told_when_it_comes_again() -> None:
    repeats = Repeats()
    assert repeats.note(event()) is None
    assert repeats.note(event("0b00000000000002")) == SAID
    assert repeats.note(event("0c00000000000003")) == SAID


@pytest.mark.parametrize("status", [500, 401, 302, None])
def test_retry_of_what_was_not_taken_is_expected(status: int | None) -> None:
    repeats = Repeats()
    assert repeats.note(event(status=status)) is None
    assert repeats.note(event()) is None
    assert repeats.note(event()) is not None


def test_what_is_not_genuine_counts_neither_as_taken_nor_as_come_again() -> None:
    repeats = Repeats()
    seen = event()
    forged = replace(seen, capture=replace(seen.capture, verdict=FORGED))
    genuine = replace(seen, capture=replace(seen.capture, verdict=GENUINE))
    notes = [repeats.note(one) for one in (forged, genuine, forged, genuine)]
    assert [note is not None for note in notes] == [False, False, False, True]


@pytest.mark.parametrize(
    "other",
    [
        event(body=b"{1}"),
        event(who=replace(STRIPE, delivery_id="evt_2")),
        event(who=replace(STRIPE, event="charge.failed")),
        event(who=replace(STRIPE, provider="acme")),
        event(who=UNKNOWN),
        event(body=b"x" * 70_000),
    ],
)
def test_another_event_is_none_that_comes_again(other: Captured) -> None:
    repeats = Repeats()
    assert repeats.note(event()) is None
    assert repeats.note(other) is None


def test_only_the_first_few_are_told() -> None:
    repeats = Repeats()
    events = [event(f"{n:016}", who=replace(STRIPE, delivery_id=f"evt_{n}")) for n in range(9)]
    assert [repeats.note(one) for one in events] == [None] * 9
    told = [repeats.note(one) is not None for one in events]
    assert told == [True] * MOST_TOLD + [False] * (9 - MOST_TOLD)
    assert repeats.note(events[0]) is not None


def test_memory_is_bounded() -> None:
    repeats = Repeats()
    for n in range(REMEMBERED + 1):
        repeats.note(event(who=replace(STRIPE, delivery_id=f"evt_{n}")))
    assert repeats.note(event(who=replace(STRIPE, delivery_id="evt_0"))) is None
    assert repeats.note(event(who=replace(STRIPE, delivery_id=f"evt_{REMEMBERED}"))) is not None
