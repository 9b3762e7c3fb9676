import re
from datetime import datetime

import pytest

from tests.providers.payloads.samples import NAMES, sample

EVENTS = [name for name in NAMES if name.startswith("standard_webhooks.")]


@pytest.mark.parametrize("name", EVENTS)
def test_payload_has_type_timestamp_and_data(name: str) -> None:
    payload = sample(name)

    assert list(payload) == ["type", "timestamp", "data"]
    assert payload["type"] == name.removeprefix("standard_webhooks.")
    assert re.fullmatch(r"[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*", payload["type"])
    assert datetime.fromisoformat(payload["timestamp"]).tzinfo is not None


def test_invoice_adds_up() -> None:
    invoice = sample("standard_webhooks.invoice.paid")["data"]
    lines = invoice["lines"]

    for line in lines:
        assert line["amount"] == line["quantity"] * line["unit_amount"]
    assert invoice["subtotal"] == sum(line["amount"] for line in lines)
    assert invoice["total"] == invoice["subtotal"] + invoice["tax"]
    assert invoice["issued_at"] < invoice["paid_at"]


def test_parcel_can_be_tracked() -> None:
    order = sample("standard_webhooks.order.shipped")["data"]

    assert order["shipment"]["tracking_url"].endswith(order["shipment"]["tracking_number"])
    assert order["ordered_at"] < order["shipped_at"]


def test_new_user_was_created_at_the_time_of_the_event() -> None:
    payload = sample("standard_webhooks.user.created")

    assert payload["data"]["created_at"] == payload["timestamp"]
