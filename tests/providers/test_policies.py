"""Every retry policy against published facts, those of tests/data/retry-policies.json."""

import json
import re
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from webhookctl.core.model import Answer, Attempt, Failure, FailureKind, OutgoingRequest
from webhookctl.core.retry import RetryPolicy, next_step
from webhookctl.providers import all_policies, all_providers

FACTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "retry-policies.json").read_text("utf-8")
)
UNPUBLISHED = {
    "circleci",
    "cloudevents-http-webhook",
    "docusign-connect",
    "gitlab",
    "mandrill",
    "pagerduty",
    "sendgrid-event-webhook",
    "twitch-eventsub",
    "typeform",
}
"""Senders of which not even a formula is known; most are providers, and say so."""

BY_CIRCUMSTANCE = {"hookdeck-event-gateway", "zendesk"}
"""Senders whose intervals are their user's, or of which only numbers of retries are known."""

KNOWN = [fact for fact in FACTS if fact["id"] not in UNPUBLISHED | BY_CIRCUMSTANCE]
LISTED = [fact for fact in KNOWN if isinstance(fact["schedule"], list)]
RULES = [fact for fact in KNOWN if isinstance(fact["schedule"], dict)]
POLICIES = {policy.name: policy for policy in all_policies().values()}

TIMEOUTS = {
    "standard-webhooks": 20.0,  # "15-30 recommended"
    "twilio": 15.0,
    "shopify": 5.0,  # "connect 1, total 5"
    "google-pubsub-push": 10.0,  # "10..600 (default 10)"
    "square": 30.0,  # "as soon as possible"
    "openai": 30.0,  # "a few seconds"
}
"""Time-outs that stand in words in the facts."""

SUCCESS = {
    "200": ((200, 200),),
    "200 only": ((200, 200),),
    "200 with a JSON response (PONG {type:1} for PING)": ((200, 200),),
    "200, empty body, no cookies": ((200, 200),),
    "204 without body": ((204, 204),),
    "200 or 204": ((200, 200), (204, 204)),
    "200 <= code < 303 (301 and 302 count as success!)": ((200, 302),),
    "non-5xx": ((200, 499),),
    "only 200-204": ((200, 204),),
    "102, 200, 201, 202, 204": ((102, 102), (200, 202), (204, 204)),
    "200-399 implied; failure = 100-101, 500-599, timeout, connection error": ((200, 399),),
    "status < 400 (3xx counts as success unless followed)": ((200, 399),),
}
"""What counts as a success where it is not 2xx."""

FINAL = {
    "mailgun": {406},
    "postmark-inbound": {403},
    "standard-webhooks": {410},
    "kit": {410},
    "ashby": {401, 403, 404, 405, 410},
    "azure-event-grid": {400, 401, 403, 413},
    "azure-event-grid-namespace": {400, 401, 403, 404, 414},
    "aws-sns": set(range(400, 500)),
    "auth0-event-streams": set(range(400, 500)),
    "dialpad-sms": set(range(400, 500)),
    "brevo": set(range(400, 600)) - {429},
    "sanity": set(range(300, 500)) - {429},
    "jira-cloud": set(range(300, 500)) - {408, 409, 425, 429},
    "sendgrid-inbound-parse": set(range(300, 500)),
    "twilio": set(range(300, 600)),
    "trello": {410},
    "intercom": {410},
}
"""Statuses after which nothing is retried, from `not_retried` of the facts."""


def name_of(fact: dict[str, Any]) -> str:
    return str(fact["id"])


def test_every_published_schedule_is_here_and_no_other() -> None:
    assert set(POLICIES) == {fact["id"] for fact in KNOWN}
    assert len(KNOWN) == 74


@pytest.mark.parametrize("fact", LISTED, ids=name_of)
def test_published_waits_are_those_of_the_policy(fact: dict[str, Any]) -> None:
    policy = POLICIES[fact["id"]]
    assert policy.delays == tuple(fact["schedule"])
    assert len(policy.delays) == fact["retries"]


