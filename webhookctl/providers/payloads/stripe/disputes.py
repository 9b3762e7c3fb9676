"""Disputes: a customer asks the bank for the money back."""

from dataclasses import replace

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.cards import (
    Payment,
    fresh_payment,
)
from webhookctl.providers.payloads.stripe.stage import (
    CURRENCY,
    DAY,
    EMAIL,
    NAME,
    Happening,
    identity,
    template,
)

_DISPUTE_FEE = 1_500


def _withdrawal(facts: Facts, payment: Payment, dispute: str) -> JsonObject:
    return {
        "id": identity(facts, "txn"),
        "object": "balance_transaction",
        "amount": -payment.amount,
        "available_on": facts.unix(2 * DAY),
        "balance_type": "payments",
        "created": facts.unix(),
        "currency": CURRENCY,
        "description": f"Chargeback withdrawal for {payment.charge}",
        "exchange_rate": None,
        "fee": _DISPUTE_FEE,
        "fee_details": [
            {
                "amount": _DISPUTE_FEE,
                "application": None,
                "currency": CURRENCY,
                "description": "Dispute fee",
                "type": "stripe_fee",
            }
        ],
        "net": -payment.amount - _DISPUTE_FEE,
        "reporting_category": "dispute",
        "source": dispute,
        "status": "pending",
        "type": "adjustment",
    }


_NO_EVIDENCE: JsonObject = dict.fromkeys(
    (
        "access_activity_log",
        "cancellation_policy",
        "cancellation_policy_disclosure",
        "cancellation_rebuttal",
        "customer_communication",
        "customer_signature",
        "duplicate_charge_documentation",
        "duplicate_charge_explanation",
        "duplicate_charge_id",
        "product_description",
        "receipt",
        "refund_policy",
        "refund_policy_disclosure",
        "refund_refusal_explanation",
        "service_date",
        "service_documentation",
        "shipping_carrier",
        "shipping_date",
        "shipping_documentation",
        "shipping_tracking_number",
        "uncategorized_file",
        "uncategorized_text",
    )
)


def _evidence() -> JsonObject:
    where = "Robin Example, 1 Example Street, Exampleville, CA, 94105, US"
    return {
        **_NO_EVIDENCE,
        "billing_address": where,
        "customer_email_address": EMAIL,
        "customer_name": NAME,
        "customer_purchase_ip": "203.0.113.7",
        "enhanced_evidence": {},
        "shipping_address": where,
    }


def _dispute(facts: Facts, payment: Payment) -> JsonObject:
    dispute = identity(facts, "du")
    return {
        "id": dispute,
        "object": "dispute",
        "amount": payment.amount,
        "balance_transactions": [_withdrawal(facts, payment, dispute)],
        "charge": payment.charge,
        "created": facts.unix(),
        "currency": CURRENCY,
        "enhanced_eligibility_types": [],
        "evidence": _evidence(),
        "evidence_details": {
            "due_by": facts.unix(9 * DAY),
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": "10.4",
        "payment_intent": payment.intent,
        "payment_method_details": {
            "card": {
                "brand": "visa",
                "case_type": "chargeback",
                "network": "visa",
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": "fraudulent",
        "status": "needs_response",
    }


def _disputed(facts: Facts) -> Happening:
    payment = replace(fresh_payment(facts), started_ago=20 * DAY)
    return Happening(_dispute(facts, payment), by_request=False)


EVENTS = (template("charge.dispute.created", "a charge was disputed", _disputed),)
