"""One payment by card and what is told about its customer."""

from dataclasses import dataclass

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.stage import (
    EMAIL,
    NAME,
    PHONE,
    address,
    identity,
    short_identity,
    stem,
)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment by card: the ids of its parts and its amount in cents.

    `started_ago` is in seconds; `last4` names the card.
    """

    intent: str
    charge: str
    method: str
    customer: str
    transaction: str
    amount: int
    order: str
    started_ago: int = 2
    last4: str = "4242"
    refunded: int = 0


def fresh_payment(facts: Facts) -> Payment:
    """Return a payment nobody has seen before."""
    shared = stem(facts, 3)
    return Payment(
        intent=identity(facts, "pi", shared),
        charge=identity(facts, "ch", shared),
        method=identity(facts, "pm"),
        customer=short_identity(facts, "cus"),
        transaction=identity(facts, "txn", shared),
        amount=facts.between(500, 99_999),
        order=facts.digits(6),
    )


def shipping() -> JsonObject:
    """Return where the order goes."""
    return {
        "address": address(),
        "carrier": None,
        "name": NAME,
        "phone": PHONE,
        "tracking_number": None,
    }


def billing_details() -> JsonObject:
    """Return who pays."""
    return {"address": address(), "email": EMAIL, "name": NAME, "phone": PHONE, "tax_id": None}


def checks() -> JsonObject:
    """Return that the bank found address and code right."""
    return {
        "address_line1_check": "pass",
        "address_postal_code_check": "pass",
        "cvc_check": "pass",
    }


def expiry(facts: Facts) -> JsonObject:
    """Return when the card ends: two years from now."""
    return {"exp_month": 8, "exp_year": int(facts.iso()[:4]) + 2}


def payment_method(facts: Facts, payment: Payment) -> JsonObject:
    """Return the card as a payment method."""
    return {
        "id": payment.method,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing_details(),
        "card": {
            "brand": "visa",
            "checks": checks(),
            "country": "US",
            "display_brand": "visa",
            **expiry(facts),
            "fingerprint": facts.letters(16),
            "funding": "credit",
            "generated_from": None,
            "last4": payment.last4,
            "networks": {"available": ["visa"], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": facts.unix(-payment.started_ago),
        "customer": payment.customer,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }
