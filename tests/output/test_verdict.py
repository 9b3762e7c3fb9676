from dataclasses import replace

import pytest

from tests.output.samples import ATTACKS, COLOUR, PLAIN
from webhookctl.core.detect import Candidate
from webhookctl.core.finding import Finding
from webhookctl.core.recognise import NO_SCHEME
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.errors import UsageError
from webhookctl.output.safe import safe_line
from webhookctl.output.verdict import error_fields, finding_fields, finding_text

VALID = Verdict(
    True,
    Reason.VALID,
    "the signature is genuine",
    "stripe",
    age=3.0,
    secret="env:S",  # noqa: S106 - a name
    facts={"covers": "body, timestamp"},
)
STALE = Verdict(False, Reason.STALE_TIMESTAMP, "it is too old", "stripe", age=9999.0)
GENUINE = Finding(VALID, "stripe", "Stripe webhooks", 1_767_225_603.0, True, STALE, "cap_1")
FOREIGN = Verdict(
    False,
    Reason.MISSING_HEADER,
    "it is a Stripe signature",
    "github_sha256",
    hint="judge it as such",
    facts={"covers": "body", "fits_scheme": "stripe"},
)
STRIPE = Candidate("stripe", "stripe", 14, ("header Stripe-Signature",))
GITHUB = Candidate("github", "github_sha256", 6, ("User-Agent",), certain=False)


def test_genuine_signature_is_told_with_what_it_rests_on() -> None:
    assert finding_text(GENUINE, PLAIN) == (
        "✓ stripe: the signature is genuine\n"
        "  scheme  Stripe webhooks, covers body, timestamp\n"
        "  secret  env:S\n"
        "  judged  2026-01-01 00:00:03 UTC, when it was received, 3 s after it was signed\n"
        "  now     ✗ it is too old\n"
    )


def test_failed_signature_is_told_with_reason_and_next_step() -> None:
    assert finding_text(Finding(FOREIGN, "github", "GitHub webhooks", 0.0), PLAIN) == (
        "✗ github: it is a Stripe signature\n"
        "  reason       missing_header\n"
        "  scheme       GitHub webhooks, covers body\n"
        "  judged       1970-01-01 00:00:00 UTC\n"
        "  fits scheme  stripe\n"
        "\n"
        "hint: judge it as such\n"
    )


@pytest.mark.parametrize(
    ("fact", "text", "row"),
    [
        ("fits_url", "https://a.test/b?c=1", "  fits url  https://a.test/b?c=1\n"),
        ("headers", "Host, X-A", "  headers  Host, X-A\n"),
        ("similar_header", "Stripe_Signature", "  similar header  Stripe_Signature\n"),
    ],
)
def test_what_would_help_has_a_line_of_its_own(fact: str, text: str, row: str) -> None:
    verdict = replace(FOREIGN, facts={fact: text})

    assert row in finding_text(Finding(verdict, "github", "GitHub webhooks", 0.0), PLAIN)


def test_no_headers_at_all_have_no_line() -> None:
    verdict = replace(FOREIGN, facts={"headers": ""})

    assert "headers" not in finding_text(Finding(verdict, "github", "GitHub", 0.0), PLAIN)


def test_same_verdict_now_is_not_repeated() -> None:
    assert "now" not in finding_text(replace(GENUINE, now=VALID), PLAIN)


def test_signature_from_the_future_is_told_as_such() -> None:
    early = replace(GENUINE, verdict=replace(VALID, age=-5.0))

    assert "5 s before it was signed" in finding_text(early, PLAIN)


def test_time_beyond_the_calendar_is_still_told() -> None:
    assert "1000000000000000 (Unix time)" in finding_text(replace(GENUINE, judged_at=1e15), PLAIN)


def test_marks_are_coloured_on_a_screen_with_colour() -> None:
    assert finding_text(GENUINE, COLOUR).startswith("\x1b[32m✓\x1b[0m stripe")


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_from_outside_cannot_act(attack: str) -> None:
    verdict = replace(FOREIGN, message=attack, hint=attack, facts={"similar_header": attack})

    text = finding_text(Finding(verdict, "github", "GitHub", 0.0), PLAIN)

    assert set(text) - {"\n"} == {character for character in text if character.isprintable()}
    assert text.count("\n") == 7
    assert text.count(safe_line(attack)) == 3


def test_finding_is_one_object() -> None:
    assert finding_fields(GENUINE) == {
        "valid": True,
        "reason": "valid",
        "message": "the signature is genuine",
        "scheme": "stripe",
        "hint": None,
        "age": 3.0,
        "secret": "env:S",
        "facts": {"covers": "body, timestamp"},
        "provider": "stripe",
        "at": 1_767_225_603.0,
        "now": {
            "valid": False,
            "reason": "stale_timestamp",
            "message": "it is too old",
            "age": 9999.0,
        },
        "id": "cap_1",
        "candidates": [],
    }


def test_sender_is_told_where_no_signature_settled_it() -> None:
    finding = Finding(FOREIGN, "github", "GitHub webhooks", 0.0, candidates=(STRIPE, GITHUB))

    assert (
        "  sender       looks like stripe (header Stripe-Signature)\n"
        "               or github (User-Agent)\n"
    ) in finding_text(finding, PLAIN)
    assert finding_fields(finding)["candidates"][1] == {
        "provider": "github",
        "scheme": "github_sha256",
        "score": 6,
        "certain": False,
        "evidence": ["User-Agent"],
    }


@pytest.mark.parametrize(
    ("candidates", "told"), [((), False), ((GITHUB, STRIPE), False), ((STRIPE, GITHUB), True)]
)
def test_sender_that_was_named_is_told_when_it_looks_like_another(
    candidates: tuple[Candidate, ...], told: bool
) -> None:
    finding = Finding(FOREIGN, "github", "GitHub", 0.0, candidates=candidates, named=True)

    assert ("sender" in finding_text(finding, PLAIN)) is told


def test_scheme_of_nobody_is_null() -> None:
    verdict = replace(FOREIGN, scheme=NO_SCHEME)

    assert finding_fields(Finding(verdict, None, None, 0.0))["scheme"] is None
    assert finding_text(Finding(verdict, None, None, 0.0), PLAIN).startswith("✗ it is a Stripe")


def test_error_stands_in_place_of_a_finding() -> None:
    error = UsageError("no such provider", hint="try another")

    assert error_fields(error) == {
        "valid": None,
        "error": "no such provider",
        "hint": "try another",
    }
