import re
from typing import Any

import pytest
import stripe

from tests.providers.payloads.samples import NAMES, nodes, sample
from tests.providers.payloads.stripe_shapes import problems_of

EVENTS = [name for name in NAMES if name.startswith("stripe.")]
every = pytest.mark.parametrize("name", EVENTS)

IDS = {
    "pi": r"pi_3\w{23}",
    "ch": r"ch_3\w{23}",
    "evt": r"evt_[13]\w{23}",
    "cus": r"cus_\w{14}",
    "prod": r"prod_\w{14}",
    "si": r"si_\w{14}",
    "req": r"req_\w{14}",
    "acct": r"acct_1\w{15}",
    "cs": r"cs_test_a1\w{56}",
    "txn": r"txn_[13]\w{23}",
}


def object_of(name: str) -> Any:
    return sample(f"stripe.{name}")["data"]["object"]


@every
def test_event_and_object_have_the_shape_of_stripes_library(name: str) -> None:
    event = sample(name)

    assert problems_of(event) == []
    assert problems_of(event["data"]["object"]) == []
    assert event["type"] == name.removeprefix("stripe.")


@every
def test_event_has_the_api_version_of_stripes_library(name: str) -> None:
    assert sample(name)["api_version"] == stripe.api_version


@every
def test_ids_have_stripes_form(name: str) -> None:
    for path, node in nodes(sample(name)):
        found = re.fullmatch(r"([a-z]+)_(?:test_)?[A-Za-z0-9]{14,}", node) if _text(node) else None
        if found:
            form = IDS.get(found[1], rf"{found[1]}_1\w{{23}}")
            assert re.fullmatch(form, node), path


def _text(node: Any) -> bool:
    return isinstance(node, str) and "_secret_" not in node


@every
def test_objects_are_in_test_mode_everywhere(name: str) -> None:
    assert {node["livemode"] for _, node in nodes(sample(name)) if _has(node, "livemode")} == {
        False
    }


def _has(node: Any, field: str) -> bool:
    return isinstance(node, dict) and field in node


@every
def test_nothing_was_created_after_the_event(name: str) -> None:
    event = sample(name)
    for path, node in nodes(event):
        if _has(node, "created"):
            assert node["created"] <= event["created"], path


@every
def test_fields_of_the_object_are_in_stripes_order(name: str) -> None:
    first, second, *rest = sample(name)["data"]["object"]

    assert (first, second) == ("id", "object")
    assert rest == sorted(rest)


@every
def test_what_changed_was_different_before(name: str) -> None:
    data = sample(name)["data"]
    for field, before in data.get("previous_attributes", {}).items():
        now = data["object"][field]
        if isinstance(before, dict):
            assert before != {key: now[key] for key in before}
        else:
            assert before != now


def test_only_changes_tell_what_was_before() -> None:
    changed = {name for name in EVENTS if "previous_attributes" in sample(name)["data"]}

    assert changed == {
        "stripe.charge.refunded",
        "stripe.customer.subscription.updated",
        "stripe.account.updated",
    }


def test_events_without_a_request_have_no_request_id() -> None:
    assert sample("stripe.payout.paid")["request"] == {"id": None, "idempotency_key": None}
    assert sample("stripe.charge.succeeded")["request"]["id"].startswith("req_")


def test_paid_intent_received_all_of_its_amount() -> None:
    intent = object_of("payment_intent.succeeded")

    assert intent["amount_received"] == intent["amount"]
    assert intent["client_secret"].startswith(f"{intent['id']}_secret_")
    assert intent["id"][3:19] == intent["latest_charge"][3:19]


def test_failed_intent_tells_which_charge_and_card_failed() -> None:
    intent = object_of("payment_intent.payment_failed")
    error = intent["last_payment_error"]

    assert intent["amount_received"] == 0
    assert intent["payment_method"] is None
    assert error["charge"] == intent["latest_charge"]
    assert error["payment_method"]["customer"] == intent["customer"]


@pytest.mark.parametrize("name", ["charge.succeeded", "charge.refunded"])
def test_charge_was_captured_whole(name: str) -> None:
    charge = object_of(name)

    assert charge["amount"] == charge["amount_captured"]
    assert charge["amount"] == charge["payment_method_details"]["card"]["amount_authorized"]
    assert charge["payment_intent"][3:19] == charge["id"][3:19]
    assert charge["refunded"] == (charge["amount_refunded"] == charge["amount"])


def test_refunded_charge_gave_all_back() -> None:
    charge = object_of("charge.refunded")

    assert charge["amount_refunded"] == charge["amount"] > 0


