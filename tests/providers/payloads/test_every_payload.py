"""What holds for the payloads of all providers."""

import json
import re
from datetime import UTC, datetime
from random import SystemRandom
from time import process_time
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.providers.payloads.samples import (
    EVERY,
    NAMES,
    NOW,
    PROVIDERS,
    at,
    facts,
    made,
    nodes,
    sample,
)
from tests.providers.payloads.shapes import DATA
from webhookctl.core.event import EventTemplate, Facts

every = pytest.mark.parametrize(("provider", "template"), EVERY, ids=NAMES)
READ: dict[str, Any] = json.loads((DATA / "events.json").read_text("utf-8"))

KINDS = {
    "string": str,
    "integer": int,
    "number": int,  # those that may have a fraction have none here
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}

HOSTS = {
    "github": r"(api\.|uploads\.|help\.)?github\.com|avatars\.githubusercontent\.com",
    "stripe": r"(pay|invoice|docs)\.stripe\.com",
    "slack": r"(avatars|a)\.slack-edge\.com",
    "shopify": r"acme-example\.myshopify\.com|cdn\.shopify\.com",
    "standard_webhooks": r"(?!)",
    "activecampaign": r"(?!)",
    "brevo": r"smtp-relay\.mailin\.fr",
    "mailchimp": r"(?!)",
    "hubspot": r"(?!)",
    "mailgun": r"storage-us-west1\.api\.mailgun\.net",
    "sendgrid": r"(?!)",
    "calendly": r"(api\.)?calendly\.com",
    "klaviyo": r"a\.klaviyo\.com",
    "typeform": r"(?!)",
    "cloudevents": r"(?!)",
    "woocommerce": r"secure\.gravatar\.com",
    "lemon_squeezy": r"(api|acme-example)\.lemonsqueezy\.com",
    "discord": r"(?!)",
    "gitlab": r"(?!)",
    "openai": r"(?!)",
    "telegram": r"(?!)",
}

OWN_IDS = {
    "github": {
        "push": "$.after",
        "star": "$.sender.id",
        "ping": "$.hook_id",
        "issue_comment": "$.comment.id",
        "pull_request_review": "$.review.id",
        "installation": "$.installation.id",
    },
    "shopify": {"inventory_levels/update": "$.inventory_item_id"},
    "slack": {},
    "standard_webhooks": {},
    "stripe": {},
    "activecampaign": {"sent": "$.campaign.id"},
    "brevo": {
        "unsubscribe": "$.camp_id",
        "list_addition": "$.id",
    },
    "mailchimp": {"upemail": "$.data.new_id", "cleaned": "$.data.campaign_id"},
    "hubspot": {},
    "mailgun": {},
    "sendgrid": {},
    "calendly": {},
    "klaviyo": {},
    "typeform": {},
    "cloudevents": {"binary": "$.orderNumber", "batch": "$[].id"},
    "woocommerce": {},
    "lemon_squeezy": {},
    "discord": {
        "APPLICATION_AUTHORIZED": "$.event.data.user.id",
        "APPLICATION_DEAUTHORIZED": "$.event.data.user.id",
        "ENTITLEMENT_CREATE": "$.event.data.id",
        "ENTITLEMENT_UPDATE": "$.event.data.id",
        "ENTITLEMENT_DELETE": "$.event.data.id",
    },
    "gitlab": {
        "push": "$.after",
        "tag_push": "$.after",
        "release": "$.id",
        "wiki_page": "$.object_attributes.version_id",
        "build": "$.build_id",
        "build.failed": "$.build_id",
        "deployment": "$.deployment_id",
        "deployment.failed": "$.deployment_id",
    },
    "openai": {},
    "telegram": {},
}
DEFAULT_ID = {
    "slack": "$.event_id",
    "shopify": "$.id",
    "standard_webhooks": "$.data.id",
    "stripe": "$.id",
    "activecampaign": "$.contact.id",
    "brevo": "$.message-id",
    "mailchimp": "$.data.id",
    "hubspot": "$[].eventId",
    "mailgun": "$.event-data.id",
    "sendgrid": "$[].sg_event_id",
    "calendly": "$.payload.uri",
    "klaviyo": "$.data[].external_id",
    "typeform": "$.event_id",
    "cloudevents": "$.id",
    "woocommerce": "$.id",
    "lemon_squeezy": "$.meta.webhook_id",
    "discord": "$.id",
    "gitlab": "$.object_attributes.id",
    "openai": "$.id",
    "telegram": "$.update_id",
}
NO_OWN_ID = {
    "github.create",
    "github.delete",
    "shopify.app/uninstalled",
    "discord.PING",
    "discord.QUEST_USER_ENROLLMENT",
}

