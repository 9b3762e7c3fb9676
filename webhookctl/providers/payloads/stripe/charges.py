"""Charges: what was really taken from a card, and given back."""

from dataclasses import replace

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.cards import (
    Payment,
    billing_details,
    checks,
    expiry,
    fresh_payment,
    shipping,
)
from webhookctl.providers.payloads.stripe.stage import (
    CURRENCY,
    DAY,
    EMAIL,
    Happening,
    template,
)


def _charged_card(facts: Facts, payment: Payment) -> JsonObject:
    return {
        "amount_authorized": payment.amount,
        "authorization_code": facts.digits(6),
        "brand": "visa",
        "checks": checks(),
        "country": "US",
        **expiry(facts),
        "extended_authorization": {"status": "disabled"},
        "fingerprint": facts.letters(16),
        "funding": "credit",
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": payment.last4,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": "visa",
        "network_token": {"used": False},
        "network_transaction_id": facts.digits(15),
        "overcapture": {
            "maximum_amount_capturable": payment.amount,
            "status": "unavailable",
        },
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "wallet": None,
    }


def _outcome(facts: Facts) -> JsonObject:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "normal",
        "risk_score": facts.between(1, 60),
        "seller_message": "Payment complete.",
        "type": "authorized",
    }


def _charge(facts: Facts, payment: Payment) -> JsonObject:
    return {
        "id": payment.charge,
        "object": "charge",
        "amount": payment.amount,
        "amount_captured": payment.amount,
        "amount_refunded": payment.refunded,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": payment.transaction,
        "billing_details": billing_details(),
        "calculated_statement_descriptor": "ACME EXAMPLE SHOP",
        "captured": True,
        "created": facts.unix(-payment.started_ago + 1),
        "currency": CURRENCY,
        "customer": payment.customer,
        "description": f"Order {payment.order}",
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": {"order_id": payment.order},
        "on_behalf_of": None,
        "outcome": _outcome(facts),
        "paid": True,
        "payment_intent": payment.intent,
        "payment_method": payment.method,
        "payment_method_details": {"card": _charged_card(facts, payment), "type": "card"},
        "radar_options": {},
        "receipt_email": EMAIL,
        "receipt_number": None,
        "receipt_url": f"https://pay.stripe.com/receipts/payment/{facts.letters(64)}",
        "refunded": payment.refunded == payment.amount,
        "review": None,
        "shipping": shipping(),
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }


def _charge_succeeded(facts: Facts) -> Happening:
    return Happening(_charge(facts, fresh_payment(facts)), generation=3)


def _charge_refunded(facts: Facts) -> Happening:
    fresh = fresh_payment(facts)
    payment = replace(fresh, started_ago=3 * DAY, refunded=fresh.amount)
    charge = _charge(facts, payment)
    previous: JsonObject = {"amount_refunded": 0, "refunded": False}
    return Happening(charge, previous=previous, generation=3)


EVENTS = (
    template("charge.succeeded", "a charge succeeded", _charge_succeeded),
    template("charge.refunded", "a charge was refunded in full", _charge_refunded),
)
