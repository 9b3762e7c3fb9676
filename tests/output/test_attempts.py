"""What a person reads about attempts, as whole texts."""

import math
from dataclasses import replace

import pytest

from tests.output.attempted import (
    ACCEPTED,
    CAPTURE,
    CUT,
    JSON,
    OWN,
    PLAIN,
    answered,
    failed,
)
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.model import (
    Answer,
    Attempt,
)
from webhookctl.core.retry import End, RetryPolicy, Step
from webhookctl.output.attempts import (
    Sending,
    excerpt_of,
    next_step_hint,
    pause,
    replayed_line,
    replayed_lines,
    sending_line,
    sent_line,
    step_lines,
)
from webhookctl.output.console import Screen


@pytest.mark.parametrize(
    ("step", "speed", "text"),
    [
        (
            ACCEPTED,
            1.0,
            '3  200 OK                        12 ms  delivered\n   {"ok": true}\n',
        ),
        (
            Step(answered(500, b"", 1, "Internal Server Error"), 7, wait=5.0),
            1.0,
            "1  500 Internal Server Error     12 ms  retry in 5 s\n",
        ),
        (
            Step(failed(), 12, wait=3600.0),
            60.0,
            " 1  connection refused             1 ms  retry in 1 h, here after 1 min\n",
        ),
        (
            Step(failed(), 2, wait=3600.0),
            math.inf,
            "1  connection refused             1 ms  retry in 1 h, here at once\n",
        ),
        (
            Step(failed(), 2, wait=0.0),
            60.0,
            "1  connection refused             1 ms  retry at once\n",
        ),
        (
            Step(answered(503, b"", 1, ""), 7, wait=120.0, retry_after=True),
            1.0,
            "1  503                           12 ms  retry in 2 min (Retry-After)\n",
        ),
        (
            Step(answered(410, b"", 1, "Gone"), 7, end=End.FINAL),
            1.0,
            "1  410 Gone                      12 ms  no retry after this status\n",
        ),
        (
            Step(answered(500, b"", 1, "No"), 7, end=End.STOPPED),
            1.0,
            "1  500 No                        12 ms  the answer forbids retries\n",
        ),
        (
            Step(answered(500, b"", 7, "\x1b[31mred\r\n"), 7, end=End.EXHAUSTED),
            1.0,
            "7  500 \\x1b[31mred\\r\\n           12 ms\n",
        ),
        (
            Step(answered(500, b"", 1, "A very very long reason phrase"), 1, end=End.EXHAUSTED),
            1.0,
            "1  500 A very very long reas…    12 ms\n",
        ),
    ],
)
def test_step_is_one_line_and_the_start_of_the_answer(step: Step, speed: float, text: str) -> None:
    assert step_lines(step, PLAIN, speed) == text


RETRIED = Step(failed(), 12, wait=3600.0, retry_after=True)


@pytest.mark.parametrize(
    ("step", "width", "row"),
    [
        (ACCEPTED, 40, "3  200 OK            delivered"),
        (RETRIED, 40, " 1  connection refu…  retry in 1 h"),
        (RETRIED, 70, " 1  connection refused             1 ms  retry in 1 h"),
        (RETRIED, 80, " 1  connection refused             1 ms  retry in 1 h, here after 1 min"),
        (Step(answered(410, reason="Gone"), 7, end=End.FINAL), 40, "1  410 Gone          no retry"),
    ],
)
def test_row_fits_the_screen(step: Step, width: int, row: str) -> None:
    assert step_lines(step, Screen(width), 60.0).splitlines()[0] == row


def test_answer_is_cut_to_the_width_of_the_screen() -> None:
    step = Step(answered(200, b'{"a": "' + b"x" * 500 + b'"}', 1, "OK", accepted=True), 1)
    lines = step_lines(step, Screen(width=60)).splitlines()
    assert len(lines[1]) == 60
    assert lines[1].endswith("…")


def test_colour_is_used_where_there_is_some() -> None:
    assert "\x1b[32m" in step_lines(ACCEPTED, Screen(colour=True))


@pytest.mark.parametrize(
    ("headers", "body", "size", "text"),
    [
        (JSON, b'{"a":\n  1}\n', 11, '{"a": 1}'),
        (JSON, b'"\x1b]0;title\x07"', 12, '"\\x1b]0;title\\x07"'),
        ((), b"\x00\x01\x02\xff" * 10, 40, "binary, 40B"),
        ((), b"   \n", 4, "text, 4B"),
        ((), b"a" * 300, 300, "a" * 240 + "… (300B)"),
        ((), b"short", 99_999, "short… (98K)"),
    ],
)
def test_excerpt_is_one_safe_line(headers: HeaderPairs, body: bytes, size: int, text: str) -> None:
    assert excerpt_of(Answer(200, "", "1.1", headers, body, size)) == text


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (ACCEPTED, "delivered at attempt 3 of 7\n"),
        (
            replace(ACCEPTED, attempt=answered(200, accepted=True)),
            "delivered at the first attempt\n",
        ),
        (
            Step(answered(500), 1, end=End.EXHAUSTED),
            "not delivered after 1 attempt: the last answer was 500\n",
        ),
        (
            Step(answered(410, number=2), 7, end=End.FINAL),
            "not delivered after 2 attempts: the last answer was 410 "
            "(no retry after this status)\n",
        ),
        (
            Step(failed(number=2), 2, end=End.EXHAUSTED),
            "not delivered after 2 attempts: connection refused by http://app.test\n",
        ),
        (
            Step(failed(number=2), 7, wait=60.0),
            "not delivered after 2 attempts, 5 left: connection refused by http://app.test\n",
        ),
        (Step(CUT, 1, end=End.EXHAUSTED), "not delivered: cut off as asked\n"),
        (Step(CUT, 3, wait=1.0), "not delivered after 1 attempt, 2 left: cut off as asked\n"),
        (None, "not delivered: no attempt has ended\n"),
    ],
)
def test_verdict_is_one_line(step: Step | None, text: str) -> None:
    assert sent_line(step, PLAIN) == text


