"""Checkout sessions."""

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.cards import Payment, fresh_payment
from webhookctl.providers.payloads.stripe.stage import (
    CURRENCY,
    DAY,
    EMAIL,
    NAME,
    PHONE,
    Happening,
    address,
    identity,
    template,
)

_SHIPPING = 450
_PAID_AFTER = 90
"""Seconds from the session's start to the payment."""

_UNUSED: JsonObject = dict.fromkeys(
    (
        "after_expiration",
        "allow_promotion_codes",
        "client_secret",
        "consent",
        "consent_collection",
        "currency_conversion",
        "customer_account",
        "customer_email",
        "invoice",
        "payment_link",
        "permissions",
        "recovered_from",
        "saved_payment_method_options",
        "setup_intent",
        "submit_type",
        "subscription",
        "url",
        "wallet_options",
    )
)


def _what_was_asked(facts: Facts) -> JsonObject:
    return {
        "adaptive_pricing": {"enabled": True},
        "automatic_tax": {
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "billing_address_collection": "required",
        "cancel_url": "https://shop.example.com/cart",
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer_creation": "always",
        "discounts": [],
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "locale": "en",
        "origin_context": "web",
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": {"id": identity(facts, "pmc"), "parent": None},
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "phone_number_collection": {"enabled": True},
        "shipping_address_collection": {"allowed_countries": ["US"]},
        "success_url": "https://shop.example.com/thanks?session={CHECKOUT_SESSION_ID}",
        "ui_mode": "hosted_page",
    }


def _who_paid() -> JsonObject:
    return {
        "collected_information": {
            "business_name": None,
            "individual_name": None,
            "shipping_details": {"address": address(), "name": NAME},
        },
        "customer_details": {
            "address": address(),
            "business_name": None,
            "email": EMAIL,
            "individual_name": None,
            "name": NAME,
            "phone": PHONE,
            "tax_exempt": "none",
            "tax_ids": [],
        },
    }


def _sums(facts: Facts, payment: Payment) -> JsonObject:
    rate = identity(facts, "shr")
    return {
        "amount_subtotal": payment.amount - _SHIPPING,
        "amount_total": payment.amount,
        "currency": CURRENCY,
        "shipping_cost": {
            "amount_subtotal": _SHIPPING,
            "amount_tax": 0,
            "amount_total": _SHIPPING,
            "shipping_rate": rate,
        },
        "shipping_options": [{"shipping_amount": _SHIPPING, "shipping_rate": rate}],
        "total_details": {
            "amount_discount": 0,
            "amount_shipping": _SHIPPING,
            "amount_tax": 0,
        },
    }


def _completed(facts: Facts) -> Happening:
    payment = fresh_payment(facts)
    session: JsonObject = {
        "id": f"cs_test_a1{facts.letters(56)}",
        "object": "checkout.session",
        **_UNUSED,
        **_what_was_asked(facts),
        **_sums(facts, payment),
        "client_reference_id": f"cart-{payment.order}",
        "created": facts.unix(-_PAID_AFTER),
        "customer": payment.customer,
        **_who_paid(),
        "expires_at": facts.unix(DAY - _PAID_AFTER),
        "livemode": False,
        "metadata": {"order_id": payment.order},
        "mode": "payment",
        "payment_intent": payment.intent,
        "payment_status": "paid",
        "status": "complete",
    }
    return Happening(session, by_request=False)


EVENTS = (template("checkout.session.completed", "a cart was paid", _completed),)
