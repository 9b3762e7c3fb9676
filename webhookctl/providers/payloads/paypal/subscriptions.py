"""Subscriptions, and disputes about what was paid."""

from webhookctl.core.event import Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, FIRST_NAME, HOUR, LAST_NAME
from webhookctl.providers.payloads.paypal.stage import (
    API,
    MERCHANT,
    UPPER,
    Kind,
    amount,
    link,
    person,
    price,
    template,
    transaction,
)

SUBSCRIPTION = ("subscription", "2.0")
MONTH = 30 * DAY


def _subscription(facts: Facts, status: str, age: float, **billing: Json) -> JsonObject:
    """Return a subscription of `age` seconds; `billing` is what is known of its payments."""
    identity = f"I-{facts.letters(12, UPPER)}"
    self = f"{API}/v1/billing/subscriptions/{identity}"
    started: JsonObject = {"billing_info": billing} if billing else {}
    return {
        "id": identity,
        "plan_id": "P-0EXAMPLE00000000PLAN00001",
        "status": status,
        "status_update_time": facts.iso(),
        "start_time": facts.iso(-age),
        "quantity": "1",
        "custom_id": f"order-{facts.digits(5)}",
        "plan_overridden": False,
        "subscriber": person(),
        **started,
        "create_time": facts.iso(-age),
        "update_time": facts.iso(),
        "links": [
            link(self, "self"),
            link(f"{self}/cancel", "cancel", "POST"),
        ],
    }


def _billing(facts: Facts, paid_ago: float, cycles: int, cents: int = 1_500) -> JsonObject:
    """Return billing with so many months paid, the last so many seconds ago."""
    return {
        "outstanding_balance": amount(0),
        "cycle_executions": [
            {
                "tenure_type": "REGULAR",
                "sequence": 1,
                "cycles_completed": cycles,
                "cycles_remaining": 0,
                "total_cycles": 0,
            }
        ],
        "last_payment": {"amount": amount(cents), "time": facts.iso(-paid_ago)},
        "next_billing_time": facts.iso(MONTH - paid_ago),
        "failed_payments_count": 0,
    }


def _subscription_created(facts: Facts) -> JsonObject:
    return _subscription(facts, "APPROVAL_PENDING", 0)


def _subscription_activated(facts: Facts) -> JsonObject:
    return _subscription(facts, "ACTIVE", 60, **_billing(facts, 0, 1))


def _subscription_cancelled(facts: Facts) -> JsonObject:
    billing = _billing(facts, 10 * DAY, 2)
    del billing["next_billing_time"]
    made = _subscription(facts, "CANCELLED", 40 * DAY, **billing)
    return {**made, "status_change_note": "Not needed any more"}


def _payment_failed(facts: Facts) -> JsonObject:
    billing = _billing(facts, MONTH, 1)
    failed: JsonObject = {
        "outstanding_balance": amount(1_500),
        "next_billing_time": facts.iso(5 * DAY),
        "failed_payments_count": 1,
        "last_failed_payment": {
            "amount": amount(1_500),
            "time": facts.iso(),
            "reason_code": "PAYMENT_DENIED",
            "next_payment_retry_time": facts.iso(5 * DAY),
        },
    }
    return _subscription(facts, "ACTIVE", MONTH + 60, **{**billing, **failed})


def _disputed(facts: Facts) -> JsonObject:
    identity, cents = f"PP-R-{facts.letters(3, UPPER)}-{facts.digits(8)}", price(facts)
    number = facts.digits(5)
    disputed: JsonObject = {
        "buyer_transaction_id": transaction(facts),
        "seller_transaction_id": transaction(facts),
        "create_time": facts.iso(-9 * DAY),
        "transaction_status": "COMPLETED",
        "gross_amount": amount(cents),
        "invoice_number": f"INV-{number}",
        "custom": f"order-{number}",
        "buyer": {"name": f"{FIRST_NAME} {LAST_NAME}"},
        "seller": {"merchant_id": MERCHANT, "name": "Acme Shop"},
    }
    said: JsonObject = {
        "posted_by": "BUYER",
        "time_posted": facts.iso(),
        "content": "The teapots have not come.",
    }
    return {
        "dispute_id": identity,
        "create_time": facts.iso(),
        "update_time": facts.iso(),
        "disputed_transactions": [disputed],
        "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "dispute_amount": amount(cents),
        "dispute_life_cycle_stage": "INQUIRY",
        "dispute_channel": "INTERNAL",
        "seller_response_due_date": facts.iso(10 * DAY + HOUR),
        "messages": [said],
        "links": [link(f"{API}/v1/customer/disputes/{identity}", "self")],
    }


EVENTS = (
    template(
        "BILLING.SUBSCRIPTION.CREATED",
        "a subscription waits for its approval",
        Kind(*SUBSCRIPTION, "Subscription created"),
        _subscription_created,
    ),
    template(
        "BILLING.SUBSCRIPTION.ACTIVATED",
        "a subscription became active",
        Kind(*SUBSCRIPTION, "Subscription activated"),
        _subscription_activated,
    ),
    template(
        "BILLING.SUBSCRIPTION.CANCELLED",
        "a subscription was cancelled",
        Kind(*SUBSCRIPTION, "Subscription cancelled"),
        _subscription_cancelled,
    ),
    template(
        "BILLING.SUBSCRIPTION.PAYMENT.FAILED",
        "a month of a subscription was not paid",
        Kind(*SUBSCRIPTION, "Payment failed for subscription"),
        _payment_failed,
    ),
    template(
        "CUSTOMER.DISPUTE.CREATED",
        "a buyer complained about a payment",
        Kind("dispute", "1.0", "A new dispute was opened"),
        _disputed,
    ),
)
