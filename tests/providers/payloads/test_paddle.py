"""The oracle is Paddle's own library: its entities read the data of each event."""

from dataclasses import fields, is_dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, nodes, sample
from tests.providers.payloads.sending import event, told
from webhookctl.core.compose import Changes

EVENTS = [name for name in NAMES if name.startswith("paddle.")]
TRANSACTIONS = [name for name in EVENTS if ".transaction." in name]
SUBSCRIPTIONS = [name for name in EVENTS if ".subscription." in name]
every = pytest.mark.parametrize("name", EVENTS)

UNTOLD = {"price_id", "prices", "underlying_details"}
"""Deprecated fields, which Paddle's documentation says are sent no more."""
OPTIONAL = {"consent_requirements", "paypal", "south_korea_local_card", "lineItems"}


def differences(model: Any, data: Any, path: str = "$") -> list[str]:
    """Return what the library read otherwise than the payload has it: fields and known words."""
    if isinstance(model, list):
        pairs = zip(model, data, strict=True)
        return [found for pair in pairs for found in differences(*pair, path + "[]")]
    if hasattr(model, "is_known"):
        return [] if model.is_known() else [f"{path}: {data}"]
    if not is_dataclass(model) or not isinstance(data, dict):
        return []
    if type(model).__name__ == "CustomData":  # the seller's own
        return []
    names = {field.name for field in fields(model)}
    unknown = [f"{path}.{name}: unknown" for name in data.keys() - names - {"line_items"}]
    missing = [f"{path}.{name}: missing" for name in names - data.keys() - UNTOLD - OPTIONAL]
    inner = [differences(getattr(model, n), data[n], f"{path}.{n}") for n in names & data.keys()]
    return unknown + missing + [found for one in inner for found in one]


def entity_of(kind: str) -> Any:
    """Return the library's class for the data of an event."""
    name = {"subscription.created": "SubscriptionCreated"}.get(kind, kind.split(".")[0].title())
    return getattr(import_module(f"paddle_billing.Notifications.Entities.{name}"), name)


@every
def test_library_knows_all_fields_and_words(name: str) -> None:
    pytest.importorskip("paddle_billing")
    entity = entity_of(name.removeprefix("paddle."))

    for seed in range(5):
        data = sample(name, facts(seed))["data"]
        assert differences(entity.from_dict(data), data) == []


@every
def test_receiver_finds_type_and_id(name: str) -> None:
    assert told(name) == name.removeprefix("paddle.")
    assert event(name).id == sample(name)["event_id"]
    assert event(name, changes=Changes(id="evt_1")).body.startswith(b'{"event_id":"evt_1",')


@every
def test_no_id_is_of_the_future(name: str) -> None:
    now = int(facts().now * 1_000)
    for path, node in nodes(sample(name)):
        if path.rpartition(".")[2] in ("id", "event_id", "notification_id", "customer_id"):
            time = str(node).partition("_")[2][:10]
            assert _ulid_time(time) <= now or "examp" in str(node), path


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_totals_add_up(name: str) -> None:
    for seed in range(20):
        data = sample(name, facts(seed))["data"]
        totals, (line,) = data["details"]["totals"], data["details"]["line_items"]
        (item,) = data["items"]
        unit = int(item["price"]["unit_price"]["amount"])

        assert int(totals["subtotal"]) == item["quantity"] * unit
        assert int(totals["subtotal"]) + int(totals["tax"]) == int(totals["total"])
        assert int(totals["tax"]) == int(totals["subtotal"]) * float(line["tax_rate"])
        for amount in ("subtotal", "tax", "total"):
            assert line["totals"][amount] == totals[amount]
            assert int(line["unit_totals"][amount]) * item["quantity"] == int(totals[amount])
        if totals["earnings"] is not None:
            kept = int(totals["tax"]) + int(totals["fee"])
            assert int(totals["earnings"]) == int(totals["total"]) - kept
        assert line["price_id"] == item["price"]["id"]
        assert line["product"]["id"] == item["price"]["product_id"]
        for payment in data["payments"]:
            assert payment["amount"] == totals["grand_total"]


@pytest.mark.parametrize(
    ("kind", "status", "balanced"),
    [
        ("created", "ready", False),
        ("paid", "paid", True),
        ("completed", "completed", True),
        ("payment_failed", "past_due", False),
    ],
)
def test_transaction_is_paid_when_nothing_is_open(kind: str, status: str, balanced: bool) -> None:
    data = sample(f"paddle.transaction.{kind}")["data"]
    captured = [one for one in data["payments"] if one["captured_at"] is not None]

    assert data["status"] == status
    assert (data["details"]["totals"]["balance"] == "0") is balanced is bool(captured)
    assert all((one["error_code"] is None) is (one in captured) for one in data["payments"])


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_subscription_is_billed_when_its_month_ends(name: str) -> None:
    data = sample(name)["data"]
    month = data["current_billing_period"]

    assert data["next_billed_at"] in (month["ends_at"], None)
    assert data["created_at"] <= month["starts_at"] < month["ends_at"]
    assert ("transaction_id" in data) is name.endswith(".created")
    assert (data["canceled_at"] is not None) is name.endswith(".canceled")
    if data["scheduled_change"]:
        assert data["scheduled_change"]["effective_at"] == month["ends_at"]


def test_refund_gives_back_what_was_paid() -> None:
    data = sample("paddle.adjustment.created")["data"]
    (item,), totals = data["items"], data["totals"]

    assert item["amount"] == totals["total"]
    assert int(totals["subtotal"]) + int(totals["tax"]) == int(totals["total"])
    made = _ulid_time(data["transaction_id"].partition("_")[2][:10]) / 1_000
    assert made < datetime.fromisoformat(data["created_at"]).timestamp()


def _ulid_time(text: str) -> int:
    """Return the milliseconds that the first ten characters of a ULID hold."""
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    total = 0
    for letter in text:
        total = total * 32 + alphabet.index(letter)
    return total
