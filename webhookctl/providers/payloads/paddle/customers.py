"""Customers, and adjustments: what they get back."""

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads._cast import DAY, EMAIL, NAME
from webhookctl.providers.payloads.paddle.stage import (
    CURRENCY,
    TAX_RATE,
    identity,
    moment,
    sale,
    template,
)


def _customer(facts: Facts, age: float) -> JsonObject:
    return {
        "id": identity(facts, "ctm", -age),
        "name": NAME,
        "email": EMAIL,
        "marketing_consent": age > 0,
        "status": "active",
        "custom_data": None,
        "locale": "en",
        "import_meta": None,
        "created_at": moment(facts, -age),
        "updated_at": moment(facts),
    }


def _customer_created(facts: Facts) -> JsonObject:
    return _customer(facts, 0)


def _customer_updated(facts: Facts) -> JsonObject:
    return _customer(facts, 20 * DAY)


def _refunded(facts: Facts) -> JsonObject:
    """Return a refund in full that waits for Paddle's approval."""
    sold = sale(facts, 3 * DAY)
    amounts: JsonObject = {
        "subtotal": str(sold.subtotal),
        "tax": str(sold.tax),
        "total": str(sold.total),
    }
    earnings = sold.total - sold.tax - sold.fee
    totals: JsonObject = {
        **amounts,
        "fee": str(sold.fee),
        "retained_fee": "0",
        "earnings": str(earnings),
        "currency_code": CURRENCY,
    }
    item: JsonObject = {
        "id": identity(facts, "adjitm"),
        "item_id": identity(facts, "txnitm", -3 * DAY),
        "type": "full",
        "amount": str(sold.total),
        "proration": None,
        "totals": {**amounts},
    }
    return {
        "id": identity(facts, "adj"),
        "action": "refund",
        "type": "full",
        "transaction_id": sold.transaction,
        "subscription_id": sold.subscription,
        "customer_id": sold.customer,
        "reason": "ordered too many seats",
        "credit_applied_to_balance": None,
        "currency_code": CURRENCY,
        "status": "pending_approval",
        "items": [item],
        "totals": totals,
        "payout_totals": {
            **totals,
            "chargeback_fee": {"amount": "0", "original": None},
        },
        "tax_rates_used": [{"tax_rate": TAX_RATE, "totals": {**amounts}}],
        "created_at": moment(facts),
        "updated_at": moment(facts),
    }


EVENTS = (
    template("customer.created", "a customer was added", _customer_created),
    template("customer.updated", "a customer agreed to marketing", _customer_updated),
    template("adjustment.created", "a transaction is to be refunded", _refunded),
)
