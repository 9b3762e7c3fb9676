"""CloudEvents in three modes; the oracle is the SDK of the specification's authors."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http, from_structured
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.payloads.samples import NOW, facts
from tests.providers.payloads.sending import event, header, provider, told
from webhookctl.core.compose import Changes, own_event, provider_event
from webhookctl.core.event import Event
from webhookctl.providers.payloads.cloudevents import PAID, PLACED, SHIPPED

PROVIDER = provider("cloudevents")


def read(sent: Event) -> Any:
    headers = {name.decode(): value.decode() for name, value in sent.headers}
    return from_http(HTTPMessage(headers, sent.body), JSONFormat())


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_event_is_read_by_the_sdk(mode: str) -> None:
    sent = event(f"cloudevents.{mode}")

    found = read(sent)

    assert found.get_specversion() == "1.0"
    assert (found.get_type(), found.get_id()) == (PLACED, sent.id)
    assert found.get_source() == "https://shop.example.com/orders"
    assert found.get_time() == datetime.fromtimestamp(NOW, UTC)
    assert found.get_datacontenttype() == "application/json"
    assert found.get_data()["total"] == sum(line["amount"] for line in found.get_data()["lines"])
    assert told(f"cloudevents.{mode}") == PLACED


def test_attributes_of_binary_mode_are_not_in_the_body() -> None:
    sent = event("cloudevents.binary")

    assert header(sent, "content-type") == "application/json"
    assert json.loads(sent.body).keys() == {"orderNumber", "customer", "currency", "lines", "total"}


def test_batch_is_a_list_of_events_about_one_order() -> None:
    sent = event("cloudevents.batch")
    batch = json.loads(sent.body)
    headers = {"content-type": "application/cloudevents+json"}

    found = [
        from_structured(HTTPMessage(headers, json.dumps(one).encode()), JSONFormat())
        for one in batch
    ]

    assert header(sent, "content-type") == "application/cloudevents-batch+json; charset=utf-8"
    assert [one.get_type() for one in found] == [PLACED, PAID, SHIPPED]
    moments = [one["time"] for one in batch]
    assert moments == sorted(moments)
    assert len({one.get_id() for one in found}) == 3
    assert {one.get_subject() for one in found} == {batch[0]["data"]["orderNumber"]}
    assert batch[1]["data"]["amount"] == batch[0]["data"]["total"]


def test_any_type_can_be_sent_and_given_an_id() -> None:
    payload = PROVIDER.any_event("org.example.thing", facts()) if PROVIDER.any_event else None
    sent = provider_event(PROVIDER, "org.example.thing", payload, facts(), Changes(id="mine"))

    assert (read(sent).get_type(), read(sent).get_id()) == ("org.example.thing", "mine")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_own_data_is_sent_in_binary_mode_under_any_type(type_: str) -> None:
    sent = own_event(PROVIDER, type_, b'{"a": 1.0}', facts(), Changes())

    assert sent.body == b'{"a": 1.0}'
    assert read(sent).get_type() == type_


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"specversion": "1.0", "id": "1"}', "application/cloudevents+json; charset=utf-8"),
        (b'[{"specversion": "1.0"}]', "application/cloudevents-batch+json; charset=utf-8"),
        (b"[]", "application/json"),
        (b"[1]", "application/json"),
        (b"plain", "text/plain; charset=utf-8"),
    ],
)
def test_own_body_has_the_content_type_of_its_mode(body: bytes, content_type: str) -> None:
    sent = own_event(PROVIDER, "t", body, facts(), Changes())

    assert (sent.body, header(sent, "content-type")) == (body, content_type)
