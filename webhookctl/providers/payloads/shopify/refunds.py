"""Refunds."""

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.shopify.fulfillments import Purchase, fresh_purchase
from webhookctl.providers.payloads.shopify.lines import refund_line
from webhookctl.providers.payloads.shopify.stage import (
    CURRENCY,
    LOCATION_ID,
    global_id,
    identity,
    money,
    money_set,
    timestamp,
)

_STAFF_ID = 90_000_000_001


def _transaction(facts: Facts, purchase: Purchase, cents: int) -> JsonObject:
    number = identity(facts)
    nothing: JsonObject = {"amount": "0.0", "currency": CURRENCY}
    return {
        "id": number,
        "order_id": purchase.id,
        "kind": "refund",
        "gateway": "shopify_payments",
        "status": "success",
        "message": "Transaction approved",
        "created_at": timestamp(facts),
        "test": False,
        "authorization": f"re_{facts.letters(24)}",
        "location_id": None,
        "user_id": _STAFF_ID,
        "parent_id": identity(facts),
        "processed_at": timestamp(facts),
        "device_id": None,
        "error_code": None,
        "source_name": "shopify_payments",
        "receipt": {},
        "amount": money(cents),
        "currency": CURRENCY,
        "payment_id": f"#{purchase.order_number}.1",
        "total_unsettled_set": {"presentment_money": {**nothing}, "shop_money": {**nothing}},
        "manual_payment_gateway": False,
        "amount_rounding": None,
        "admin_graphql_api_id": global_id("OrderTransaction", number),
    }


def _created(facts: Facts) -> Json:
    number = identity(facts)
    purchase = fresh_purchase(facts)
    cents = sum(line.total for line in purchase.lines)
    return {
        "id": number,
        "order_id": purchase.id,
        "created_at": timestamp(facts),
        "note": "Arrived broken",
        "user_id": _STAFF_ID,
        "processed_at": timestamp(facts),
        "duties": [],
        "total_duties_set": money_set(0),
        "return": None,
        "refund_shipping_lines": [],
        "restock": True,
        "admin_graphql_api_id": global_id("Refund", number),
        "order_adjustments": [],
        "refund_line_items": [refund_line(facts, line, LOCATION_ID) for line in purchase.lines],
        "transactions": [_transaction(facts, purchase, cents)],
    }


EVENTS = (EventTemplate("refunds/create", "the goods of an order were refunded", _created),)
