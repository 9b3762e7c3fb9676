"""Subscriptions and what is subscribed to."""

from dataclasses import dataclass

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.stage import (
    CURRENCY,
    DAY,
    MONTH,
    Happening,
    identity,
    listed,
    short_identity,
    template,
)

_PRICE_AGE = 200 * DAY


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A monthly subscription to one price: its ids, its price in cents and how many.

    `started_ago` and `renewed_ago` are in seconds; the period that runs now began at the latter.
    """

    subscription: str
    item: str
    customer: str
    price: str
    product: str
    invoice: str
    method: str
    unit_amount: int
    quantity: int
    started_ago: int = 0
    renewed_ago: int = 0

    @property
    def amount(self) -> int:
        """What a month costs, in cents."""
        return self.unit_amount * self.quantity


def fresh_subscribed(facts: Facts, *, started_ago: int = 0, renewed_ago: int = 0) -> Subscribed:
    """Return a subscription nobody has seen before."""
    return Subscribed(
        subscription=identity(facts, "sub"),
        item=short_identity(facts, "si"),
        customer=short_identity(facts, "cus"),
        price=identity(facts, "price"),
        product=short_identity(facts, "prod"),
        invoice=identity(facts, "in"),
        method=identity(facts, "pm"),
        unit_amount=facts.between(5, 90) * 100,
        quantity=facts.between(1, 5),
        started_ago=started_ago,
        renewed_ago=renewed_ago,
    )


def _price(facts: Facts, subscribed: Subscribed) -> JsonObject:
    return {
        "id": subscribed.price,
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": facts.unix(-_PRICE_AGE),
        "currency": CURRENCY,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": "example_monthly",
        "metadata": {},
        "nickname": None,
        "product": subscribed.product,
        "recurring": {
            "interval": "month",
            "interval_count": 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": "licensed",
        },
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring",
        "unit_amount": subscribed.unit_amount,
        "unit_amount_decimal": str(subscribed.unit_amount),
    }


def _plan(facts: Facts, subscribed: Subscribed) -> JsonObject:
    return {
        "id": subscribed.price,
        "object": "plan",
        "active": True,
        "amount": subscribed.unit_amount,
        "amount_decimal": str(subscribed.unit_amount),
        "billing_scheme": "per_unit",
        "created": facts.unix(-_PRICE_AGE),
        "currency": CURRENCY,
        "interval": "month",
        "interval_count": 1,
        "livemode": False,
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": subscribed.product,
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _item(facts: Facts, subscribed: Subscribed) -> JsonObject:
    return {
        "id": subscribed.item,
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": facts.unix(-subscribed.started_ago),
        "current_period_end": facts.unix(MONTH - subscribed.renewed_ago),
        "current_period_start": facts.unix(-subscribed.renewed_ago),
        "discounts": [],
        "metadata": {},
        "plan": _plan(facts, subscribed),
        "price": _price(facts, subscribed),
        "quantity": subscribed.quantity,
        "subscription": subscribed.subscription,
        "tax_rates": [],
    }


def _ending(reason: str | None) -> JsonObject:
    return {"comment": None, "feedback": None, "reason": reason}


def _settings(facts: Facts, subscribed: Subscribed) -> JsonObject:
    return {
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_mode": {
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": facts.unix(-subscribed.started_ago),
        },
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }


_UNUSED: JsonObject = dict.fromkeys(
    (
        "application",
        "application_fee_percent",
        "billing_cycle_anchor_config",
        "billing_thresholds",
        "cancel_at",
        "canceled_at",
        "customer_account",
        "days_until_due",
        "default_source",
        "ended_at",
        "next_pending_invoice_item_invoice",
        "on_behalf_of",
        "pause_collection",
        "pending_invoice_item_interval",
        "pending_setup_intent",
        "pending_update",
        "schedule",
        "test_clock",
        "transfer_data",
        "trial_end",
        "trial_start",
    )
)


def _subscription(facts: Facts, subscribed: Subscribed) -> JsonObject:
    began = facts.unix(-subscribed.started_ago)
    items = f"/v1/subscription_items?subscription={subscribed.subscription}"
    return {
        "id": subscribed.subscription,
        "object": "subscription",
        **_UNUSED,
        "billing_cycle_anchor": began,
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": _ending(None),
        "collection_method": "charge_automatically",
        "created": began,
        "currency": CURRENCY,
        "customer": subscribed.customer,
        "default_payment_method": subscribed.method,
        "default_tax_rates": [],
        "description": "Example plan",
        "discounts": [],
        "items": listed(items, _item(facts, subscribed)),
        "latest_invoice": subscribed.invoice,
        "livemode": False,
        "metadata": {"user_id": facts.digits(6)},
        "start_date": began,
        "status": "active",
        **_settings(facts, subscribed),
    }


def _created(facts: Facts) -> Happening:
    return Happening(_subscription(facts, fresh_subscribed(facts)))


def _updated(facts: Facts) -> Happening:
    """Return a subscription that was told to end with the period."""
    subscribed = fresh_subscribed(facts, started_ago=3 * MONTH, renewed_ago=0)
    change: JsonObject = {
        "cancel_at": facts.unix(MONTH),
        "cancel_at_period_end": True,
        "canceled_at": facts.unix(),
        "cancellation_details": _ending("cancellation_requested"),
    }
    previous: JsonObject = {
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"reason": None},
    }
    return Happening({**_subscription(facts, subscribed), **change}, previous=previous)


def _deleted(facts: Facts) -> Happening:
    subscribed = fresh_subscribed(facts, started_ago=2 * MONTH + 5 * DAY, renewed_ago=5 * DAY)
    end: JsonObject = {
        "canceled_at": facts.unix(),
        "cancellation_details": _ending("cancellation_requested"),
        "ended_at": facts.unix(),
        "status": "canceled",
    }
    return Happening({**_subscription(facts, subscribed), **end})


EVENTS = (
    template("customer.subscription.created", "a customer subscribed", _created),
    template("customer.subscription.updated", "a subscription will end", _updated),
    template("customer.subscription.deleted", "a subscription ended", _deleted),
)
