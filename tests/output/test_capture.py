import time
from dataclasses import replace

import pytest

from tests.output.samples import (
    AT,
    FORGED,
    GENUINE,
    NARROW,
    REFUSED_CONNECTION,
    UTC,
    answer,
    attempt,
    capture,
    delivery,
    request,
)
from webhookctl.core.detect import Candidate
from webhookctl.core.model import UNKNOWN
from webhookctl.output.capture import capture_lines, moment

HEADERS = ((b"Host", b"localhost:8080"), (b"Cookie", b"a=b"), (b"Content-Type", b"text/plain"))


def test_sender_is_told_with_the_evidence_where_it_is_open() -> None:
    github = Candidate("github", "github_sha256", 10, ("header X-GitHub-Event",))
    gitea = Candidate("gitea", "gitea", 4, ("signature header X-Hub-Signature-256",))

    lines = list(capture_lines(capture(), [], NARROW, candidates=[github, gitea], local=UTC))

    assert lines[5:8] == [
        "sender    looks like github (header X-GitHub-Event)",
        "          or gitea (signature header X-Hub-Signature-256)",
        "signature – not checked: no secret was given",
    ]


def test_everything_about_a_capture_is_told() -> None:
    seen = capture(
        request(b"hello", HEADERS, target=b"/hook?token=x"), verdict=FORGED, answer_status=None
    )
    seen = replace(seen, public_url="https://x.example")
    reply = answer(200, b"fine", ((b"Set-Cookie", b"s=1"),))
    deliveries = [
        delivery(attempt(failure=REFUSED_CONNECTION), attempt(reply, number=2)),
        delivery(attempt(answer(500, b""))),
    ]
    assert list(capture_lines(seen, deliveries, NARROW, local=UTC)) == [
        "id        0ygr3a000000002d",
        "received  2027-01-15 08:00:00.250 +00:00 from 127.0.0.1:50000",
        "size      5 bytes",
        "event     stripe charge.succeeded",
        "delivery  evt_1",
        "signature ✗ signature mismatch: no secret fits",
        "          hint: check the secret",
        "public    https://x.example",
        "",
        "POST /hook?token=•••• HTTP/1.1",
        "Host: localhost:8080",
        "Cookie: ••••",
        "Content-Type: text/plain",
        "",
        "hello",
        "",
        "forward to http://app:3000/hook: accepted",
        "  2027-01-15 08:00:00.250 +00:00  #1  → refused",
        "  nothing listens at app:3000",
        "  hint: start the app",
        "  2027-01-15 08:00:00.250 +00:00  #2  → 200 12 ms",
        "    Set-Cookie: ••••",
        "",
        "    fine",
        "",
        "forward to http://app:3000/hook: failed",
        "  2027-01-15 08:00:00.250 +00:00  #1  → 500 12 ms",
    ]


def test_a_bare_capture_has_few_lines() -> None:
    assert list(capture_lines(capture(recognition=UNKNOWN), [], NARROW, local=UTC)) == [
        "id        0ygr3a000000002d",
        "received  2027-01-15 08:00:00.250 +00:00 from 127.0.0.1:50000",
        "size      0 bytes",
        "signature – not checked: no secret was given",
        "answered  200",
        "",
        "POST /hook HTTP/1.1",
    ]


def test_a_handshake_is_named_and_a_refusal_told() -> None:
    seen = replace(capture(), handshake="meta_verify", refused=True, answer_status=403)
    lines = list(capture_lines(seen, [], NARROW, local=UTC))
    assert lines[5:8] == [
        "handshake meta_verify",
        "signature – not checked",
        "answered  403, refused",
    ]


def test_a_failure_may_have_no_hint() -> None:
    failed = attempt(failure=replace(REFUSED_CONNECTION, hint=None))
    lines = list(capture_lines(capture(), [delivery(failed)], NARROW, local=UTC))
    assert lines[-2:] == [
        "  2027-01-15 08:00:00.250 +00:00  #1  → refused",
        "  nothing listens at app:3000",
    ]


def test_secrets_show_when_asked() -> None:
    seen = capture(request(b"hello", HEADERS, target=b"/hook?token=x"), verdict=GENUINE)
    reply = answer(200, b'{"secret":"s"}', ((b"Set-Cookie", b"s=1"),))
    lines = list(
        capture_lines(seen, [delivery(attempt(reply))], NARROW, show_secrets=True, local=UTC)
    )
    assert "POST /hook?token=x HTTP/1.1" in lines
    assert "Cookie: a=b" in lines
    assert "    Set-Cookie: s=1" in lines
    assert '      "secret": "s"' in lines
    assert not any("•" in line for line in lines)


@pytest.mark.parametrize(
    ("offset", "text"),
    [(19_800, "+05:30"), (-12_600, "-03:30"), (0, "+00:00"), (3_600, "+01:00")],
)
def test_a_moment_says_its_distance_from_utc(offset: int, text: str) -> None:
    def local(at: float) -> time.struct_time:
        day = time.gmtime(at + offset)
        return time.struct_time((*day[:9], "there", offset))

    clock = time.strftime("%H:%M:%S", time.gmtime(AT + offset))
    assert moment(AT, local) == f"2027-01-15 {clock}.250 {text}"
