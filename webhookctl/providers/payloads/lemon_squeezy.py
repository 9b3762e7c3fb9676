"""Lemon Squeezy's events: JSON:API objects of orders, subscriptions, invoices and licence keys.

Shapes: https://docs.lemonsqueezy.com/help/webhooks/example-payloads and the objects of
https://docs.lemonsqueezy.com/api. Amounts are in cents.
"""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, EMAIL, HOUR, NAME, microseconds

API = "https://api.lemonsqueezy.com/v1"
STORE = 259_512
STORE_URL = "https://acme-example.lemonsqueezy.com"
PRODUCT = 740_720
VARIANT = 1_165_967
PRICE = 1_921_211
PRODUCT_NAME, VARIANT_NAME = "Tea of the month", "Monthly"

MONTH = 30 * DAY


def _id(facts: Facts) -> int:
    return facts.between(1_000_000, 99_999_999)


def _object(kind: str, id_: int, attributes: JsonObject, relations: tuple[str, ...]) -> JsonObject:
    self = f"{API}/{kind}/{id_}"
    return {
        "type": kind,
        "id": str(id_),
        "attributes": attributes,
        "relationships": {
            name: {"links": {"related": f"{self}/{name}", "self": f"{self}/relationships/{name}"}}
            for name in relations
        },
        "links": {"self": self},
    }


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"


def _amounts(**cents: int) -> JsonObject:
    """Return amounts as they are, in dollars, which are the same, and as they are shown."""
    return {
        **cents,
        **{f"{name}_usd": amount for name, amount in cents.items()},
        **{f"{name}_formatted": _dollars(amount) for name, amount in cents.items()},
    }


def _price(facts: Facts) -> tuple[int, int]:
    """Return what something costs and a tax of a fifth on top of it."""
    subtotal = facts.between(10, 90) * 100 + 95
    return subtotal, subtotal // 5


def _signed_url(facts: Facts, path: str) -> str:
    expires = facts.unix(DAY)
    return f"{STORE_URL}/{path}?expires={expires}&signature={facts.hex(64)}"


def _order(facts: Facts, *, refunded: bool, created_ago: float) -> JsonObject:
    id_, identifier = _id(facts), facts.uuid()
    subtotal, tax = _price(facts)
    total = subtotal + tax
    item_made = microseconds(facts, -created_ago)
    attributes: JsonObject = {
        "store_id": STORE,
        "customer_id": _id(facts),
        "identifier": identifier,
        "order_number": _id(facts),
        "user_name": NAME,
        "user_email": EMAIL,
        "currency": "USD",
        "currency_rate": "1.00000000",
        **_amounts(
            subtotal=subtotal,
            setup_fee=0,
            discount_total=0,
            tax=tax,
            total=total,
            refunded_amount=total if refunded else 0,
        ),
        "tax_name": "VAT",
        "tax_rate": 20,
        "tax_inclusive": False,
        "status": "refunded" if refunded else "paid",
        "status_formatted": "Refunded" if refunded else "Paid",
        "refunded": refunded,
        "refunded_at": microseconds(facts) if refunded else None,
        "first_order_item": {
            "id": _id(facts),
            "order_id": id_,
            "product_id": PRODUCT,
            "variant_id": VARIANT,
            "price_id": PRICE,
            "product_name": PRODUCT_NAME,
            "variant_name": VARIANT_NAME,
            "price": subtotal,
            "quantity": 1,
            "created_at": item_made,
            "updated_at": item_made,
            "test_mode": True,
        },
        "urls": {"receipt": _signed_url(facts, f"my-orders/{identifier}")},
        "created_at": microseconds(facts, -created_ago),
        "updated_at": microseconds(facts),
        "test_mode": True,
    }
    relations = ("store", "customer", "order-items", "subscriptions", "license-keys")
    return _object("orders", id_, attributes, (*relations, "discount-redemptions"))


def _order_created(facts: Facts) -> JsonObject:
    return _order(facts, refunded=False, created_ago=0)


