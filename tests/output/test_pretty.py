from tests.output.samples import (
    COLOUR,
    FORGED,
    GENUINE,
    ID,
    NARROW,
    REFUSED_CONNECTION,
    UTC,
    answer,
    attempt,
    capture,
    captured,
    delivery,
    request,
)
from webhookctl.output.pretty import (
    answer_body,
    attempt_lines,
    header_lines,
    indented,
    request_block,
    verdict_lines,
)

HEADERS = (
    (b"Host", b"localhost:8080"),
    (b"authorization", b"Bearer secret"),
    (b"X-Twice", b"1"),
    (b"x-twice", b"caf\xc3\xa9 \xff\x1b"),
    (b"Content-Type", b"application/json"),
)


def test_a_request_is_a_block_of_headers_body_and_answer() -> None:
    seen = capture(request(b'{"a":1.0,"token":"t"}', HEADERS, target=b"/x" * 40), verdict=FORGED)
    reply = answer(500, b'{"error":"no"}', ((b"Content-Type", b"application/json"),))
    notice = captured(seen, status=500, delivery=delivery(attempt(reply)))
    assert request_block(notice, NARROW, UTC) == (
        f"08:00:00 0ygr3a0000 POST {'/x' * 40}  21B  stripe charge.succeeded  "
        "✗ signature mismatch  → 500 12 ms\n"
        "  no secret fits\n"
        "  hint: check the secret\n"
        "  Host: localhost:8080\n"
        "  authorization: Bearer ••••\n"
        "  X-Twice: 1\n"
        "  x-twice: café \\xff\\x1b\n"
        "  Content-Type: application/json\n"
        "\n"
        "  {\n"
        '    "a": 1.0,\n'
        '    "token": "••••"\n'
        "  }\n"
        "\n"
        "  → 500 12 ms  http://app:3000/hook\n"
        "  {\n"
        '    "error": "no"\n'
        "  }\n"
    )


def test_a_request_without_anything_is_its_line() -> None:
    block = request_block(captured(capture(verdict=GENUINE), delivery=delivery()), NARROW, UTC)
    assert block == "08:00:00 0ygr3a0000 POST /hook  0B  stripe charge.succeeded  ✓  200\n"


def test_a_large_body_names_the_command_that_shows_it() -> None:
    block = request_block(captured(capture(request(b"x" * 16_385))), NARROW, UTC)
    assert block.endswith(f"  … 1 more bytes: webhookctl show {ID} --body\n")


def test_secrets_of_headers_show_when_asked() -> None:
    assert header_lines(HEADERS[1:2], NARROW, show_secrets=True) == ["authorization: Bearer secret"]
    assert header_lines(HEADERS[:1], COLOUR) == ["\x1b[36mHost\x1b[0m: localhost:8080"]


def test_a_verdict_may_have_no_hint() -> None:
    assert verdict_lines(GENUINE, NARROW) == ["signed 2 s before"]


def test_a_failure_is_told_with_its_next_step() -> None:
    assert attempt_lines(attempt(failure=REFUSED_CONNECTION), NARROW) == [
        "→ refused  http://app:3000/hook",
        "nothing listens at app:3000",
        "hint: start the app",
    ]


def test_only_the_start_of_an_answer_is_shown() -> None:
    lines = attempt_lines(attempt(answer(200, b"1\n2\n3\n4\n5\n6\n7\n8")), NARROW)
    assert lines[1:] == ["1", "2", "3", "4", "5", "6", "… 2 more lines"]


def test_the_body_of_an_answer_knows_its_true_size() -> None:
    body = answer_body(answer(200, b"start", size=1000))
    assert (body.size, body.read(), body.head(2)) == (1000, b"start", b"st")


def test_empty_lines_are_not_indented() -> None:
    assert list(indented(["a", "", "b"])) == ["  a", "", "  b"]
