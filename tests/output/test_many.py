"""The summary of many deliveries: every line of it, and every field."""

from tests.core.test_tally import REFUSED, answered, failed, tally_of
from webhookctl.core.load import Load
from webhookctl.core.model import Failure, FailureKind
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.tally import Tally
from webhookctl.core.tamper import Kind
from webhookctl.output.console import Screen
from webhookctl.output.many import (
    Told,
    duration,
    load_text,
    many_fields,
    many_hints,
    many_line,
    many_text,
)

POLICY = RetryPolicy("none", "one attempt")
TOLD = Told("http://user:pass@app.test/?token=abc", "stripe", "charge.succeeded", POLICY)
PLAIN = Screen(width=80)


def mixed() -> Tally:
    tally = tally_of(
        [answered(503, 0.2), answered(200, 0.004)],
        [answered(200, 0.0021)],
        [answered(200, 0.0021)],
        [failed(REFUSED, 0.0012)],
    )
    tally.seconds = 2.0
    return tally


def test_summary_without_colour() -> None:
    assert many_text(mixed(), None, PLAIN) == (
        "outcome             deliveries  attempts\n"
        "200                          3         3\n"
        "503                          0         1\n"
        "connection refused           1         1\n"
        "\n"
        "p50 2.09 ms   p95 200 ms   p99 200 ms   max 200 ms\n"
        "\n"
        f"to   2 ms  1  {'#' * 22}\n"
        f"to   5 ms  3  {'#' * 66}\n"
        "to  10 ms  0\n"
        "to  20 ms  0\n"
        "to  50 ms  0\n"
        "to 100 ms  0\n"
        f"to 200 ms  1  {'#' * 22}\n"
        "\n"
        "3 of 4 accepted; 2 s, 2 deliveries/s\n"
    )


def test_no_line_is_wider_than_the_screen() -> None:
    tally = mixed()
    tally.left_late(0.5)
    tally.unsent = 7
    for width in (40, 60, 80, 200):
        lines = many_text(tally, None, Screen(width=width)).splitlines()
        sentences = ("1 of 4 left late", "7 more did", "3 of 4 accepted")
        figures = [line for line in lines if not line.startswith(sentences)]
        assert len(figures) == len(lines) - len(sentences)
        assert sum(line.startswith("to ") for line in figures) > 1
        assert sum(line.count("p9") for line in figures) == 2
        assert max(map(len, figures)) <= min(width, 80)


def test_colour_changes_nothing_but_colour() -> None:
    import re

    painted = many_text(mixed(), None, Screen(width=80, colour=True))
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == many_text(mixed(), None, PLAIN)


def test_nothing_that_ended_is_said_in_one_line() -> None:
    tally = Tally(begun=2, seconds=0.5)
    assert many_text(tally, None, PLAIN) == (
        "0 of 2 accepted; 2 not finished; 500 ms, 0 deliveries/s\n"
    )


def test_what_was_late_or_did_not_leave_is_said() -> None:
    tally = tally_of([answered(200)])
    tally.left_late(0.34)
    tally.unsent = 5
    lines = many_text(tally, None, PLAIN).splitlines()
    assert "1 of 1 left late, up to 340 ms: " in lines[-3]
    assert lines[-2] == "5 more did not leave: the time was up"


def test_forged_events_are_to_be_refused() -> None:
    tally = tally_of([answered(401, accepted=True)], [answered(200, accepted=False)])
    tally.seconds = 1.0
    verdict = many_text(tally, Kind.BODY, PLAIN).splitlines()[-1]
    assert verdict == ("1 of 2 refused, as they should be; 1 FORGED TAKEN; 1 s, 2 deliveries/s")
    told = Told("http://app.test/", None, None, POLICY, Kind.BODY)
    fields = many_fields(tally, told, Load(2), recorded=True, interrupted=False)
    assert (fields["tamper"], fields["refused"], fields["accepted"]) == ("body", 1, 1)


def test_cut_connections_are_as_asked() -> None:
    tally = tally_of([failed(Failure(FailureKind.CUT, "cut"))])
    tally.seconds = 1.0
    assert many_text(tally, None, PLAIN).splitlines()[-1] == (
        "0 of 1 accepted; 1 cut off as asked; 1 s, 1 deliveries/s"
    )


def test_fields_hold_all_that_is_known() -> None:
    load = Load(4, 2, rate=2.5)
    fields = many_fields(mixed(), TOLD, load, recorded=True, interrupted=False)
    assert fields["deliveries"] == {
        "begun": 4,
        "ended": 4,
        "statuses": {"200": 3},
        "failures": {"refused": 1},
    }
    assert fields["attempts"] == {
        "ended": 5,
        "statuses": {"200": 3, "503": 1},
        "failures": {"refused": 1},
    }
    assert (fields["accepted"], fields["unfinished"], fields["cut"], fields["unsent"]) == (
        *(3, 0),
        *(0, 0),
    )
    assert fields["elapsed_ms"]["max"] == 200.0
    assert fields["elapsed_ms"]["min"] == 1.2
    assert abs(fields["elapsed_ms"]["p50"] - 2.1) <= 0.021
    assert sum(band["count"] for band in fields["histogram"]) == 5
    assert fields["histogram"][-1]["up_to_ms"] == 200.0
    assert (fields["seconds"], fields["deliveries_per_second"]) == (2.0, 2.0)
    assert fields["load"] == {
        "count": 4,
        "copies": 1,
        "concurrency": 2,
        "rate": 2.5,
        "duration": None,
        "shuffled": False,
    }
    assert (fields["recorded"], fields["interrupted"]) == (True, False)


def test_fields_of_nothing_have_no_times() -> None:
    fields = many_fields(Tally(), TOLD, Load(1), recorded=False, interrupted=True)
    assert set(fields["elapsed_ms"].values()) == {None}
    assert (fields["histogram"], fields["deliveries_per_second"]) == ([], 0.0)


def test_line_says_what_is_sent_where_without_secrets() -> None:
    assert many_line(TOLD, Load(3), PLAIN) == (
        "stripe charge.succeeded, 3 events, one at a time → http://••••@app.test/?token=••••\n"
    )


def test_load_is_told_in_words() -> None:
    assert load_text(Load(1)) == "1 event, one at a time"
    load = Load(None, 64, rate=50, duration=30, copies=3, shuffled=True)
    assert load_text(load) == "each 3 times, 64 at a time, 50/s, for 30 s, shuffled"


def test_each_hint_is_given_once() -> None:
    tally = Tally(hints={FailureKind.REFUSED: "do\x1b this", FailureKind.RESET: "do\x1b this"})
    assert many_hints(tally).count("hint: ") == 1
    assert "\x1b" not in many_hints(tally)


def test_durations_have_three_digits() -> None:
    seconds = [0.0000012, 0.00085, 0.0123, 0.9, 1.5, 59, 90, 86400]
    assert [duration(one) for one in seconds] == [
        *("1 us", "850 us", "12.3 ms", "900 ms"),
        *("1.5 s", "59 s", "1.5 min", "24 h"),
    ]