HAPPENED = {
    "github.push": "$.repository.pushed_at",
    "github.star": "$.starred_at",
    "github.ping": "$.hook.created_at",
    "github.release": "$.release.published_at",
    "github.pull_request": "$.pull_request.created_at",
    "github.pull_request.closed": "$.pull_request.merged_at",
    "github.pull_request.synchronize": "$.pull_request.updated_at",
    "github.pull_request_review": "$.review.submitted_at",
    "github.issues": "$.issue.created_at",
    "github.issues.closed": "$.issue.closed_at",
    "github.issue_comment": "$.comment.created_at",
    "github.workflow_run": "$.workflow_run.updated_at",
    "github.workflow_job": "$.workflow_job.completed_at",
    "github.workflow_job.queued": "$.workflow_job.created_at",
    "github.check_run": "$.check_run.completed_at",
    "github.deployment_status": "$.deployment_status.created_at",
    "github.installation": "$.installation.created_at",
    "shopify.customers/create": "$.created_at",
    "shopify.fulfillments/create": "$.created_at",
    "shopify.refunds/create": "$.processed_at",
    "brevo.list_addition": "$.ts",
    "cloudevents.batch": "$[].time",
    "gitlab.push": "$.commits[].timestamp",
    "gitlab.release": "$.released_at",
    "gitlab.pipeline": "$.object_attributes.finished_at",
    "gitlab.pipeline.failed": "$.object_attributes.finished_at",
    "gitlab.build": "$.build_finished_at",
    "gitlab.build.failed": "$.build_finished_at",
    "gitlab.deployment": "$.status_changed_at",
    "gitlab.deployment.failed": "$.status_changed_at",
    "telegram.message": "$.message.date",
    "telegram.message.photo": "$.message.date",
    "telegram.message.successful_payment": "$.message.date",
    "telegram.edited_message": "$.edited_message.edit_date",
    "telegram.channel_post": "$.channel_post.date",
    "telegram.my_chat_member": "$.my_chat_member.date",
    "telegram.chat_member": "$.chat_member.date",
    "telegram.message_reaction": "$.message_reaction.date",
}
HAPPENED_BY_DEFAULT = {
    "slack": "$.event_time",
    "stripe": "$.created",
    "shopify": "$.updated_at",
    "standard_webhooks": "$.timestamp",
    "activecampaign": "$.date_time",
    "brevo": "$.ts_event",
    "mailchimp": "$.fired_at",
    "hubspot": "$[].occurredAt",
    "mailgun": "$.event-data.timestamp",
    "sendgrid": "$[].timestamp",
    "calendly": "$.created_at",
    "klaviyo": "$.meta.timestamp",
    "typeform": "$.form_response.submitted_at",
    "cloudevents": "$.time",
    "woocommerce": "$.date_modified_gmt",
    "lemon_squeezy": "$.data.attributes.updated_at",
    "discord": "$.event.timestamp",
    "gitlab": "$.object_attributes.updated_at",
    "openai": "$.created_at",
}
TIMELESS = {
    "github.create",
    "github.delete",
    "shopify.products/delete",
    "shopify.app/uninstalled",
    "cloudevents.binary",
    "woocommerce.order.deleted",
    "woocommerce.product.deleted",
    "woocommerce.coupon.deleted",
    "woocommerce.customer.deleted",
    "gitlab.tag_push",
    "gitlab.wiki_page",
    "telegram.callback_query",
    "telegram.inline_query",
    "telegram.chosen_inline_result",
    "telegram.pre_checkout_query",
    "telegram.poll_answer",
    "discord.PING",
    *(f"discord.{one.type}" for one in PROVIDERS["discord"] if "interaction" in one.type),
}


def _own_id(provider: str, template: EventTemplate, payload: Any) -> Any:
    event = template.type.partition(".")[0]
    default = DEFAULT_ID.get(provider, f"$.{event}.id" if event != "issues" else "$.issue.id")
    return at(payload, OWN_IDS[provider].get(template.type, default))[0]


