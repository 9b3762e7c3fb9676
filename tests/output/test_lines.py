import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.samples import (
    COLOUR,
    FORGED,
    GENUINE,
    ID,
    NARROW,
    PLAIN,
    REFUSED_CONNECTION,
    STRIPE,
    UNHURRIED,
    UTC,
    answer,
    attempt,
    capture,
    captured,
    delivery,
    refused,
    request,
)
from webhookctl.core.model import UNKNOWN, Capture, Recognition
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.output.console import DIM, GREEN, RED, YELLOW, Screen
from webhookctl.output.lines import (
    answer_text,
    attempt_text,
    clip,
    columns,
    milliseconds,
    refused_line,
    request_line,
    signature_text,
    size_text,
    status_style,
)


def treated(
    handshake: str | None, *, verdict: Verdict | None = None, refused: bool = False
) -> Capture:
    return replace(capture(verdict=verdict), handshake=handshake, refused=refused)


LONG = request(b"x" * 2048, target=b"/a/long/path/to/the/webhook/receiver?token=secret")
MISSING = Verdict(
    valid=False, reason=Reason.MISSING_HEADER, message="no signature", scheme="stripe"
)


@pytest.mark.parametrize(
    ("notice", "line"),
    [
        (
            captured(capture(request(b"hello"), recognition=UNKNOWN)),
            "08:00:00 0ygr3a0000 POST /hook  5B  –  200",
        ),
        (
            captured(capture(request(b"x" * 2048), verdict=GENUINE)),
            "08:00:00 0ygr3a0000 POST /hook  2.0K  stripe charge.succeeded  ✓  200",
        ),
        (
            captured(capture(verdict=FORGED), delivery=delivery(attempt(answer(204)))),
            "08:00:00 0ygr3a0000 POST /hook  0B  stripe c…  ✗ signature mismatch  → 204 12 ms",
        ),
        (
            captured(
                capture(LONG, verdict=MISSING),
                status=502,
                delivery=delivery(attempt(failure=REFUSED_CONNECTION)),
            ),
            "08:00:00 0ygr3a0000 POST /a/long…  stripe char…  ✗ missing header  → 502 refused",
        ),
        (
            captured(capture(LONG), delivery=delivery(attempt(answer(500)))),
            "08:00:00 0ygr3a0000 POST /a/long…  2.0K  stripe charge.succeeded  –  → 500 12 ms",
        ),
        (
            captured(capture(recognition=Recognition("shopify")), status=None),
            "08:00:00 0ygr3a0000 POST /hook  0B  shopify  –  sender gone",
        ),
        (
            captured(treated("slack_url_verification")),
            "08:00:00 0ygr3a0000 POST /hook  0B  slack_url_verification  –  200 handshake",
        ),
        (
            captured(treated("discord_ping", verdict=FORGED, refused=True), status=401),
            "08:00:00 0ygr3a0000 POST /hook  0B  discord_…  ✗ signature mismatch  401 refused",
        ),
        (
            captured(treated(None, verdict=FORGED, refused=True), status=400),
            "08:00:00 0ygr3a0000 POST /hook  0B  stripe c…  ✗ signature mismatch  400 refused",
        ),
        (
            captured(treated("github_ping"), delivery=delivery(attempt(answer(204)))),
            "08:00:00 0ygr3a0000 POST /hook  0B  github_ping  –  → 204 12 ms",
        ),
        (
            captured(capture(request(method=b"X" * 99)), delivery=delivery()),
            "08:00:00 0ygr3a0000 XXXXXXXXXXX… /hook  0B  stripe charge.succeeded  –  200",
        ),
    ],
)
def test_a_request_is_one_line_of_eighty_columns(notice: object, line: str) -> None:
    assert request_line(notice, NARROW, UTC) == line  # type: ignore[arg-type]
    assert columns(line) <= 80


def test_nothing_is_cut_in_a_pipe() -> None:
    line = request_line(captured(capture(LONG, verdict=FORGED)), PLAIN, UTC)
    assert line == (
        "08:00:00 0ygr3a0000 POST /a/long/path/to/the/webhook/receiver?token=••••  2.0K  "
        "stripe charge.succeeded  ✗ signature mismatch  200"
    )


def test_colour_adds_sequences_and_nothing_else() -> None:
    notice = captured(capture(LONG, verdict=FORGED))
    coloured = request_line(notice, COLOUR, UTC)
    assert "\x1b[31m✗ signature mismatch\x1b[0m" in coloured
    for style in ("0", "1", "2", "31", "36"):
        coloured = coloured.replace(f"\x1b[{style}m", "")
    assert coloured == request_line(notice, NARROW, UTC)


