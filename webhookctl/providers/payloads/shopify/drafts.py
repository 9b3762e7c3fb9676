"""Draft orders."""

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.shopify.customers import buyer
from webhookctl.providers.payloads.shopify.lines import draft_line, fresh_lines
from webhookctl.providers.payloads.shopify.stage import (
    CURRENCY,
    DAY,
    EMAIL,
    SHOP_DOMAIN,
    SHOP_ID,
    address,
    global_id,
    identity,
    money,
    timestamp,
)

_SHIPPING = 590
_DUE_IN_DAYS = 30


def _payment_terms(facts: Facts, draft: int, cents: int) -> JsonObject:
    terms = identity(facts)
    now, amount = timestamp(facts), money(cents)
    sums: JsonObject = {"amount": amount, "currency": CURRENCY}
    for name in ("total_price", "balance_due", "total_balance", "outstanding_balance"):
        sums |= {name: amount, f"{name}_currency": CURRENCY}
    return {
        "id": terms,
        "payment_terms_name": f"Net {_DUE_IN_DAYS}",
        "payment_terms_type": "net",
        "due_in_days": _DUE_IN_DAYS,
        "created_at": now,
        "updated_at": now,
        "payment_schedules": [
            {
                "id": identity(facts),
                "created_at": now,
                "updated_at": now,
                "payment_terms_id": terms,
                "reference_id": draft,
                "reference_type": "DraftOrder",
                "issued_at": now,
                "due_at": timestamp(facts, _DUE_IN_DAYS * DAY),
                "completed_at": None,
                **sums,
            }
        ],
        "can_pay_early": True,
    }


def _created(facts: Facts) -> Json:
    draft = identity(facts)
    lines = fresh_lines(facts)
    goods = sum(line.total for line in lines)
    return {
        "id": draft,
        "note": "Asked for by telephone",
        "email": EMAIL,
        "taxes_included": False,
        "currency": CURRENCY,
        "invoice_sent_at": None,
        "created_at": timestamp(facts),
        "updated_at": timestamp(facts),
        "tax_exempt": False,
        "completed_at": None,
        "name": f"#D{facts.between(1, 9_000)}",
        "allow_discount_codes_in_checkout?": False,
        "b2b?": False,
        "status": "open",
        "line_items": [draft_line(facts, line) for line in lines],
        "api_client_id": None,
        "shipping_address": address(),
        "billing_address": address(),
        "invoice_url": f"https://{SHOP_DOMAIN}/{SHOP_ID}/invoices/{facts.hex(32)}",
        "created_on_api_version_handle": None,
        "applied_discount": None,
        "order_id": None,
        "shipping_line": {
            "title": "Standard",
            "custom": True,
            "handle": None,
            "price": money(_SHIPPING),
        },
        "tax_lines": [],
        "tags": "telephone",
        "note_attributes": [],
        "total_price": money(goods + _SHIPPING),
        "subtotal_price": money(goods),
        "total_tax": "0.00",
        "payment_terms": _payment_terms(facts, draft, goods + _SHIPPING),
        "admin_graphql_api_id": global_id("DraftOrder", draft),
        "customer": buyer(facts),
    }


EVENTS = (EventTemplate("draft_orders/create", "a draft order was made", _created),)
