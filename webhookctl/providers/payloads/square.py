"""Square's events as its webhooks send them.

Shapes: https://developer.squareup.com/reference/square/webhooks and the models of Square's Python
library 46. Amounts are in the smallest unit of the currency.
"""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, EMAIL, FIRST_NAME, LAST_NAME, PHONE

MERCHANT = "MLEXAMPLE0001"
LOCATION = "LEXAMPLE00001"
APPLICATION = "sq0idp-Example0000000000000001"

_LISTED = "inventory_counts"
"""What comes as a list, though of one."""

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class _About:
    """The object of an event, what it is called there, its id and what the id is of."""

    key: str
    object: JsonObject
    id: str
    kind: str


def _template(kind: str, summary: str, about: Callable[[Facts], _About]) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        found = about(facts)
        thing: Json = [found.object] if found.key == _LISTED else found.object
        return {
            "merchant_id": MERCHANT,
            "location_id": LOCATION,
            "type": kind,
            "event_id": facts.uuid(),
            "created_at": _moment(facts),
            "data": {"type": found.kind, "id": found.id, "object": {found.key: thing}},
        }

    return EventTemplate(kind, summary, payload)


def _moment(facts: Facts, offset: float = 0) -> str:
    return facts.iso(offset, milliseconds=True)


def _money(amount: int) -> JsonObject:
    return {"amount": amount, "currency": "USD"}


def _payment_id(facts: Facts) -> str:
    return f"{facts.letters(31)}vZY"


def _object_id(facts: Facts) -> str:
    """Return the id of an order, customer or catalogue object."""
    return facts.letters(26, _UPPER)


def _card(facts: Facts) -> JsonObject:
    return {
        "card_brand": "VISA",
        "last_4": facts.digits(4),
        "exp_month": facts.between(1, 12),
        "exp_year": int(facts.iso()[:4]) + 3,
        "fingerprint": f"sq-1-{facts.letters(64)}",
        "card_type": "CREDIT",
        "prepaid_type": "NOT_PREPAID",
        "bin": "411111",
    }


def _payment(facts: Facts, status: str, age: float) -> _About:
    """Return the payment of an order on the web; it is captured when it is completed."""
    identity, amount = _payment_id(facts), facts.between(10, 90) * 100
    captured = status == "COMPLETED"
    timeline: JsonObject = {"authorized_at": _moment(facts, -age)}
    if captured:
        timeline["captured_at"] = _moment(facts)
    payment: JsonObject = {
        "id": identity,
        "created_at": _moment(facts, -age),
        "updated_at": _moment(facts),
        "amount_money": _money(amount),
        "total_money": _money(amount),
        "approved_money": _money(amount),
        "status": status,
        "delay_duration": "PT168H",
        "delay_action": "CANCEL",
        "delayed_until": _moment(facts, 7 * DAY - age),
        "source_type": "CARD",
        "card_details": {
            "status": "CAPTURED" if captured else "AUTHORIZED",
            "card": _card(facts),
            "entry_method": "KEYED",
            "cvv_status": "CVV_ACCEPTED",
            "avs_status": "AVS_ACCEPTED",
            "statement_description": "SQ *ACME EXAMPLE SHOP",
            "card_payment_timeline": timeline,
        },
        "location_id": LOCATION,
        "order_id": _object_id(facts),
        "customer_id": _object_id(facts),
        "buyer_email_address": EMAIL,
        "risk_evaluation": {"created_at": _moment(facts, -age), "risk_level": "NORMAL"},
        "application_details": {
            "square_product": "ECOMMERCE_API",
            "application_id": APPLICATION,
        },
        "receipt_number": identity[:4],
        "receipt_url": f"https://squareup.com/receipt/preview/{identity}",
        "version_token": facts.letters(43),
    }
    if captured:
        fee = amount * 29 // 1_000 + 30
        payment["processing_fee"] = [
            {"effective_at": _moment(facts), "type": "INITIAL", "amount_money": _money(fee)}
        ]
    return _About("payment", payment, identity, "payment")


def _payment_created(facts: Facts) -> _About:
    return _payment(facts, "APPROVED", 0)


def _payment_updated(facts: Facts) -> _About:
    return _payment(facts, "COMPLETED", 2)


def _refund(facts: Facts, status: str, age: float) -> _About:
    payment = _payment_id(facts)
    identity = f"{payment}_{facts.letters(43)}"
    refund: JsonObject = {
        "id": identity,
        "created_at": _moment(facts, -age),
        "updated_at": _moment(facts),
        "amount_money": _money(facts.between(10, 90) * 100),
        "status": status,
        "location_id": LOCATION,
        "order_id": _object_id(facts),
        "payment_id": payment,
        "destination_type": "CARD",
        "unlinked": False,
        "reason": "The lid was broken",
    }
    return _About("refund", refund, identity, "refund")


def _refund_created(facts: Facts) -> _About:
    return _refund(facts, "PENDING", 0)


def _refund_updated(facts: Facts) -> _About:
    return _refund(facts, "COMPLETED", 5)