def _order_refunded(facts: Facts) -> JsonObject:
    return _order(facts, refunded=True, created_ago=3 * DAY)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The state a subscription is in; times are in seconds from now."""

    status: str
    started_ago: int = 45 * DAY
    renews_in: int = 15 * DAY
    ends_in: int | None = None
    paused: bool = False


def _subscription(facts: Facts, plan: _Plan) -> JsonObject:
    id_ = _id(facts)
    started = microseconds(facts, -plan.started_ago)
    attributes: JsonObject = {
        "store_id": STORE,
        "customer_id": _id(facts),
        "order_id": _id(facts),
        "order_item_id": _id(facts),
        "product_id": PRODUCT,
        "variant_id": VARIANT,
        "product_name": PRODUCT_NAME,
        "variant_name": VARIANT_NAME,
        "user_name": NAME,
        "user_email": EMAIL,
        "status": plan.status,
        "status_formatted": plan.status.replace("_", " ").capitalize(),
        "card_brand": "visa",
        "card_last_four": "4242",
        "payment_processor": "stripe",
        "pause": {"mode": "void", "resumes_at": None} if plan.paused else None,
        "cancelled": plan.status in ("cancelled", "expired"),
        "trial_ends_at": None,
        "billing_anchor": int(started[8:10]),
        "first_subscription_item": {
            "id": _id(facts),
            "subscription_id": id_,
            "price_id": PRICE,
            "quantity": 1,
            "is_usage_based": False,
            "created_at": started,
            "updated_at": started,
        },
        "urls": {
            "update_payment_method": _signed_url(facts, f"subscription/{id_}/payment-details"),
            "customer_portal": _signed_url(facts, "billing"),
            "customer_portal_update_subscription": _signed_url(facts, f"billing/{id_}/update"),
        },
        "renews_at": microseconds(facts, plan.renews_in),
        "ends_at": None if plan.ends_in is None else microseconds(facts, plan.ends_in),
        "created_at": started,
        "updated_at": microseconds(facts),
        "test_mode": True,
    }
    relations = ("store", "customer", "order", "order-item", "product", "variant")
    return _object(
        "subscriptions",
        id_,
        attributes,
        (*relations, "subscription-items", "subscription-invoices"),
    )


@dataclass(frozen=True, slots=True)
class _Bill:
    """The state an invoice of a subscription is in."""

    status: str
    reason: str = "renewal"
    created_ago: int = 0


def _invoice(facts: Facts, bill: _Bill) -> JsonObject:
    id_, refunded = _id(facts), bill.status == "refunded"
    subtotal, tax = _price(facts)
    total = subtotal + tax
    attributes: JsonObject = {
        "store_id": STORE,
        "subscription_id": _id(facts),
        "customer_id": _id(facts),
        "user_name": NAME,
        "user_email": EMAIL,
        "billing_reason": bill.reason,
        "card_brand": "visa",
        "card_last_four": "4242",
        "currency": "USD",
        "currency_rate": "1.00000000",
        "status": bill.status,
        "status_formatted": bill.status.capitalize(),
        "refunded": refunded,
        "refunded_at": microseconds(facts) if refunded else None,
        **_amounts(
            subtotal=subtotal,
            discount_total=0,
            tax=tax,
            total=total,
            refunded_amount=total if refunded else 0,
        ),
        "tax_inclusive": False,
        "urls": {"invoice_url": _signed_url(facts, f"my-orders/{facts.uuid()}/invoice")},
        "created_at": microseconds(facts, -bill.created_ago),
        "updated_at": microseconds(facts),
        "test_mode": True,
    }
    return _object("subscription-invoices", id_, attributes, ("store", "subscription", "customer"))


def _license(facts: Facts, *, active: bool, created_ago: float) -> JsonObject:
    id_, key = _id(facts), facts.uuid().upper()
    attributes: JsonObject = {
        "store_id": STORE,
        "customer_id": _id(facts),
        "order_id": _id(facts),
        "order_item_id": _id(facts),
        "product_id": PRODUCT,
        "user_name": NAME,
        "user_email": EMAIL,
        "key": key,
        "key_short": f"XXXX-{key[-12:]}",
        "activation_limit": 5,
        "instances_count": 1 if active else 0,
        "disabled": False,
        "status": "active" if active else "inactive",
        "status_formatted": "Active" if active else "Inactive",
        "expires_at": microseconds(facts, 365 * DAY - created_ago),
        "created_at": microseconds(facts, -created_ago),
        "updated_at": microseconds(facts),
        "test_mode": True,
    }
    relations = ("store", "customer", "order", "order-item", "product", "license-key-instances")
    return _object("license-keys", id_, attributes, relations)


def _license_created(facts: Facts) -> JsonObject:
    return _license(facts, active=False, created_ago=0)


def _license_updated(facts: Facts) -> JsonObject:
    return _license(facts, active=True, created_ago=HOUR)


def _template(kind: str, summary: str, data: Callable[[Facts], JsonObject]) -> EventTemplate:
    def payload(facts: Facts) -> Json:
        return {
            "meta": {
                "test_mode": True,
                "event_name": kind,
                "webhook_id": facts.uuid(),
                "custom_data": {"user_id": facts.digits(6)},
            },
            "data": data(facts),
        }

    return EventTemplate(kind, summary, payload)


def _of_plan(kind: str, summary: str, plan: _Plan) -> EventTemplate:
    return _template(kind, summary, lambda facts: _subscription(facts, plan))


def _of_bill(kind: str, summary: str, bill: _Bill) -> EventTemplate:
    return _template(kind, summary, lambda facts: _invoice(facts, bill))


_ACTIVE = _Plan("active")
_PAUSED = _Plan("paused", paused=True)
_CANCELLED = _Plan("cancelled", ends_in=15 * DAY)
_EXPIRED = _Plan("expired", 2 * MONTH, 0, 0)
_PAST_FAILURE = _Bill("paid", created_ago=DAY)

EVENTS = (
    _template("order_created", "an order was paid", _order_created),
    _template("order_refunded", "an order was refunded", _order_refunded),
    _of_plan("subscription_created", "a subscription began", _Plan("active", 0, MONTH)),
    _of_plan("subscription_updated", "a subscription changed", _ACTIVE),
    _of_plan("subscription_cancelled", "a subscription was cancelled", _CANCELLED),
    _of_plan("subscription_resumed", "a cancelled subscription goes on", _ACTIVE),
    _of_plan("subscription_expired", "a subscription ended", _EXPIRED),
    _of_plan("subscription_paused", "a subscription was paused", _PAUSED),
    _of_plan("subscription_unpaused", "a paused subscription goes on", _ACTIVE),
    _of_bill("subscription_payment_success", "a subscription was paid", _Bill("paid")),
    _of_bill(
        "subscription_payment_failed", "a payment for a subscription failed", _Bill("pending")
    ),
    _of_bill(
        "subscription_payment_recovered", "a failed payment was made after all", _PAST_FAILURE
    ),
    _of_bill(
        "subscription_payment_refunded",
        "a payment for a subscription was refunded",
        _Bill("refunded", created_ago=3 * DAY),
    ),
    _template("license_key_created", "a licence key was made", _license_created),
    _template("license_key_updated", "a licence key was activated", _license_updated),
)
