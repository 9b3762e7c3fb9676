"""Captures, refunds and sales: what was really paid, and given back."""

from webhookctl.core.event import Facts, Json, JsonObject
from webhookctl.providers.payloads.paypal.stage import (
    API,
    UPPER,
    Kind,
    amount,
    breakdown,
    fee,
    link,
    price,
    references,
    template,
    transaction,
)

CAPTURE = ("capture", "2.0")


def captured(facts: Facts, status: str, **more: Json) -> JsonObject:
    """Return the capture of an order's payment."""
    identity, order = transaction(facts), transaction(facts)
    self = f"{API}/v2/payments/captures/{identity}"
    return {
        "id": identity,
        "amount": amount(price(facts)),
        "final_capture": True,
        "seller_protection": {
            "status": "ELIGIBLE",
            "dispute_categories": ["ITEM_NOT_RECEIVED", "UNAUTHORIZED_TRANSACTION"],
        },
        **references(facts),
        "supplementary_data": {"related_ids": {"order_id": order}},
        "status": status,
        "create_time": facts.iso(-4),
        "update_time": facts.iso(),
        "links": [
            link(self, "self"),
            link(f"{self}/refund", "refund", "POST"),
            link(f"{API}/v2/checkout/orders/{order}", "up"),
        ],
        **more,
    }


def _completed(facts: Facts) -> JsonObject:
    cents = price(facts)
    parts = {"amount": amount(cents), "seller_receivable_breakdown": breakdown(cents)}
    return {**captured(facts, "COMPLETED"), **parts}


def _denied(facts: Facts) -> JsonObject:
    return captured(facts, "DECLINED")


def _pending(facts: Facts) -> JsonObject:
    return captured(facts, "PENDING", status_details={"reason": "PENDING_REVIEW"})


def _refunded(facts: Facts) -> JsonObject:
    """Return a refund in full, whose fee is not given back."""
    identity, cents = transaction(facts), price(facts)
    self = f"{API}/v2/payments/refunds/{identity}"
    capture = f"{API}/v2/payments/captures/{transaction(facts)}"
    return {
        "id": identity,
        "amount": amount(cents),
        "seller_payable_breakdown": {
            "gross_amount": amount(cents),
            "paypal_fee": amount(0),
            "net_amount": amount(cents),
            "total_refunded_amount": amount(cents),
        },
        **references(facts),
        "status": "COMPLETED",
        "note_to_payer": "The lid was broken",
        "create_time": facts.iso(-4),
        "update_time": facts.iso(),
        "links": [link(self, "self"), link(capture, "up")],
    }


def _sale(facts: Facts) -> JsonObject:
    """Return the payment of a subscription's month."""
    identity, cents = transaction(facts), price(facts)
    total, kept = str(amount(cents)["value"]), str(amount(fee(cents))["value"])
    self = f"{API}/v1/payments/sale/{identity}"
    return {
        "id": identity,
        "state": "completed",
        "amount": {"total": total, "currency": "USD", "details": {"subtotal": total}},
        "payment_mode": "INSTANT_TRANSFER",
        "protection_eligibility": "ELIGIBLE",
        "protection_eligibility_type": ("ITEM_NOT_RECEIVED_ELIGIBLE,UNAUTHORIZED_PAYMENT_ELIGIBLE"),
        "transaction_fee": {"value": kept, "currency": "USD"},
        "billing_agreement_id": f"I-{facts.letters(12, UPPER)}",
        "custom": f"order-{facts.digits(5)}",
        "create_time": facts.iso(-4),
        "update_time": facts.iso(),
        "links": [link(self, "self"), link(f"{self}/refund", "refund", "POST")],
    }


EVENTS = (
    template(
        "PAYMENT.CAPTURE.COMPLETED",
        "a payment was captured",
        Kind(*CAPTURE, "Payment completed for {}"),
        _completed,
    ),
    template(
        "PAYMENT.CAPTURE.DENIED",
        "a capture was denied",
        Kind(*CAPTURE, "Payment denied for {}"),
        _denied,
    ),
    template(
        "PAYMENT.CAPTURE.PENDING",
        "a capture waits for a review",
        Kind(*CAPTURE, "Payment pending for {}"),
        _pending,
    ),
    template(
        "PAYMENT.CAPTURE.REFUNDED",
        "a payment was refunded in full",
        Kind("refund", "2.0", "A {} capture payment was refunded"),
        _refunded,
    ),
    template(
        "PAYMENT.SALE.COMPLETED",
        "a month of a subscription was paid",
        Kind("sale", "1.0", "Payment completed for {}"),
        _sale,
    ),
)
