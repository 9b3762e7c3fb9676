"""Orders in five moments of their life."""

from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, JsonObject
from webhookctl.providers.payloads.shopify.customers import buyer
from webhookctl.providers.payloads.shopify.fulfillments import Purchase, fresh_purchase, parcel
from webhookctl.providers.payloads.shopify.lines import order_line
from webhookctl.providers.payloads.shopify.stage import (
    CURRENCY,
    DAY,
    EMAIL,
    HOUR,
    PHONE,
    SHOP_DOMAIN,
    SHOP_ID,
    address,
    global_id,
    identity,
    money,
    money_set,
    priced,
    timestamp,
)

_SHIPPING = 590
_ONLINE_STORE = 580_111  # Shopify's own sales channel
_USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an order is in its life; it was made `created_ago` seconds before now."""

    created_ago: int = 1
    financial_status: str = "paid"
    fulfilled: bool = False
    cancelled: bool = False
    note: str | None = None
    tags: str = ""


def _money(purchase: Purchase, moment: Moment) -> JsonObject:
    goods = sum(line.total for line in purchase.lines)
    total = goods + _SHIPPING
    kept = 0 if moment.cancelled else 1
    return {
        "current_shipping_price_set": money_set(kept * _SHIPPING),
        **priced("current_subtotal_price", kept * goods),
        "current_total_additional_fees_set": None,
        **priced("current_total_discounts", 0),
        "current_total_duties_set": None,
        **priced("current_total_price", kept * total),
        **priced("current_total_tax", 0),
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        **priced("subtotal_price", goods),
        "total_cash_rounding_payment_adjustment_set": money_set(0),
        "total_cash_rounding_refund_adjustment_set": money_set(0),
        **priced("total_discounts", 0),
        **priced("total_line_items_price", goods),
        "total_outstanding": money(total if moment.financial_status == "pending" else 0),
        **priced("total_price", total),
        "total_shipping_price_set": money_set(_SHIPPING),
        **priced("total_tax", 0),
        "total_tip_received": "0.00",
    }


def _visit(facts: Facts) -> JsonObject:
    address_of_browser = "203.0.113.7"
    return {
        "app_id": _ONLINE_STORE,
        "browser_ip": address_of_browser,
        "buyer_accepts_marketing": True,
        "cart_token": facts.hex(32),
        "checkout_token": facts.hex(32),
        "client_details": {
            "accept_language": "en-US",
            "browser_height": None,
            "browser_ip": address_of_browser,
            "browser_width": None,
            "session_hash": None,
            "user_agent": _USER_AGENT,
        },
        "customer_locale": "en-US",
        "landing_site": "/",
        "landing_site_ref": None,
        "referring_site": "https://www.example.com/",
        "source_identifier": None,
        "source_name": "web",
        "source_url": None,
    }


def _status(facts: Facts, moment: Moment) -> JsonObject:
    return {
        "cancel_reason": "customer" if moment.cancelled else None,
        "cancelled_at": timestamp(facts) if moment.cancelled else None,
        "closed_at": None,
        "confirmed": True,
        "created_at": timestamp(facts, -moment.created_ago),
        "financial_status": moment.financial_status,
        "fulfillment_status": "fulfilled" if moment.fulfilled else None,
        "processed_at": timestamp(facts, -moment.created_ago),
        "updated_at": timestamp(facts),
    }


_UNUSED: JsonObject = dict.fromkeys(
    (
        "device_id",
        "location_id",
        "merchant_of_record_app_id",
        "payment_terms",
        "po_number",
        "reference",
        "user_id",
    )
)


def _shipping_line(facts: Facts) -> JsonObject:
    return {
        "id": identity(facts),
        "carrier_identifier": None,
        "code": "Standard",
        "current_discounted_price_set": money_set(_SHIPPING),
        **priced("discounted_price", _SHIPPING),
        "is_removed": False,
        "phone": None,
        **priced("price", _SHIPPING),
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": "Standard",
        "tax_lines": [],
        "discount_allocations": [],
    }


def _lists(facts: Facts, purchase: Purchase, moment: Moment) -> JsonObject:
    return {
        "discount_applications": [],
        "discount_codes": [],
        "fulfillments": [parcel(facts, purchase)] if moment.fulfilled else [],
        "line_items": [
            order_line(line, fulfilled=moment.fulfilled, cancelled=moment.cancelled)
            for line in purchase.lines
        ],
        "line_item_groups": [],
        "note_attributes": [{"name": "gift", "value": "no"}],
        "payment_gateway_names": ["shopify_payments"],
        "refunds": [],
        "returns": [],
        "shipping_lines": [_shipping_line(facts)],
        "tax_lines": [],
    }


def _named(facts: Facts, purchase: Purchase) -> JsonObject:
    token = facts.hex(32)
    page = f"https://{SHOP_DOMAIN}/{SHOP_ID}/orders/{token}"
    return {
        "confirmation_number": facts.letters(9, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
        "name": f"#{purchase.order_number}",
        "number": purchase.order_number - 1_000,
        "order_number": purchase.order_number,
        "order_status_url": f"{page}/authenticate?key={facts.hex(32)}",
        "token": token,
    }


def _order(facts: Facts, moment: Moment) -> JsonObject:
    purchase = fresh_purchase(facts)
    return {
        "id": purchase.id,
        "admin_graphql_api_id": global_id("Order", purchase.id),
        **_UNUSED,
        **_visit(facts),
        **_status(facts, moment),
        **_money(purchase, moment),
        "contact_email": EMAIL,
        "currency": CURRENCY,
        "duties_included": False,
        "email": EMAIL,
        "estimated_taxes": False,
        "merchant_business_entity_id": "MTcwMDAwMDAwMDAx",
        **_named(facts, purchase),
        "note": moment.note,
        "phone": PHONE,
        "presentment_currency": CURRENCY,
        "tags": moment.tags,
        "tax_exempt": False,
        "taxes_included": False,
        "test": False,
        "total_weight": sum(line.grams * line.quantity for line in purchase.lines),
        "billing_address": address(),
        "customer": buyer(facts),
        "shipping_address": address(),
        **_lists(facts, purchase, moment),
    }


def _template(kind: str, summary: str, moment: Moment) -> EventTemplate:
    return EventTemplate(f"orders/{kind}", summary, lambda facts: _order(facts, moment))


EVENTS = (
    _template("create", "an order was placed", Moment(financial_status="pending")),
    _template("paid", "an order was paid", Moment(created_ago=20)),
    _template(
        "updated",
        "an order got a note and tags",
        Moment(created_ago=HOUR, note="Please ring twice", tags="gift, returning-customer"),
    ),
    _template(
        "cancelled",
        "an order was cancelled before it was paid",
        Moment(created_ago=2 * HOUR, financial_status="voided", cancelled=True),
    ),
    _template("fulfilled", "all of an order was sent", Moment(created_ago=DAY, fulfilled=True)),
)
