"""The oracle is PayPal's own library, where it has a model for the resource."""

import re
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest

from tests.core.certificates import private_pem
from tests.providers.payloads.samples import NAMES, facts, nodes, sample
from tests.providers.payloads.sending import event, header, provider, told
from webhookctl.core.compose import Changes
from webhookctl.core.headers import text
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret

EVENTS = [name for name in NAMES if name.startswith("paypal.")]
every = pytest.mark.parametrize("name", EVENTS)

# https://developer.paypal.com/api/rest/webhooks/event-names/
RESOURCES = {
    "PAYMENT.CAPTURE": "capture",
    "CHECKOUT.ORDER": "checkout-order",
    "BILLING.SUBSCRIPTION": "subscription",
    "PAYMENT.SALE": "sale",
    "CUSTOMER.DISPUTE": "dispute",
}


MODELS = {
    "capture": ("captured_payment", "CapturedPayment"),
    "refund": ("refund", "Refund"),
    "checkout-order": ("order", "Order"),
    "subscription": ("subscription", "Subscription"),
}
MODELLED = [name for name in EVENTS if ".SALE." not in name and ".DISPUTE." not in name]


def unknown_fields(model: Any, data: Any, path: str = "$") -> Iterator[str]:
    """Yield the fields of a resource that the library's model does not have, at any depth."""
    if isinstance(model, list):
        for pair in zip(model, data, strict=True):
            yield from unknown_fields(*pair, path + "[]")
    elif hasattr(model, "_names"):
        attributes = {sent: own for own, sent in model._names.items()}
        for name, value in data.items():
            if name not in attributes:
                yield f"{path}.{name}"
            else:
                inner = getattr(model, attributes[name], None)  # it leaves out what is 0
                yield from unknown_fields(inner, value, f"{path}.{name}")


@pytest.mark.parametrize("name", MODELLED)
def test_library_knows_all_fields_of_the_resource(name: str) -> None:
    pytest.importorskip("paypalserversdk")
    payload = sample(name)
    module, model = MODELS[payload["resource_type"]]
    known = getattr(import_module(f"paypalserversdk.models.{module}"), model)

    for seed in range(5):
        resource = sample(name, facts(seed))["resource"]
        assert list(unknown_fields(known.from_dictionary(resource), resource)) == []


def cents(money: Any) -> int:
    assert re.fullmatch(r"\d+\.\d\d", money["value"])
    return int(money["value"].replace(".", ""))


@every
def test_receiver_finds_type_and_id(name: str) -> None:
    payload, sent = sample(name), event(name)

    assert told(name) == payload["event_type"] == name.removeprefix("paypal.")
    assert sent.id == payload["id"]
    assert re.fullmatch(r"WH-[A-Z0-9]{17}-[A-Z0-9]{17}", sent.id)
    assert {one["rel"] for one in payload["links"]} == {"self", "resend"}
    assert all(f"/{payload['id']}" in one["href"] for one in payload["links"])


@every
def test_transmission_has_an_id_of_its_own(name: str) -> None:
    sent = event(name, changes=Changes(id="WH-1"))

    assert sent.body.startswith(b'{"id":"WH-1",')
    assert re.fullmatch(r"[0-9a-f-]{36}", header(sent, "paypal-transmission-id") or "")


def test_transmission_keeps_its_id_when_it_is_signed() -> None:
    sent = event("paypal.PAYMENT.SALE.COMPLETED")
    scheme = provider("paypal").schemes[0]
    secret = Secret("env:TEST", private_pem(2))
    params = {"webhook_id": "1JE4291016473214C"}
    message = SignedMessage("POST", None, sent.headers, sent.body, params)
    signed = scheme.sign(message, secret, Stamp(facts().now, sent.id))

    sent_id = header(sent, "paypal-transmission-id")
    assert text(signed.headers, "paypal-transmission-id") == sent_id != sent.id


@every
def test_resource_is_of_the_kind_that_is_named(name: str) -> None:
    payload = sample(name)
    kind = RESOURCES[".".join(name.split(".")[1:3])]

    assert payload["resource_type"] == ("refund" if name.endswith("REFUNDED") else kind)
    resource = payload["resource"]
    identity = resource.get("id") or resource["dispute_id"]
    (self,) = [one["href"] for one in resource["links"] if one["rel"] == "self"]
    assert self.endswith(f"/{identity}")
    moments = [resource["create_time"], resource["update_time"], payload["create_time"]]
    assert sorted(moments, key=datetime.fromisoformat) == moments


@every
def test_amounts_add_up(name: str) -> None:
    for seed in range(20):
        for path, node in nodes(sample(name, facts(seed))):
            if not isinstance(node, dict):
                continue
            if "net_amount" in node:
                net = cents(node["gross_amount"]) - cents(node["paypal_fee"])
                assert cents(node["net_amount"]) == net, path
            if "seller_receivable_breakdown" in node:
                assert node["seller_receivable_breakdown"]["gross_amount"] == node["amount"], path
            if "items" in node:
                goods = sum(int(i["quantity"]) * cents(i["unit_amount"]) for i in node["items"])
                parts = node["amount"]["breakdown"]
                assert cents(parts["item_total"]) == goods, path
                assert cents(node["amount"]) == goods + cents(parts["shipping"]), path


@pytest.mark.parametrize("kind", ["COMPLETED", "DENIED", "PENDING"])
def test_capture_is_of_the_order_it_names(kind: str) -> None:
    payload = sample(f"paypal.PAYMENT.CAPTURE.{kind}")
    resource = payload["resource"]
    (up,) = [one["href"] for one in resource["links"] if one["rel"] == "up"]

    assert up.endswith(resource["supplementary_data"]["related_ids"]["order_id"])
    assert resource["status"] == {"DENIED": "DECLINED"}.get(kind, kind)
    assert ("seller_receivable_breakdown" in resource) is (kind == "COMPLETED")
    assert resource["amount"]["value"] in payload["summary"]


def test_completed_order_was_captured_in_full() -> None:
    for seed in range(20):
        order = sample("paypal.CHECKOUT.ORDER.COMPLETED", facts(seed))["resource"]
        (unit,) = order["purchase_units"]
        (capture,) = unit["payments"]["captures"]

        assert capture["amount"]["value"] == unit["amount"]["value"]
        assert capture["custom_id"] == unit["custom_id"]
        assert any(one["href"].endswith(order["id"]) for one in capture["links"])


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("CREATED", "APPROVAL_PENDING"),
        ("ACTIVATED", "ACTIVE"),
        ("CANCELLED", "CANCELLED"),
        ("PAYMENT.FAILED", "ACTIVE"),
    ],
)
def test_subscription_has_the_status_of_its_event(kind: str, status: str) -> None:
    resource = sample(f"paypal.BILLING.SUBSCRIPTION.{kind}")["resource"]
    billing = resource.get("billing_info", {})

    assert resource["status"] == status
    assert ("billing_info" in resource) is (kind != "CREATED")
    assert ("next_billing_time" in billing) is (kind in ("ACTIVATED", "PAYMENT.FAILED"))
    if kind == "PAYMENT.FAILED":
        assert billing["failed_payments_count"] == 1
        assert billing["outstanding_balance"] == billing["last_failed_payment"]["amount"]


def test_dispute_is_about_what_was_paid() -> None:
    resource = sample("paypal.CUSTOMER.DISPUTE.CREATED")["resource"]
    (disputed,) = resource["disputed_transactions"]

    assert disputed["gross_amount"] == resource["dispute_amount"]
    assert disputed["create_time"] < resource["create_time"]
