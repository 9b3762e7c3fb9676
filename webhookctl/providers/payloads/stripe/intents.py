"""Payment intents: what a shop asked to be paid."""

from dataclasses import replace

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.cards import (
    Payment,
    fresh_payment,
    payment_method,
    shipping,
)
from webhookctl.providers.payloads.stripe.stage import (
    CURRENCY,
    EMAIL,
    Happening,
    identity,
    template,
)


def _intent(facts: Facts, payment: Payment) -> JsonObject:
    return {
        "id": payment.intent,
        "object": "payment_intent",
        "amount": payment.amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": payment.amount,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": f"{payment.intent}_secret_{facts.letters(25)}",
        "confirmation_method": "automatic",
        "created": facts.unix(-payment.started_ago),
        "currency": CURRENCY,
        "customer": payment.customer,
        "customer_account": None,
        "description": f"Order {payment.order}",
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": payment.charge,
        "livemode": False,
        "metadata": {"order_id": payment.order},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": payment.method,
        "payment_method_configuration_details": {"id": identity(facts, "pmc"), "parent": None},
        "payment_method_options": {
            "card": {
                "installments": None,
                "mandate_options": None,
                "network": None,
                "request_three_d_secure": "automatic",
            },
            "link": {"persistent_token": None},
        },
        "payment_method_types": ["card", "link"],
        "processing": None,
        "receipt_email": EMAIL,
        "review": None,
        "setup_future_usage": None,
        "shipping": shipping(),
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }


def _decline(facts: Facts, payment: Payment) -> JsonObject:
    return {
        "advice_code": "try_again_later",
        "charge": payment.charge,
        "code": "card_declined",
        "decline_code": "insufficient_funds",
        "doc_url": "https://docs.stripe.com/error-codes/card-declined",
        "message": "Your card has insufficient funds.",
        "network_decline_code": "51",
        "payment_method": payment_method(facts, payment),
        "type": "card_error",
    }


def _intent_succeeded(facts: Facts) -> Happening:
    return Happening(_intent(facts, fresh_payment(facts)), generation=3)


def _intent_failed(facts: Facts) -> Happening:
    payment = replace(fresh_payment(facts), last4="9995")
    outcome: JsonObject = {
        "amount_received": 0,
        "last_payment_error": _decline(facts, payment),
        "payment_method": None,
        "status": "requires_payment_method",
    }
    return Happening({**_intent(facts, payment), **outcome}, generation=3)


EVENTS = (
    template("payment_intent.succeeded", "a payment succeeded", _intent_succeeded),
    template("payment_intent.payment_failed", "a card was declined", _intent_failed),
)
