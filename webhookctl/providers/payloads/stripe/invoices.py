"""Invoices of a subscription that was renewed."""

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.stage import (
    ACCOUNT,
    CURRENCY,
    DAY,
    EMAIL,
    MONTH,
    NAME,
    PHONE,
    Happening,
    address,
    identity,
    listed,
    template,
)
from webhookctl.providers.payloads.stripe.subscriptions import Subscribed, fresh_subscribed

_FINALIZED_AGO = 60


def _line(facts: Facts, subscribed: Subscribed) -> JsonObject:
    each = f"at ${subscribed.unit_amount / 100:.2f} / month"
    return {
        "id": identity(facts, "il"),
        "object": "line_item",
        "amount": subscribed.amount,
        "currency": CURRENCY,
        "description": f"{subscribed.quantity} × Example plan ({each})",  # noqa: RUF001 - as Stripe writes it
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": subscribed.invoice,
        "livemode": False,
        "metadata": {},
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": subscribed.subscription,
                "subscription_item": subscribed.item,
            },
            "type": "subscription_item_details",
        },
        "period": {
            "end": facts.unix(MONTH - subscribed.renewed_ago),
            "start": facts.unix(-subscribed.renewed_ago),
        },
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": subscribed.price, "product": subscribed.product},
            "type": "price_details",
            "unit_amount_decimal": str(subscribed.unit_amount),
        },
        "quantity": subscribed.quantity,
        "subtotal": subscribed.amount,
        "taxes": [],
    }


def _customer_details(subscribed: Subscribed) -> JsonObject:
    return {
        "customer": subscribed.customer,
        "customer_account": None,
        "customer_address": address(),
        "customer_email": EMAIL,
        "customer_name": NAME,
        "customer_phone": PHONE,
        "customer_shipping": {"address": address(), "name": NAME, "phone": PHONE},
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
    }


def _sums(total: int) -> JsonObject:
    return {
        "amount_due": total,
        "amount_overpaid": 0,
        "amount_shipping": 0,
        "ending_balance": 0,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }


def _links(facts: Facts) -> JsonObject:
    page = f"https://invoice.stripe.com/i/{ACCOUNT}/test_{facts.letters(64)}"
    return {
        "hosted_invoice_url": f"{page}?s=ap",
        "invoice_pdf": f"https://pay.stripe.com/invoice/{page.partition('/i/')[2]}/pdf?s=ap",
        "number": f"{facts.hex(8).upper()}-{facts.between(2, 40):04d}",
    }


def _settings(subscribed: Subscribed) -> JsonObject:
    return {
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "issuer": {"type": "self"},
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": {},
                "subscription": subscribed.subscription,
            },
            "type": "subscription_details",
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
    }


_UNUSED: JsonObject = dict.fromkeys(
    (
        "account_tax_ids",
        "application",
        "automatically_finalizes_at",
        "custom_fields",
        "default_payment_method",
        "default_source",
        "description",
        "due_date",
        "footer",
        "from_invoice",
        "last_finalization_error",
        "latest_revision",
        "on_behalf_of",
        "receipt_number",
        "rendering",
        "shipping_cost",
        "shipping_details",
        "statement_descriptor",
        "test_clock",
    )
)


def _invoice(facts: Facts, subscribed: Subscribed, outcome: JsonObject) -> JsonObject:
    finalized = facts.unix(-_FINALIZED_AGO)
    lines = f"/v1/invoices/{subscribed.invoice}/lines"
    return {
        "id": subscribed.invoice,
        "object": "invoice",
        "account_country": "US",
        "account_name": "Acme Example Shop",
        **_UNUSED,
        "attempt_count": 1,
        "attempted": True,
        "billing_reason": "subscription_cycle",
        "collection_method": "charge_automatically",
        "created": facts.unix(-subscribed.renewed_ago),
        "currency": CURRENCY,
        **_customer_details(subscribed),
        "default_tax_rates": [],
        "discounts": [],
        "effective_at": finalized,
        "lines": listed(lines, _line(facts, subscribed)),
        "livemode": False,
        "metadata": {},
        "period_end": facts.unix(-subscribed.renewed_ago),
        "period_start": facts.unix(-subscribed.renewed_ago - MONTH),
        "webhooks_delivered_at": finalized,
        **_links(facts),
        **_settings(subscribed),
        **_sums(subscribed.amount),
        **outcome,
    }


def _transitions(finalized: int, paid: int | None) -> JsonObject:
    return {
        "finalized_at": finalized,
        "marked_uncollectible_at": None,
        "paid_at": paid,
        "voided_at": None,
    }


def _renewed(facts: Facts) -> Subscribed:
    return fresh_subscribed(facts, started_ago=2 * MONTH + 3_600, renewed_ago=3_600)


def _paid(facts: Facts) -> Happening:
    subscribed = _renewed(facts)
    outcome: JsonObject = {
        "amount_paid": subscribed.amount,
        "amount_remaining": 0,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
        "status_transitions": _transitions(facts.unix(-_FINALIZED_AGO), facts.unix()),
    }
    return Happening(_invoice(facts, subscribed, outcome), by_request=False)


def _failed(facts: Facts) -> Happening:
    subscribed = _renewed(facts)
    outcome: JsonObject = {
        "amount_paid": 0,
        "amount_remaining": subscribed.amount,
        "auto_advance": True,
        "next_payment_attempt": facts.unix(3 * DAY),
        "status": "open",
        "status_transitions": _transitions(facts.unix(-_FINALIZED_AGO), None),
    }
    return Happening(_invoice(facts, subscribed, outcome), by_request=False)


EVENTS = (
    template("invoice.paid", "a renewal was paid", _paid),
    template("invoice.payment_failed", "a renewal could not be paid", _failed),
)
