"""The oracle is Square's own library, which has a model for each event."""

from importlib import import_module
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, sample
from tests.providers.payloads.sending import event, header, told

EVENTS = [name for name in NAMES if name.startswith("square.")]
every = pytest.mark.parametrize("name", EVENTS)


def model_of(kind: str) -> Any:
    """Return the library's model of an event."""
    module = f"{kind.replace('.', '_')}_event"
    name = "".join(word.title() for word in module.split("_"))
    return getattr(import_module(f"square.types.{module}"), name)


def unknown_fields(model: Any, path: str = "$") -> list[str]:
    """Return the fields of a payload that the library does not declare, at any depth."""
    found = [f"{path}.{name}" for name in model.model_extra or {}]
    for name in type(model).model_fields:
        value = getattr(model, name)
        for one in value if isinstance(value, list) else [value]:
            if hasattr(one, "model_extra"):
                found += unknown_fields(one, f"{path}.{name}")
    return found


@every
def test_library_knows_the_event_and_all_its_fields(name: str) -> None:
    pytest.importorskip("square")
    model = model_of(name.removeprefix("square."))

    for seed in range(5):
        read = model.model_validate(sample(name, facts(seed)))
        # documented for each event, though no model of the library has it
        assert unknown_fields(read) == ["$.location_id"]


@every
def test_receiver_finds_type_and_id(name: str) -> None:
    sent = event(name)

    assert told(name) == name.removeprefix("square.")
    assert sent.id == sample(name)["event_id"]
    assert header(sent, "square-environment") == "Sandbox"
    assert header(sent, "square-initial-delivery-timestamp") == sample(name)["created_at"]


@every
def test_data_names_what_it_holds(name: str) -> None:
    data = sample(name)["data"]
    ((key, thing),) = data["object"].items()

    assert data["type"] == key
    if isinstance(thing, dict):
        assert data["id"] == thing.get("id", thing.get("order_id"))
        assert thing.get("location_id", "LEXAMPLE00001") == sample(name)["location_id"]


def test_payment_is_captured_when_it_is_completed() -> None:
    approved, completed = (
        sample(f"square.payment.{kind}")["data"]["object"]["payment"]
        for kind in ("created", "updated")
    )

    assert (approved["status"], approved["card_details"]["status"]) == ("APPROVED", "AUTHORIZED")
    assert (completed["status"], completed["card_details"]["status"]) == ("COMPLETED", "CAPTURED")
    for one in (approved, completed):
        assert one["amount_money"] == one["total_money"] == one["approved_money"]
    (fee,) = completed["processing_fee"]
    assert 0 < fee["amount_money"]["amount"] < completed["amount_money"]["amount"]


def test_refund_is_of_its_payment() -> None:
    for seed in range(20):
        refund = sample("square.refund.created", facts(seed))["data"]["object"]["refund"]
        assert refund["id"].startswith(f"{refund['payment_id']}_")


def test_invoice_is_paid_in_full() -> None:
    invoice = sample("square.invoice.payment_made")["data"]["object"]["invoice"]
    (asked,) = invoice["payment_requests"]

    assert invoice["status"] == "PAID"
    assert asked["computed_amount_money"] == asked["total_completed_amount_money"]


def test_subscription_ends_when_what_is_paid_for_ends() -> None:
    one = sample("square.subscription.updated")["data"]["object"]["subscription"]

    assert one["start_date"] < one["charged_through_date"] == one["canceled_date"]