def test_dispute_takes_the_amount_and_a_fee() -> None:
    dispute = object_of("charge.dispute.created")
    (withdrawal,) = dispute["balance_transactions"]

    assert withdrawal["source"] == dispute["id"]
    assert withdrawal["amount"] == -dispute["amount"]
    assert withdrawal["fee"] == sum(part["amount"] for part in withdrawal["fee_details"])
    assert withdrawal["net"] == withdrawal["amount"] - withdrawal["fee"]
    assert dispute["charge"] in withdrawal["description"]
    assert dispute["evidence_details"]["due_by"] > dispute["created"]


def test_checkout_total_is_what_it_is_made_of() -> None:
    session = object_of("checkout.session.completed")
    details = session["total_details"]
    extra = details["amount_shipping"] + details["amount_tax"] - details["amount_discount"]

    assert session["amount_total"] == session["amount_subtotal"] + extra
    assert session["shipping_cost"]["amount_total"] == details["amount_shipping"]
    assert (
        session["shipping_options"][0]["shipping_rate"]
        == (session["shipping_cost"]["shipping_rate"])
    )
    assert session["created"] < session["expires_at"]
    assert session["amount_subtotal"] > 0


@pytest.mark.parametrize("change", ["created", "updated", "deleted"])
def test_subscription_agrees_with_its_item(change: str) -> None:
    subscription = object_of(f"customer.subscription.{change}")
    (item,) = subscription["items"]["data"]

    assert item["subscription"] == subscription["id"]
    assert item["plan"]["id"] == item["price"]["id"]
    assert item["plan"]["amount"] == item["price"]["unit_amount"]
    assert item["price"]["unit_amount_decimal"] == str(item["price"]["unit_amount"])
    assert item["plan"]["product"] == item["price"]["product"]
    assert item["current_period_start"] < item["current_period_end"]
    assert subscription["start_date"] == subscription["created"] <= item["current_period_start"]


def test_subscription_that_will_end_does_so_with_the_period() -> None:
    subscription = object_of("customer.subscription.updated")

    assert subscription["cancel_at"] == subscription["items"]["data"][0]["current_period_end"]
    assert subscription["status"] == "active"


def test_ended_subscription_ends_now() -> None:
    event = sample("stripe.customer.subscription.deleted")
    subscription = event["data"]["object"]

    assert subscription["ended_at"] == subscription["canceled_at"] == event["created"]


@pytest.mark.parametrize("name", ["invoice.paid", "invoice.payment_failed"])
def test_invoice_adds_up(name: str) -> None:
    invoice = object_of(name)
    lines = invoice["lines"]["data"]

    assert invoice["total"] == invoice["subtotal"] == sum(line["amount"] for line in lines)
    assert invoice["amount_due"] == invoice["amount_paid"] + invoice["amount_remaining"]
    assert (invoice["status"] == "paid") == (invoice["amount_remaining"] == 0)
    for line in lines:
        details = line["parent"]["subscription_item_details"]
        parent = invoice["parent"]["subscription_details"]
        assert line["invoice"] == invoice["id"]
        assert details["subscription"] == parent["subscription"]
        assert line["amount"] == line["quantity"] * int(line["pricing"]["unit_amount_decimal"])
        assert line["period"]["start"] == invoice["period_end"]
    assert invoice["period_start"] < invoice["period_end"]


def test_unpaid_invoice_is_tried_again() -> None:
    event = sample("stripe.invoice.payment_failed")
    invoice = event["data"]["object"]

    assert invoice["next_payment_attempt"] > event["created"]
    assert (invoice["attempted"], invoice["attempt_count"]) == (True, 1)


def test_paid_invoice_was_paid_after_it_was_finalized() -> None:
    times = object_of("invoice.paid")["status_transitions"]

    assert times["finalized_at"] < times["paid_at"]


def test_updated_account_is_the_account_of_the_event() -> None:
    event = sample("stripe.account.updated")
    account = event["data"]["object"]

    assert event["account"] == account["id"]
    assert account["external_accounts"]["data"][0]["account"] == account["id"]
    assert account["id"] in account["external_accounts"]["url"]


def test_payout_arrives_at_midnight_of_the_day() -> None:
    event = sample("stripe.payout.paid")

    assert event["data"]["object"]["arrival_date"] % 86_400 == 0
    assert 0 <= event["created"] - event["data"]["object"]["arrival_date"] < 86_400


def test_customer_ships_to_where_the_customer_lives() -> None:
    customer = object_of("customer.created")

    assert customer["shipping"]["address"] == customer["address"]
    assert customer["shipping"]["name"] == customer["name"]
