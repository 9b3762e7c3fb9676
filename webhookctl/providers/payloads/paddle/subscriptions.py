"""Subscriptions: begun, changed, unpaid and ended."""

from webhookctl.core.event import Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY
from webhookctl.providers.payloads.paddle.stage import (
    CURRENCY,
    MONTH,
    Sale,
    moment,
    period,
    price,
    product,
    sale,
    template,
)


def _item(facts: Facts, sold: Sale, subscription: JsonObject) -> JsonObject:
    return {
        "status": "inactive" if subscription["status"] == "canceled" else "active",
        "quantity": sold.quantity,
        "recurring": True,
        "created_at": subscription["created_at"],
        "updated_at": subscription["updated_at"],
        "previously_billed_at": _billing_start(subscription),
        "next_billed_at": subscription["next_billed_at"],
        "trial_dates": None,
        "price": price(facts, sold.unit_amount),
        "product": product(facts),
    }


def _billing_start(subscription: JsonObject) -> Json:
    current = subscription["current_billing_period"]
    return current["starts_at"] if isinstance(current, dict) else None


def _subscription(facts: Facts, age: float, period_age: float, **changed: Json) -> JsonObject:
    """Return a subscription that began `age` seconds ago, its present month `period_age` ago."""
    return _of_sale(facts, sale(facts, age), age, period_age, **changed)


def _of_sale(
    facts: Facts, sold: Sale, age: float, period_age: float, **changed: Json
) -> JsonObject:
    subscription: JsonObject = {
        "id": sold.subscription,
        "status": "active",
        "customer_id": sold.customer,
        "address_id": sold.address,
        "business_id": None,
        "currency_code": CURRENCY,
        "created_at": moment(facts, -age),
        "updated_at": moment(facts),
        "started_at": moment(facts, -age),
        "first_billed_at": moment(facts, -age),
        "next_billed_at": moment(facts, MONTH - period_age),
        "paused_at": None,
        "canceled_at": None,
        "collection_mode": "automatic",
        "billing_details": None,
        "current_billing_period": period(facts, -period_age, MONTH - period_age),
        "billing_cycle": {"interval": "month", "frequency": 1},
        "scheduled_change": None,
        "custom_data": {"order_id": facts.digits(5)},
        "import_meta": None,
        "discount": None,
        **changed,
    }
    return {**subscription, "items": [_item(facts, sold, subscription)]}


def _created(facts: Facts) -> JsonObject:
    """Return a new subscription, which has the transaction that began it, here only."""
    sold = sale(facts)
    return {**_of_sale(facts, sold, 0, 0), "transaction_id": sold.transaction}


def _activated(facts: Facts) -> JsonObject:
    return _subscription(facts, 0, 0)


def _updated(facts: Facts) -> JsonObject:
    """Return a subscription that is to end with its present month."""
    change: JsonObject = {
        "action": "cancel",
        "effective_at": moment(facts, MONTH - 10 * DAY),
        "resume_at": None,
    }
    return _subscription(facts, 40 * DAY, 10 * DAY, scheduled_change=change, next_billed_at=None)


def _past_due(facts: Facts) -> JsonObject:
    return _subscription(facts, MONTH, 0, status="past_due")


def _canceled(facts: Facts) -> JsonObject:
    """Return a subscription that ended with its last month."""
    return _subscription(
        facts,
        2 * MONTH,
        MONTH,
        status="canceled",
        canceled_at=moment(facts),
        next_billed_at=None,
    )


EVENTS = (
    template("subscription.created", "a subscription began", _created),
    template("subscription.activated", "a subscription became active", _activated),
    template("subscription.updated", "a subscription is to end with the month", _updated),
    template("subscription.past_due", "a renewal was not paid", _past_due),
    template("subscription.canceled", "a subscription ended", _canceled),
)