def _order_created(facts: Facts) -> _About:
    identity = _object_id(facts)
    order: JsonObject = {
        "created_at": _moment(facts),
        "location_id": LOCATION,
        "order_id": identity,
        "state": "OPEN",
        "version": 1,
    }
    return _About("order_created", order, identity, "order_created")


def _order_updated(facts: Facts) -> _About:
    identity = _object_id(facts)
    order: JsonObject = {
        "created_at": _moment(facts, -600),
        "location_id": LOCATION,
        "order_id": identity,
        "state": "COMPLETED",
        "updated_at": _moment(facts),
        "version": facts.between(2, 9),
    }
    return _About("order_updated", order, identity, "order_updated")


def _address() -> JsonObject:
    return {
        "address_line_1": "1 Example Street",
        "locality": "Exampleville",
        "administrative_district_level_1": "CA",
        "postal_code": "94105",
        "country": "US",
    }


def _customer(facts: Facts, age: float, version: int) -> _About:
    identity = _object_id(facts)
    customer: JsonObject = {
        "id": identity,
        "created_at": _moment(facts, -age),
        "updated_at": _moment(facts),
        "given_name": FIRST_NAME,
        "family_name": LAST_NAME,
        "email_address": EMAIL,
        "phone_number": PHONE,
        "address": _address(),
        "preferences": {"email_unsubscribed": False},
        "creation_source": "DIRECTORY",
        "version": version,
    }
    return _About("customer", customer, identity, "customer")


def _customer_created(facts: Facts) -> _About:
    return _customer(facts, 0, 0)


def _customer_updated(facts: Facts) -> _About:
    return _customer(facts, 20 * DAY, facts.between(1, 9))


def _stock(facts: Facts) -> _About:
    count: JsonObject = {
        "calculated_at": _moment(facts),
        "catalog_object_id": _object_id(facts),
        "catalog_object_type": "ITEM_VARIATION",
        "location_id": LOCATION,
        "quantity": str(facts.between(0, 90)),
        "state": "IN_STOCK",
    }
    return _About(_LISTED, count, facts.uuid(), "inventory_counts")


def _invoice(facts: Facts) -> _About:
    """Return an invoice whose only payment was made with a card."""
    identity, amount = f"inv:0-{facts.letters(42)}", facts.between(10, 90) * 100
    invoice: JsonObject = {
        "id": identity,
        "version": facts.between(2, 9),
        "location_id": LOCATION,
        "order_id": _object_id(facts),
        "primary_recipient": {
            "customer_id": _object_id(facts),
            "given_name": FIRST_NAME,
            "family_name": LAST_NAME,
            "email_address": EMAIL,
            "phone_number": PHONE,
        },
        "payment_requests": [
            {
                "uid": facts.uuid(),
                "request_type": "BALANCE",
                "due_date": facts.iso(14 * DAY)[:10],
                "tipping_enabled": False,
                "automatic_payment_source": "NONE",
                "computed_amount_money": _money(amount),
                "total_completed_amount_money": _money(amount),
            }
        ],
        "delivery_method": "EMAIL",
        "invoice_number": facts.digits(6),
        "title": "Teapots",
        "public_url": f"https://squareup.com/pay-invoice/{identity}",
        "status": "PAID",
        "timezone": "America/Los_Angeles",
        "created_at": _moment(facts, -DAY),
        "updated_at": _moment(facts),
        "accepted_payment_methods": {
            "card": True,
            "square_gift_card": False,
            "bank_account": False,
            "buy_now_pay_later": False,
            "cash_app_pay": False,
        },
        "store_payment_method_enabled": False,
    }
    return _About("invoice", invoice, identity, "invoice")


def _subscription(facts: Facts) -> _About:
    """Return a subscription that is to end with the month that is paid."""
    identity = facts.uuid()
    subscription: JsonObject = {
        "id": identity,
        "location_id": LOCATION,
        "plan_variation_id": _object_id(facts),
        "customer_id": _object_id(facts),
        "start_date": facts.iso(-40 * DAY)[:10],
        "canceled_date": facts.iso(20 * DAY)[:10],
        "charged_through_date": facts.iso(20 * DAY)[:10],
        "status": "ACTIVE",
        "invoice_ids": [f"inv:0-{facts.letters(42)}", f"inv:0-{facts.letters(42)}"],
        "version": facts.unix() * 1_000,
        "created_at": _moment(facts, -40 * DAY),
        "timezone": "America/Los_Angeles",
        "source": {"name": "Acme Shop"},
    }
    return _About("subscription", subscription, identity, "subscription")


EVENTS = (
    _template("payment.created", "a card payment was approved", _payment_created),
    _template("payment.updated", "a payment was completed", _payment_updated),
    _template("refund.created", "a refund was asked for", _refund_created),
    _template("refund.updated", "a refund was completed", _refund_updated),
    _template("order.created", "an order was made", _order_created),
    _template("order.updated", "an order was completed", _order_updated),
    _template("customer.created", "a customer was added", _customer_created),
    _template("customer.updated", "a customer's details changed", _customer_updated),
    _template("inventory.count.updated", "the stock level of an item changed", _stock),
    _template("invoice.payment_made", "an invoice was paid", _invoice),
    _template("subscription.updated", "a subscription is to end with the month", _subscription),
)
