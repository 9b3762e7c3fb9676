"""What changes from attempt to attempt, against published facts of tests/data/retry-policies.json.

Each event is sent four times, a minute apart, to a real server that never accepts it.
"""

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.providers.keyring import new_keys, signing_secret
from tests.recording_app import Received, RecordingApp, Reply, serve
from webhookctl.core.headers import text
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.url import parse_url
from webhookctl.flows.policy import policy_of
from webhookctl.flows.send import Order, Schedule, prepare, send
from webhookctl.flows.world import World, real_world
from webhookctl.providers import all_providers, events_of

FACTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "retry-policies.json").read_text("utf-8")
)
NOW = 1_767_225_600.0

BODIES = {
    "adyen": '{"notificationItems":[{"NotificationRequestItem":{"pspReference":"7914","amount":'
    '{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true",'
    '"merchantAccountCode":"Account","merchantReference":"Reference"}}]}',
    "aws_sns": '{"Type":"Notification","MessageId":"22b80b92","Message":"hi",'
    '"TopicArn":"arn:aws:sns:us-west-2:123456789012:MyTopic"}',
    "braintree": "<notification><kind>check</kind><subject/></notification>",
    "microsoft_graph": '{"value":[{"changeType":"created","resource":"me/messages/1"}]}',
    "notion": '{"id":"1","attempt_number":1}',
}
"""Bodies of events that are not made here, where more is asked of them than to be JSON."""

PARAMS = {
    "braintree": {"public_key": "integration_public_key"},
    "paypal": {"webhook_id": "WH-1"},
}

ONE_ATTEMPT = {"sentry", "woocommerce"}
"""Senders that never try again: their facts say how deliveries differ."""

OF_THE_BODY = {"docusign-connect", "intercom", "pagerduty"}
"""Senders whose facts name the signature, which is that of the body: it stays with it."""

OTHER_SCHEME = "X-Gitlab-Token"
"""A constant header that only webhooks without a signature have."""


CHANGING_BODIES = {"hubspot", "linear", "mailgun", "notion"}


def provider_of(fact: dict[str, Any]) -> Provider | None:
    named = (one for one in all_providers().values() if one.retry and one.retry.name == fact["id"])
    return next(named, None)


CASES = [
    pytest.param(provider, fact, id=fact["id"])
    for fact in FACTS
    if (provider := provider_of(fact)) is not None
]


class Clock:
    """A clock that goes on by a minute with each attempt, and by nothing else."""

    def __init__(self) -> None:
        self.time = NOW

    async def sleep(self, seconds: float) -> None:
        self.time += seconds

    def world(self) -> World:
        real = real_world(7)
        return World(lambda: self.time, real.monotonic, self.sleep, real.random_bits, real.new_id)


def order(provider: Provider, url: str) -> Order:
    templates = events_of(provider)
    params = PARAMS.get(provider.name, {})
    scheme = provider.schemes[0]
    if "notification_url" in scheme.parameters:
        params = {**params, "notification_url": url}
    unsigned = isinstance(scheme.recipe, UnsignedRecipe)
    one = Order(parse_url(url), params=params, unsigned=unsigned)
    if not unsigned:
        one = replace(one, secret=signing_secret(new_keys(scheme)))
    if templates:
        return replace(one, event=f"{provider.name}.{templates[0].type}")
    data = BODIES.get(provider.name, '{"id":"1"}')
    return replace(one, event=f"{provider.name}.any", data=data.encode())


def attempts(provider: Provider, app: RecordingApp) -> list[Received]:
    clock = Clock()
    world = clock.world()
    parcel = prepare(order(provider, f"{app.url}/hook"), world)
    policy = patient(provider.retry)
    asyncio.run(send(parcel, parcel.delivery("1"), Schedule(policy), world, lambda *_: None))
    return app.received


def patient(own: RetryPolicy | None) -> RetryPolicy:
    """Return the policy with three retries, a minute apart, whatever the answer."""
    return replace(policy_of("1m,1m,1m", own), final=frozenset(), success=((250, 250),))


@pytest.fixture
def app() -> Iterator[RecordingApp]:
    with serve(Reply(500)) as running:
        yield running