@pytest.mark.parametrize(
    ("step", "own", "text"),
    [
        (Step(answered(500), 7), OWN, ""),
        (Step(answered(500), 1), None, ""),
        (
            Step(CUT, 1, end=End.EXHAUSTED),
            OWN,
            "hint: with `--retry 1s` a whole attempt follows: does the receiver recover?\n",
        ),
        (Step(failed(), 7), OWN, "hint: start the app\n"),
        (
            Step(failed(), 1),
            OWN,
            "hint: start the app\nhint: Stripe would retry 2 times, first after 1 h: "
            "`--retry stripe --speed max` does the same without the waits\n",
        ),
        (
            Step(answered(500), 1),
            replace(OWN, delays=(5.0,)),
            "hint: Stripe would retry once, first after 5 s: "
            "`--retry stripe --speed max` does the same without the waits\n",
        ),
        (
            Step(answered(500), 1),
            replace(OWN, delays=(0.0, 60.0)),
            "hint: Stripe would retry 2 times, first at once: "
            "`--retry stripe --speed max` does the same without the waits\n",
        ),
        (
            Step(answered(500), 1),
            RetryPolicy("github", "GitHub", note="GitHub does not redeliver by itself"),
            "hint: GitHub does not redeliver by itself\n",
        ),
        (Step(answered(500), 1), RetryPolicy("x", "X"), "hint: X does not retry\n"),
    ],
)
def test_hint_names_the_next_step(step: Step, own: RetryPolicy | None, text: str) -> None:
    assert next_step_hint(step, own) == text


def test_what_is_sent_is_said_without_secrets() -> None:
    one = Sending("http://app.test/x?token=s3cret", "github", "push", "id-1", RetryPolicy("p", "P"))
    assert sending_line(one, PLAIN) == "github push id-1 → http://app.test/x?token=••••\n"


def test_schedule_that_is_guessed_says_so() -> None:
    one = Sending("http://app.test/", None, None, "id-1", OWN)
    assert sending_line(one, PLAIN) == (
        "data id-1 → http://app.test/\nnote: the schedule is approximate: guessed\n"
    )


@pytest.mark.parametrize(
    ("attempt", "text"),
    [
        (
            answered(200, b"fine", reason="OK", accepted=True),
            "0123456789abcdef PUT /a?token=••••\n"
            "  200 OK                        12 ms  as expected\n   fine\n",
        ),
        (
            answered(404, reason="Not Found"),
            "0123456789abcdef PUT /a?token=••••\n"
            "  404 Not Found                 12 ms  not as expected\n",
        ),
        (
            failed(),
            "0123456789abcdef PUT /a?token=••••\n"
            "  connection refused             1 ms  not as expected\n"
            "   connection refused by http://app.test\n",
        ),
    ],
)
def test_replay_is_told_with_its_capture(attempt: Attempt, text: str) -> None:
    assert replayed_lines(CAPTURE, attempt, PLAIN) == text


def test_line_of_a_capture_is_cut_to_the_screen() -> None:
    lines = replayed_lines(CAPTURE, failed(), Screen(width=24)).splitlines()
    assert lines[:2] == ["0123456789abcdef PUT /a…", "  connectio…  unexpected"]


@pytest.mark.parametrize(
    ("done", "of", "text"),
    [
        ([answered(200, accepted=True)], 1, "1 of 1 answered as expected\n"),
        ([answered(200, accepted=True), failed()], 3, "1 of 3 answered as expected\n"),
    ],
)
def test_replays_are_summed_up(done: list[Attempt], of: int, text: str) -> None:
    assert replayed_line(done, of, PLAIN) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.1, "100 ms"),
        (0.9999, "1000 ms"),
        (1.0, "1 s"),
        (2.5, "2.5 s"),
        (59.0, "59 s"),
        (60.0, "1 min"),
        (61.0, "1 min 1 s"),
        (300.0, "5 min"),
        (3600.0, "1 h"),
        (9000.0, "2 h 30 min"),
        (115_200.0, "32 h"),
    ],
)
def test_pause_is_for_people(seconds: float, text: str) -> None:
    assert pause(seconds) == text


def test_what_is_assumed_of_an_exact_policy_is_said_as_well() -> None:
    policy = RetryPolicy("kit", "Kit", delays=(30.0,), note="30 s are assumed")
    one = Sending("http://app.test/", "kit", None, "id-1", policy)
    assert sending_line(one, PLAIN).endswith("\nnote: 30 s are assumed\n")


def test_policy_that_leaves_no_time_or_takes_no_failure_says_why_it_ends() -> None:
    ended = step_lines(Step(answered(500), 3, end=End.TOO_LATE), PLAIN)
    assert ended.splitlines()[0].endswith("the time for retries is over")
    assert "no retry after this failure" in step_lines(Step(failed(), 3, end=End.FAILED), PLAIN)