def _unix(value: Any) -> float:
    if isinstance(value, int | float):
        return value / 1_000 if value > 10 * NOW else value  # some providers count milliseconds
    moment = datetime.fromisoformat(re.sub(r" (UTC|\+0000)$", "Z", value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _happened(provider: str, template: EventTemplate, payload: Any) -> float:
    default = HAPPENED_BY_DEFAULT.get(provider, "")
    return _unix(at(payload, HAPPENED.get(f"{provider}.{template.type}", default))[-1])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_events_have_different_names_and_one_line_summaries(provider: str) -> None:
    events = PROVIDERS[provider]

    assert len({one.type for one in events}) == len(events)
    for one in events:
        assert re.fullmatch(r"[^\n]{1,60}[^\n.]", one.summary)
        assert not re.search(r"\s", one.type)


@pytest.mark.parametrize("provider", READ.keys() - {"_meta"})
def test_every_event_a_handler_reads_is_there(provider: str) -> None:
    assert READ[provider]["events"].keys() <= {one.type for one in PROVIDERS[provider]}


@pytest.mark.parametrize(
    ("provider", "event"),
    [(p, e) for p in READ.keys() - {"_meta"} for e in READ[p]["events"]],
)
def test_every_field_a_handler_reads_is_there(provider: str, event: str) -> None:
    payload = sample(f"{provider}.{event}")
    facts_read = READ[provider]
    changed = "$.data.previous_attributes"  # only where something changed
    common = {path: kind for path, kind in facts_read["envelope"].items() if path != changed}

    for path, kinds in (common | facts_read["events"][event]).items():
        found = at(payload, path)
        assert found, path
        for value in found:
            assert type(value) in [KINDS[kind] for kind in kinds.split("|")], path


@every
def test_equal_facts_make_equal_payloads(provider: str, template: EventTemplate) -> None:
    assert made(template, facts(7)) == made(template, facts(7))


@every
def test_payloads_are_plain_json(provider: str, template: EventTemplate) -> None:
    assert made(template) == template.payload(facts())


@every
def test_no_part_of_a_payload_is_shared(provider: str, template: EventTemplate) -> None:
    """Changing one field must change neither another nor the next payload."""
    first, second = template.payload(facts(1)), template.payload(facts(2))
    parts = [
        id(node)
        for payload in (first, second)
        for _, node in nodes(payload)
        if isinstance(node, dict | list)
    ]

    assert len(parts) == len(set(parts))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_thousand_events_have_a_thousand_ids(provider: str) -> None:
    events = [e for e in PROVIDERS[provider] if f"{provider}.{e.type}" not in NO_OWN_ID]
    source = facts()
    chosen = [events[number % len(events)] for number in range(1_000)]

    found = {str(_own_id(provider, one, one.payload(source))) for one in chosen}

    assert len(found) == 1_000


@every
def test_events_happen_now_and_later_ones_later(provider: str, template: EventTemplate) -> None:
    if f"{provider}.{template.type}" in TIMELESS:
        assert not re.search(rf'"{int(NOW)}', json.dumps(made(template)))
        return
    moments = [
        _happened(provider, template, made(template, facts(now=NOW + later)))
        for later in (0, 1, 60, 100_000)
    ]

    assert abs(moments[0] - NOW) <= 5
    assert moments == sorted(set(moments))


@every
def test_nothing_ends_before_it_begins(provider: str, template: EventTemplate) -> None:
    pairs = (("created_at", "updated_at"), ("started_at", "completed_at"), ("created", "updated"))
    for path, node in nodes(made(template)):
        for start, end in pairs:
            if not isinstance(node, dict) or path.endswith(".changes"):
                continue
            if node.get(start) and node.get(end):
                assert _unix(node[start]) <= _unix(node[end]), path


@every
def test_nobody_real_is_addressed(provider: str, template: EventTemplate) -> None:
    for path, node in nodes(made(template)):
        if not isinstance(node, str):
            continue
        for host in re.findall(r"[\w.+-]+@([\w-]+\.[\w.-]+)", node):
            known = rf"(.+\.)?example\.com|github\.com|{HOSTS[provider]}"
            assert re.fullmatch(known, host), path
        if re.match(r"https?://", node):
            host = urlsplit(node).hostname or ""
            assert re.fullmatch(rf"(.+\.)?example\.com|{HOSTS[provider]}", host), path


def test_making_an_event_takes_less_than_a_millisecond() -> None:
    source = Facts(NOW, SystemRandom().getrandbits)
    for _, template in EVERY:
        best = min(_seconds(template, source) for _ in range(5))
        assert best < 0.001, template.type


def _seconds(template: EventTemplate, source: Facts) -> float:
    start = process_time()
    template.payload(source)
    return process_time() - start