@pytest.mark.parametrize("fact", KNOWN, ids=name_of)
def test_what_is_not_published_says_that_it_is_approximate(fact: dict[str, Any]) -> None:
    policy = POLICIES[fact["id"]]
    assert policy.exact is fact["schedule_exact"]
    assert policy.exact or policy.note


@pytest.mark.parametrize("fact", RULES, ids=name_of)
def test_waits_of_a_rule_fill_what_is_known_of_it(fact: dict[str, Any]) -> None:
    policy, window = POLICIES[fact["id"]], fact["window_seconds"]
    if isinstance(fact["retries"], int):
        assert len(policy.delays) == fact["retries"]
    if isinstance(window, int):
        limit = policy.window if policy.window is not None else sum(policy.delays)
        assert limit <= window
        assert limit >= window / 4 or fact["id"] == "twilio"


def test_list_that_repeats_its_last_wait_is_as_published() -> None:
    for name in ("azure-event-grid", "azure-event-grid-namespace"):
        (fact,) = (one for one in FACTS if one["id"] == name)
        listed = tuple(fact["schedule"]["list"])
        delays = POLICIES[name].delays
        assert delays[: len(listed)] == listed
        assert set(delays[len(listed) :]) == {listed[-1]}


def test_adyens_first_three_retries_are_offsets_from_the_first_attempt() -> None:
    (fact,) = (one for one in FACTS if one["id"] == "adyen")
    listed, delays = fact["schedule"]["list"], POLICIES["adyen"].delays
    assert list(accumulate(delays[:3])) == listed[:3]
    assert list(delays[3 : len(listed)]) == listed[3:]
    assert set(delays[len(listed) :]) == {listed[-1]}


def test_telegrams_waits_follow_its_source() -> None:
    policy, delay, waits = POLICIES["telegram"], 1.0, [0.0]
    for _ in range(20):  # after the first failure at once, then min(rand(60, 120), twice as long)
        delay = min(90.0, delay * 2)
        waits.append(delay)
    steps = [next_step(policy, down(number), 0.0, 0.5).wait for number in range(1, 22)]
    assert steps == waits


@pytest.mark.parametrize("fact", KNOWN, ids=name_of)
def test_time_out_is_the_published_one_or_said_to_be_assumed(fact: dict[str, Any]) -> None:
    policy, told = POLICIES[fact["id"]], fact["response_timeout_seconds"]
    if fact["id"] in TIMEOUTS:
        assert policy.response_timeout == TIMEOUTS[fact["id"]]
    elif match := re.match(r"[\d.]+", str(told)):
        assert policy.response_timeout == float(match[0])
    else:
        assert told == "undocumented"
        assert policy.response_timeout == 30.0
        assert policy.note is not None
        assert "time-out" in policy.note


@pytest.mark.parametrize("fact", KNOWN, ids=name_of)
def test_success_is_what_the_sender_takes_for_one(fact: dict[str, Any]) -> None:
    policy, told = POLICIES[fact["id"]], fact["success"]
    if told in SUCCESS:
        assert policy.success == SUCCESS[told]
    elif told in {"200 (2xx)", "undocumented"} or re.match(r"2xx|200-299", told):
        assert policy.success == ((200, 299),)
    else:
        pytest.fail(f"unknown words: {told}")


@pytest.mark.parametrize("fact", KNOWN, ids=name_of)
def test_final_statuses_are_those_that_are_not_retried(fact: dict[str, Any]) -> None:
    assert POLICIES[fact["id"]].final == FINAL.get(fact["id"], frozenset())


@pytest.mark.parametrize("fact", KNOWN, ids=name_of)
def test_disable_rule_is_told_where_there_is_one(fact: dict[str, Any]) -> None:
    told = fact["disable_rule"]
    known = told not in (None, "undocumented", "none documented") and "no disable rule" not in told
    revalidation = fact["id"] == "zoom"  # a handshake, no rule about failures
    rule = POLICIES[fact["id"]].disable_rule
    assert (rule is not None) == (known and not revalidation) or fact["id"] in {
        "contentstack",  # stands in `not_retried`
        "hookdeck-outpost",  # optional, without numbers
    }


