"""What is counted of deliveries, attempt by attempt."""

from dataclasses import replace

from webhookctl.core.model import (
    Answer,
    Attempt,
    Delivery,
    DeliveryKind,
    Failure,
    FailureKind,
    OutgoingRequest,
)
from webhookctl.core.retry import End, Step
from webhookctl.core.tally import Tally

REQUEST = OutgoingRequest(b"POST", "http://app.test", b"/", ())
DELIVERY = Delivery("0123456789abcdef", DeliveryKind.SEND, "http://app.test/", ())
REFUSED = Failure(FailureKind.REFUSED, "nobody listens", "start your app")


def answered(status: int, elapsed: float = 0.5, *, accepted: bool | None = None) -> Attempt:
    good = status == 200 if accepted is None else accepted
    answer = Answer(status, "", "1.1", (), b"", 0)
    return Attempt(1, REQUEST, 1.0, elapsed, answer=answer, accepted=good)


def failed(failure: Failure, elapsed: float = 0.1) -> Attempt:
    return Attempt(1, REQUEST, 1.0, elapsed, failure=failure)


def tally_of(*deliveries: list[Attempt]) -> Tally:
    tally = Tally()
    for attempts in deliveries:
        tally.begun += 1
        for number, attempt in enumerate(attempts, start=1):
            last = number == len(attempts)
            so_far = replace(DELIVERY, attempts=tuple(attempts[:number]))
            wait, end = (None, End.EXHAUSTED) if last else (1.0, None)
            tally.add(Step(attempt, len(attempts), wait=wait, end=end), so_far)
    return tally


def test_attempts_and_deliveries_are_counted_apart() -> None:
    tally = tally_of(
        [answered(503), failed(REFUSED), answered(200)], [answered(200)], [failed(REFUSED)]
    )
    assert tally.attempts == {503: 1, FailureKind.REFUSED: 2, 200: 2}
    assert tally.deliveries == {200: 2, FailureKind.REFUSED: 1}
    assert (tally.begun, tally.ended, tally.accepted, tally.unfinished) == (3, 3, 2, 0)
    assert (tally.latencies.count, tally.latencies.most) == (5, 0.5)
    assert not tally.went_well


def test_delivery_that_waits_for_a_retry_is_not_finished() -> None:
    tally = Tally(begun=2)
    waiting = replace(DELIVERY, attempts=(answered(503),))
    tally.add(Step(answered(503), 2, wait=5.0), waiting)
    assert (tally.ended, tally.unfinished, tally.deliveries) == (0, 2, {})
    assert tally.attempts == {503: 1}


def test_all_went_well_only_if_there_was_something() -> None:
    assert not Tally().went_well
    assert tally_of([answered(200)]).went_well
    assert not Tally(begun=2, ended=1, accepted=1).went_well


def test_cut_that_was_wanted_is_well() -> None:
    cut = failed(Failure(FailureKind.CUT, "cut"))
    tally = tally_of([cut], [cut, answered(200)])
    assert (tally.cut, tally.accepted, tally.went_well) == (1, 1, True)


def test_what_was_taken_without_being_accepted_is_counted() -> None:
    tally = tally_of([answered(200, accepted=False)], [answered(401, accepted=True)])
    assert (tally.taken, tally.accepted) == (1, 1)


def test_each_kind_of_failure_has_one_hint() -> None:
    other = replace(REFUSED, hint="another hint")
    nothing = Failure(FailureKind.RESET, "closed")
    tally = tally_of([failed(REFUSED)], [failed(other)], [failed(nothing)])
    assert tally.hints == {FailureKind.REFUSED: "start your app"}


def test_latest_is_the_longest_delay() -> None:
    tally = Tally()
    for by in (0.2, 0.7, 0.3):
        tally.left_late(by)
    assert (tally.late, tally.latest) == (3, 0.7)