def values(received: Sequence[Received], header: str) -> list[str | None]:
    return [text(one.headers, header) for one in received]


def headers_in(texts: Sequence[str]) -> set[str]:
    """Return the names of headers at the beginning of texts such as `X-Name (new per attempt)`."""
    names = (re.match(r"[A-Za-z]+(?:-[A-Za-z0-9]+)+", one) for one in texts)
    return {name[0] for name in names if name} - {OTHER_SCHEME}


def of_the_signature(provider: Provider) -> set[str]:
    """Return the headers of a signature and of its time."""
    scheme = provider.schemes[0]
    rule = scheme.timestamp
    time = [rule.source.removeprefix("header:"), rule.repeated_in or ""] if rule else []
    return {scheme.signature_header or "", *time}


@pytest.mark.parametrize(("provider", "fact"), CASES)
def test_headers_and_body_change_as_published(
    provider: Provider, fact: dict[str, Any], app: RecordingApp
) -> None:
    received = attempts(provider, app)

    assert len(received) == 4
    names = {name.decode() for one in received for name, _ in one.headers} - {"Content-Length"}
    changing = {name for name in names if len(set(values(received, name))) > 1}
    told = headers_in(fact["headers_changing"])
    if fact["id"] not in ONE_ATTEMPT | OF_THE_BODY:
        assert told <= changing
    assert changing - told <= of_the_signature(provider)
    for name in headers_in(fact["headers_constant"]):
        assert None not in values(received, name), f"no {name}"
        assert len(set(values(received, name))) == 1
    bodies = {one.body for one in received}
    assert len(bodies) == (4 if fact["id"] in CHANGING_BODIES else 1)


@pytest.mark.parametrize(
    ("name", "header", "told"),
    [
        ("bitbucket", "X-Attempt-Number", ["1", "2", "3", "4"]),
        ("jira", "X-Atlassian-Webhook-Retry", [None, "1", "2", "3"]),
        ("slack", "X-Slack-Retry-Num", [None, "1", "2", "3"]),
        ("slack", "X-Slack-Retry-Reason", [None, *["http_error"] * 3]),
        ("square", "square-retry-number", [None, "1", "2", "3"]),
        ("square", "square-retry-reason", [None, *["http_error"] * 3]),
        ("twitch", "Twitch-Eventsub-Message-Retry", ["0", "1", "2", "3"]),
    ],
)
def test_attempts_are_counted_as_the_provider_counts(
    name: str, header: str, told: list[str | None], app: RecordingApp
) -> None:
    assert values(attempts(all_providers()[name], app), header) == told


def test_each_attempt_of_box_has_a_delivery_id_of_its_own(app: RecordingApp) -> None:
    ids = values(attempts(all_providers()["box"], app), "BOX-DELIVERY-ID")
    assert None not in ids
    assert len(set(ids)) == 4


def test_linear_says_in_the_body_when_an_attempt_was_made(app: RecordingApp) -> None:
    received = attempts(all_providers()["linear"], app)
    times = [json.loads(one.body)["webhookTimestamp"] for one in received]
    assert times == [int(NOW + 60 * number) * 1000 for number in range(4)]
    assert values(received, "Linear-Timestamp") == [str(one) for one in times]


def test_hubspot_and_notion_count_attempts_in_the_body(app: RecordingApp) -> None:
    hubspot = [json.loads(one.body) for one in attempts(all_providers()["hubspot"], app)]
    assert [[event["attemptNumber"] for event in one] for one in hubspot] == [[0], [1], [2], [3]]
    notion = [json.loads(one.body) for one in attempts(all_providers()["notion"], app)[4:]]
    assert [one["attempt_number"] for one in notion] == [1, 2, 3, 4]


def test_message_of_sns_is_json_that_is_said_to_be_text(app: RecordingApp) -> None:
    received = attempts(all_providers()["aws_sns"], app)
    assert set(values(received, "Content-Type")) == {"text/plain; charset=UTF-8"}
    assert set(values(received, "x-amz-sns-message-type")) == {"Notification"}
    assert json.loads(received[0].body)["Message"] == "hi"
