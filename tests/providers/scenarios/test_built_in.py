"""The stories that are built in: each step as its provider would send it, all of one thing."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.providers.payloads.shapes import problems_of
from webhookctl.core.scenario import FRESH, step_of
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url
from webhookctl.flows.scenario import Chapter, compose_story
from webhookctl.flows.send import Order
from webhookctl.flows.world import real_world
from webhookctl.providers.scenarios import all_scenarios

NOW = 1_790_000_000.25
COMMON = Order(parse_url("http://127.0.0.1:9/"), secret=Secret("env:A", b"very secret"))

seeds = st.integers(0, 2**32)
each = settings(max_examples=25, deadline=None)


def story(name: str, seed: int) -> dict[str, Chapter]:
    world = replace(real_world(seed), now=lambda: NOW, sleep=asyncio.sleep)
    chapters = compose_story(all_scenarios()[name], COMMON, world, speed=float("inf"))
    return {chapter.step.id: chapter for chapter in chapters}


def payloads(name: str, seed: int) -> dict[str, Any]:
    told = story(name, seed).items()
    return {step: json.loads(chapter.parcel.event.body) for step, chapter in told}


def same(*values: Any) -> bool:
    return all(one == values[0] for one in values)


def test_three_stories_are_there() -> None:
    assert {name: one.course for name, one in all_scenarios().items()} == {
        "campaign": "delivered → opened → clicked → unsubscribed",
        "lead": "captured → contact → qualified → customer",
        "shop-order": "created → paid → fulfilled → refunded",
    }
    assert all(one.name == name and one.summary for name, one in all_scenarios().items())


@pytest.mark.parametrize("name", all_scenarios())
def test_references_are_to_earlier_steps(name: str) -> None:
    earlier = [FRESH]
    for step in all_scenarios()[name].steps:
        assert {step_of(one) for _, one in step.references()} <= {*earlier}
        assert step.start is None or step.start in earlier
        earlier.append(step.id)


@pytest.mark.parametrize("name", all_scenarios())
@each
@given(seed=seeds)
def test_each_step_has_the_shape_that_its_provider_documents(name: str, seed: int) -> None:
    for chapter in story(name, seed).values():
        event = chapter.parcel.event
        body = json.loads(event.body)
        assert problems_of(str(event.provider), str(event.type), body) == []


@pytest.mark.parametrize("name", all_scenarios())
@each
@given(seed=seeds)
def test_each_step_has_an_id_of_its_own(name: str, seed: int) -> None:
    ids = [chapter.parcel.event.id for chapter in story(name, seed).values()]
    assert len(set(ids)) == len(ids)


@each
@given(seeds)
def test_order_is_the_same_but_for_what_happens_to_it(seed: int) -> None:
    told = payloads("shop-order", seed)
    happens = {
        *("status", "date_paid", "date_paid_gmt", "date_completed", "date_completed_gmt"),
        *("date_modified", "date_modified_gmt", "transaction_id", "needs_payment"),
        *("needs_processing", "is_editable", "refunds"),
    }
    kept = [{k: v for k, v in one.items() if k not in happens} for one in told.values()]
    assert same(*kept)
    assert {"id", "number", "order_key", "customer_id", "total", "line_items"} <= kept[0].keys()
    statuses = [one["status"] for one in told.values()]
    assert statuses == ["pending", "processing", "completed", "refunded"]


@each
@given(seeds)
def test_order_is_paid_once_and_refunded_as_a_whole(seed: int) -> None:
    created, paid, fulfilled, refunded = payloads("shop-order", seed).values()
    assert (created["date_paid"], created["transaction_id"]) == (None, "")
    for key in ("date_paid", "date_paid_gmt", "transaction_id"):
        assert same(paid[key], fulfilled[key], refunded[key])
        assert paid[key]
    assert same(fulfilled["date_completed"], refunded["date_completed"])
    assert (created["refunds"], paid["refunds"], fulfilled["refunds"]) == ([], [], [])
    (refund,) = refunded["refunds"]
    assert Decimal(refund["total"]) == -Decimal(created["total"])
    assert isinstance(refund["id"], int)
    assert refund["id"] != created["id"]


@each
@given(seeds)
def test_order_changes_later_and_later_and_not_ahead_of_the_clock(seed: int) -> None:
    told = list(payloads("shop-order", seed).values())
    times = [datetime.fromisoformat(f"{one['date_modified_gmt']}+00:00") for one in told]
    assert [(b - a).total_seconds() for a, b in pairwise(times)] == [3.0, 3.0, 3.0]
    assert times[-1].timestamp() == int(NOW)
    assert told[0]["date_created"] == told[0]["date_modified"]
    assert told[1]["date_paid"] == told[1]["date_modified"]


@each
@given(seeds)
def test_lead_is_one_contact_with_the_address_of_the_form(seed: int) -> None:
    captured, contact, qualified, customer = payloads("lead", seed).values()
    (address,) = (
        one["email"] for one in captured["form_response"]["answers"] if one["type"] == "email"
    )
    assert [one["subscriptionType"] for one in contact] == [
        "contact.creation",
        "contact.propertyChange",
    ]
    assert (contact[1]["propertyName"], contact[1]["propertyValue"]) == ("email", address)
    events = [*contact, *qualified, *customer]
    assert same(*(one["objectId"] for one in events))
    assert same(*(one["portalId"] for one in events))
    assert same(qualified[0]["subscriptionId"], customer[0]["subscriptionId"])
    assert [one["propertyValue"] for one in (*qualified, *customer)] == [
        "salesqualifiedlead",
        "customer",
    ]
    times = [one["occurredAt"] for one in events]
    assert times == sorted(times)
    assert times[-1] == int(NOW * 1_000)


@each
@given(seeds)
def test_mail_of_a_campaign_is_one_to_one_reader(seed: int) -> None:
    told = {step: body["event-data"] for step, body in payloads("campaign", seed).items()}
    assert [one["event"] for one in told.values()] == list(told)
    assert same(*(one["message"]["headers"]["message-id"] for one in told.values()))
    assert same(*(one["recipient"] for one in told.values()))
    assert same(*(one["user-variables"]["campaign_id"] for one in told.values()))
    delivered, opened, clicked, unsubscribed = told.values()
    for key in ("ip", "client-info", "geolocation"):
        assert same(opened[key], clicked[key], unsubscribed[key])
    assert same(int(delivered["timestamp"]), opened["delivered-at"], clicked["delivered-at"])
    assert clicked["url"].endswith(f"={delivered['user-variables']['campaign_id']}")
    assert same(delivered["tags"], opened["tags"], clicked["tags"], ["spring-sale"])
    times = [one["timestamp"] for one in told.values()]
    assert times == sorted(set(times))
