"""Retry policies in words and as fields."""

from dataclasses import replace

import pytest

from webhookctl.core.model import Answer, Attempt, FailureKind, OutgoingRequest
from webhookctl.core.retry import End, RetryPolicy, Step, status_set
from webhookctl.core.retry_after import RetryAfter
from webhookctl.output.policy import answers_words, failed_notes, policy_fields, retries_words

PLAIN = RetryPolicy("p", "P")


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (PLAIN, "none by itself"),
        (replace(PLAIN, published=False), "at times that are not published"),
        (replace(PLAIN, delays=(0.0,)), "once, after no wait"),
        (replace(PLAIN, delays=(5.0, 5.0)), "2 times, after 5 s, 5 s"),
        (
            replace(PLAIN, delays=(60.0, *(3600.0,) * 72), jitter=0.2),
            "73 times, after 1 min, 1 h (72 times), each up to 20% shorter or longer",
        ),
        (
            replace(PLAIN, delays=(2.0, 128.0), ceiling=(60.0, 120.0), window=86_400.0),
            "up to 2 times, after 2 s, 2 min 8 s, none longer than a time drawn between 1 min and "
            "2 min, the last within 24 h",
        ),
        (
            replace(PLAIN, delays=(5.0,), throttled=60.0),
            "once, after 5 s, at least 1 min after a 429 or a late answer",
        ),
    ],
)
def test_retries_are_told_in_words(policy: RetryPolicy, words: str) -> None:
    assert retries_words(policy) == words


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (PLAIN, "2xx within 30 s; no redirects"),
        (
            replace(PLAIN, success=((200, 302),), final=status_set("4xx,5xx") - {429}),
            "200-302 within 30 s; no retry after 400-428, 430-599; no redirects",
        ),
        (
            replace(PLAIN, success=((200, 399),), redirects=10),
            "2xx, 3xx within 30 s; follows 10 redirects",
        ),
        (
            replace(PLAIN, final_failures=frozenset({FailureKind.TLS, FailureKind.DNS})),
            "2xx within 30 s; no retry after: TLS failed, no address; no redirects",
        ),
        (
            replace(PLAIN, retry_after=RetryAfter(frozenset({429, 503}), 1.0, replaces=True)),
            "2xx within 30 s; Retry-After of 429, 503 is obeyed, from 1 s up to 24 h, in place of "
            "the wait; no redirects",
        ),
        (
            replace(PLAIN, stop_header=("X-Stop", "1")),
            "2xx within 30 s; no retry after an answer with `X-Stop: 1`; no redirects",
        ),
        (
            replace(PLAIN, retry_after=RetryAfter(times=2.0)),
            "2xx within 30 s; Retry-After is obeyed, up to 2 times the wait; no redirects",
        ),
    ],
)
def test_answers_are_told_in_words(policy: RetryPolicy, words: str) -> None:
    assert answers_words(policy) == words


def test_fields_have_every_value_in_seconds() -> None:
    policy = replace(
        PLAIN,
        delays=(1.0,),
        ceiling=(60.0, 120.0),
        final_failures=frozenset({FailureKind.TLS}),
        retry_after=RetryAfter(frozenset({503}), 1.0, 5.0, 2.0, replaces=True),
        disable_rule="never",
    )
    fields = policy_fields(policy)
    assert (fields["delays"], fields["ceiling"], fields["window"]) == ([1.0], [60.0, 120.0], None)
    assert (fields["final_failures"], fields["disable_rule"]) == (["tls"], "never")
    assert fields["retry_after"] == {
        "statuses": [503],
        "least": 1.0,
        "most": 5.0,
        "times": 2.0,
        "replaces": True,
    }


@pytest.mark.parametrize(
    ("policy", "status", "notes"),
    [
        (PLAIN, 500, ""),
        (replace(PLAIN, name="none", disable_rule="closed after 5 days"), 500, ""),
        (
            replace(PLAIN, delays=(1.0,), disable_rule="closed after 5 days"),
            500,
            "note: P: closed after 5 days\n",
        ),
        (
            replace(PLAIN, success=((204, 204),)),
            200,
            "note: P takes only 204 for a success\n",
        ),
    ],
)
def test_failure_is_told_with_what_it_leads_to(
    policy: RetryPolicy, status: int, notes: str
) -> None:
    request = OutgoingRequest(b"POST", "http://app.test", b"/", ())
    attempt = Attempt(1, request, 0.0, 0.1, answer=Answer(status, "", "1.1", (), b"", 0))
    assert failed_notes(policy, Step(attempt, 1, end=End.EXHAUSTED)) == notes