UNFOLLOWED = {
    provider.retry.name: provider.retry
    for provider in all_providers().values()
    if provider.retry is not None and not provider.retry.published
}


def test_senders_without_a_schedule_say_so_and_nobody_can_follow_them() -> None:
    assert set(UNFOLLOWED) == UNPUBLISHED | {"zendesk"}
    assert not set(UNFOLLOWED) & set(all_policies())


@pytest.mark.parametrize("policy", UNFOLLOWED.values(), ids=lambda policy: policy.name)
def test_what_is_known_of_them_is_as_published(policy: RetryPolicy) -> None:
    (fact,) = (one for one in FACTS if one["id"] == policy.name)
    assert (policy.delays, policy.exact) == ((), False)
    assert policy.note
    assert policy.sources
    timeout = re.search(r"\d+", str(fact["response_timeout_seconds"]))
    assert policy.response_timeout == (float(timeout[0]) if timeout else 30.0)


def test_policies_are_found_by_the_names_of_their_providers() -> None:
    policies = all_policies()
    for provider in all_providers().values():
        if provider.retry is not None and provider.retry.published:
            for name in (provider.name, *provider.aliases, provider.retry.name):
                assert policies[name] is provider.retry


def down(number: int) -> Attempt:
    request = OutgoingRequest(b"POST", "http://app.test", b"/", ())
    return Attempt(number, request, 0.0, 0.0, failure=Failure(FailureKind.REFUSED, "refused"))


def refused(status: int) -> Attempt:
    request = OutgoingRequest(b"POST", "http://app.test", b"/", ())
    return Attempt(1, request, 0.0, 0.0, answer=Answer(status, "", "1.1", (), b"", 0))


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("square", [(b"square-retry-number", b"2"), (b"square-retry-reason", b"http_error")]),
        ("bitbucket", [(b"X-Attempt-Number", b"3")]),
        ("jira", [(b"X-Atlassian-Webhook-Retry", b"2")]),
    ],
)
def test_headers_that_only_a_retry_has(name: str, headers: list[tuple[bytes, bytes]]) -> None:
    policy = all_policies()[name]
    assert policy.retry_headers is not None
    assert list(policy.retry_headers(2, refused(500))) == headers


def test_square_says_why_it_tries_again() -> None:
    policy = all_policies()["square"]
    assert policy.retry_headers is not None
    assert dict(policy.retry_headers(1, down(1)))[b"square-retry-reason"] == b"other_error"


def test_box_gives_each_retry_a_delivery_id_of_its_own() -> None:
    policy = all_policies()["box"]
    assert policy.retry_headers is not None
    ids = {dict(policy.retry_headers(number, down(1)))[b"BOX-DELIVERY-ID"] for number in (1, 2, 3)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("name", "payload", "changed"),
    [
        ("hubspot", [{"eventId": 1, "attemptNumber": 0}], [{"eventId": 1, "attemptNumber": 2}]),
        ("hubspot", [{"eventId": 1}, 5], [{"eventId": 1, "attemptNumber": 2}, 5]),
        ("hubspot", {"not": "a list"}, {"not": "a list"}),
        ("notion", {"attempt_number": 1}, {"attempt_number": 3}),
        ("notion", {}, {"attempt_number": 3}),
        ("notion", [], []),
    ],
)
def test_body_says_which_attempt_it_is(name: str, payload: Any, changed: Any) -> None:
    policy = all_policies()[name]
    assert policy.retry_body is not None
    assert policy.retry_body(payload, 2, 0.0) == changed


def test_bodies_of_all_others_stay_as_they_are() -> None:
    changing = {policy.name for policy in POLICIES.values() if policy.retry_body is not None}
    told = {fact["id"] for fact in KNOWN if str(fact["body_changes_on_retry"]).startswith("YES")}
    assert changing == told == {"hubspot", "notion"}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=lambda policy: policy.name)
def test_every_policy_has_sources_and_ends(policy: RetryPolicy) -> None:
    assert policy.sources
    assert policy.title
    assert len(policy.delays) <= 20_000
