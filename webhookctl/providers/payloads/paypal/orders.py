"""Orders: approved by the buyer, and paid."""

from webhookctl.core.event import Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import FIRST_NAME, LAST_NAME
from webhookctl.providers.payloads.paypal.payments import captured
from webhookctl.providers.payloads.paypal.stage import (
    API,
    MERCHANT,
    Kind,
    address,
    amount,
    breakdown,
    link,
    person,
    price,
    references,
    template,
    transaction,
)

ORDER = ("checkout-order", "2.0")


def _unit(facts: Facts) -> JsonObject:
    """Return what is bought: some teapots, sent for a price."""
    quantity, each, shipping = facts.between(1, 4), price(facts), 500
    goods = quantity * each
    item: JsonObject = {
        "name": "Teapot",
        "sku": "TEAPOT-BLUE",
        "quantity": str(quantity),
        "unit_amount": amount(each),
        "category": "PHYSICAL_GOODS",
    }
    return {
        "reference_id": "default",
        "amount": {
            **amount(goods + shipping),
            "breakdown": {"item_total": amount(goods), "shipping": amount(shipping)},
        },
        "payee": {"email_address": "shop@example.com", "merchant_id": MERCHANT},
        **references(facts),
        "items": [item],
        "shipping": {
            "name": {"full_name": f"{FIRST_NAME} {LAST_NAME}"},
            "address": address(),
        },
    }


def _order(facts: Facts, status: str) -> JsonObject:
    identity = transaction(facts)
    self = f"{API}/v2/checkout/orders/{identity}"
    next_: list[Json] = [link(f"{self}/capture", "capture", "POST")] if status == "APPROVED" else []
    return {
        "id": identity,
        "intent": "CAPTURE",
        "status": status,
        "purchase_units": [_unit(facts)],
        "payer": {**person(), "address": {"country_code": "US"}},
        "create_time": facts.iso(-90),
        "update_time": facts.iso(),
        "links": [link(self, "self"), *next_],
    }


def _order_approved(facts: Facts) -> JsonObject:
    return _order(facts, "APPROVED")


def _order_completed(facts: Facts) -> JsonObject:
    """Return an order with the capture that completed it."""
    order, unit = _order(facts, "COMPLETED"), _unit(facts)
    capture = captured(facts, "COMPLETED")
    money = unit["amount"]
    value = money["value"] if isinstance(money, dict) else ""
    cents = int(str(value).replace(".", ""))
    capture = {
        **{name: capture[name] for name in ("id", "status", "final_capture", "seller_protection")},
        "amount": amount(cents),
        "seller_receivable_breakdown": breakdown(cents),
        "custom_id": unit["custom_id"],
        "invoice_id": unit["invoice_id"],
        "create_time": facts.iso(-1),
        "update_time": facts.iso(),
        "links": [
            link(f"{API}/v2/payments/captures/{capture['id']}", "self"),
            link(f"{API}/v2/checkout/orders/{order['id']}", "up"),
        ],
    }
    return {**order, "purchase_units": [{**unit, "payments": {"captures": [capture]}}]}


EVENTS = (
    template(
        "CHECKOUT.ORDER.APPROVED",
        "a buyer approved an order",
        Kind(*ORDER, "An order has been approved by buyer"),
        _order_approved,
    ),
    template(
        "CHECKOUT.ORDER.COMPLETED",
        "an order was paid",
        Kind(*ORDER, "Checkout Order Completed"),
        _order_completed,
    ),
)