@UNHURRIED
@given(
    target=st.binary(max_size=200),
    event=st.none() | st.text(max_size=60),
    width=st.integers(72, 200),
    reason=st.sampled_from(Reason),
)
def test_a_line_fits_and_keeps_its_id(
    target: bytes, event: str | None, width: int, reason: Reason
) -> None:
    verdict = replace(FORGED, reason=reason)
    recognition = replace(STRIPE, event=event)
    seen = capture(request(target=target), recognition=recognition, verdict=verdict)
    line = request_line(captured(seen), Screen(width=width), UTC)
    assert columns(line) <= width
    assert ID[:10] in line
    assert line.endswith("  200")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "08:00:00 refused    POST /big  ✗ 413 the body is larger than 25 MiB"),
        (
            {"method": None, "target": None, "status": None, "message": "too slow"},
            "08:00:00 refused    - -  ✗ closed too slow",
        ),
        (
            {"target": b"/" + b"x" * 60},
            "08:00:00 refused    POST /xxxxxxxxxxxxxxx…  ✗ 413 the body is larger than 25 MiB",
        ),
        (
            {"target": b"/hook", "message": "m" * 80},
            f"08:00:00 refused    POST /hook  ✗ 413 {'m' * 80}",
        ),
    ],
)
def test_a_refused_request_says_why(changes: dict[str, object], line: str) -> None:
    assert refused_line(refused(**changes), NARROW, UTC) == line


def test_a_refused_request_is_whole_in_a_pipe() -> None:
    assert ("/" + "x" * 60) in refused_line(refused(target=b"/" + b"x" * 60), PLAIN, UTC)


def test_a_flood_of_a_target_is_cut_in_a_pipe_as_well() -> None:
    flood = b"/" + b"a" * 65_000
    seen = request_line(captured(capture(request(b"", target=flood))), PLAIN, UTC)
    told = refused_line(refused(target=flood, message="too large"), PLAIN, UTC)
    assert columns(seen) == columns(told) == 2000
    assert "aaa…  " in seen
    assert told.endswith("a…  ✗ 413 too large")


@pytest.mark.parametrize("letter", ["語", "e\u0301\u0302\u0303\u0304\u0305\u0306", "\u0301"])
def test_a_flood_of_odd_letters_is_cut_at_once(letter: str) -> None:
    start = time.perf_counter()
    text = clip(letter * 30_000, 2000)
    assert time.perf_counter() - start < 1
    assert len(text) <= 2000
    assert text.endswith("…")


def test_an_attempt_without_answer_and_cause_says_so() -> None:
    assert attempt_text(attempt()) == ("→ no answer", RED)
    assert attempt_text(attempt(failure=REFUSED_CONNECTION)) == ("→ refused", RED)


@pytest.mark.parametrize(
    ("status", "style"), [(100, YELLOW), (200, GREEN), (299, GREEN), (301, YELLOW), (404, RED)]
)
def test_a_status_has_the_style_of_its_class(status: int, style: str) -> None:
    assert status_style(status) == style


def test_what_was_refused_is_red() -> None:
    refused = captured(treated(None, refused=True), status=401)
    assert answer_text(refused) == ("401 refused", RED)
    assert answer_text(captured(treated("a_handshake"))) == ("200 handshake", DIM)


def test_a_reason_that_is_missing_is_said_to_be() -> None:
    assert signature_text(valid=False, reason=None) == "✗ no reason"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0B"),
        (1023, "1023B"),
        (1024, "1.0K"),
        (10 * 1024, "10K"),
        (25 * 1024**2, "25M"),
        (3 * 1024**4, "3.0T"),
        (5 * 1024**6, "5120P"),
    ],
)
def test_a_size_takes_five_columns(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0123, "12 ms"), (9.9, "9900 ms"), (12.34, "12.3 s")]
)
def test_a_duration_is_in_milliseconds_while_it_is_short(seconds: float, text: str) -> None:
    assert milliseconds(seconds) == text


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("注文注文", 5, "注文…"),
        ("注文注文", 4, "注…"),
        ("abc", 0, "…"),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
    ],
)
def test_a_text_is_cut_by_the_columns_it_takes(text: str, width: int, cut: str) -> None:
    assert clip(text, width) == cut


def test_a_line_costs_a_few_microseconds() -> None:
    notice = captured(capture(LONG, verdict=GENUINE), delivery=delivery(attempt(answer())))
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(500):
            request_line(notice, COLOUR)
        rounds.append((time.process_time() - start) / 500)
    assert min(rounds) < 60e-6  # 10 µs when nothing else runs
