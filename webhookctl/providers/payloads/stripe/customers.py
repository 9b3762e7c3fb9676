"""Customers."""

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.stage import (
    EMAIL,
    NAME,
    PHONE,
    Happening,
    address,
    short_identity,
    template,
)


def _customer(facts: Facts) -> JsonObject:
    return {
        "id": short_identity(facts, "cus"),
        "object": "customer",
        "address": address(),
        "balance": 0,
        "created": facts.unix(),
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": "Signed up in the example shop",
        "discount": None,
        "email": EMAIL,
        "invoice_prefix": facts.hex(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {"user_id": facts.digits(6)},
        "name": NAME,
        "next_invoice_sequence": 1,
        "phone": PHONE,
        "preferred_locales": ["en"],
        "shipping": {"address": address(), "name": NAME, "phone": PHONE},
        "tax_exempt": "none",
        "test_clock": None,
    }


def _created(facts: Facts) -> Happening:
    return Happening(_customer(facts))


EVENTS = (template("customer.created", "a customer was created", _created),)
