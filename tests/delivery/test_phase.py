"""That the engine tells its phases rightly is shown in `test_timeouts`."""

from webhookctl.delivery.phase import Phase, Progress


def test_phase_is_the_last_that_began() -> None:
    progress = Progress(lambda: 0.0)
    assert progress.phase is Phase.CONNECTING
    for phase in Phase:
        progress.begin(phase)
        assert progress.phase is phase


def test_time_is_counted_from_the_first_byte_out() -> None:
    clock = iter(range(100))
    progress = Progress(lambda: float(next(clock)))
    assert progress.since == 0.0
    for phase in Phase:
        progress.begin(phase)
    assert progress.since == 1.0
