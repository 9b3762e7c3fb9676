"""Payouts to the shop's bank, and connected accounts."""

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.stripe.stage import (
    CURRENCY,
    DAY,
    EMAIL,
    PHONE,
    Happening,
    address,
    identity,
    listed,
    template,
)


def _payout(facts: Facts) -> JsonObject:
    return {
        "id": identity(facts, "po"),
        "object": "payout",
        "amount": facts.between(10_000, 900_000),
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": facts.unix() // DAY * DAY,
        "automatic": True,
        "balance_transaction": identity(facts, "txn"),
        "created": facts.unix(-2 * DAY),
        "currency": CURRENCY,
        "description": "STRIPE PAYOUT",
        "destination": identity(facts, "ba"),
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "completed",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "paid",
        "trace_id": {"status": "supported", "value": facts.digits(15)},
        "type": "bank_account",
    }


def _requirements(*currently_due: str) -> JsonObject:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": [*currently_due],
        "disabled_reason": None,
        "errors": [],
        "eventually_due": [*currently_due],
        "past_due": [],
        "pending_verification": [],
    }


def _bank_account(facts: Facts, account: str) -> JsonObject:
    return {
        "id": identity(facts, "ba"),
        "object": "bank_account",
        "account": account,
        "account_holder_name": "Acme Example Shop",
        "account_holder_type": "company",
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "country": "US",
        "currency": CURRENCY,
        "default_for_currency": True,
        "fingerprint": facts.letters(16),
        "last4": "6789",
        "metadata": {},
        "routing_number": "110000000",
        "status": "new",
    }


def _business_profile() -> JsonObject:
    return {
        "annual_revenue": None,
        "estimated_worker_count": None,
        "mcc": "5734",
        "minority_owned_business_designation": None,
        "name": "Acme Example Shop",
        "product_description": "Teapots",
        "support_address": address(),
        "support_email": "support@example.com",
        "support_phone": PHONE,
        "support_url": "https://shop.example.com/support",
        "url": "https://shop.example.com",
    }


def _company() -> JsonObject:
    return {
        "address": address(),
        "directors_provided": True,
        "executives_provided": True,
        "name": "Acme Example Shop",
        "owners_provided": True,
        "phone": PHONE,
        "tax_id_provided": True,
        "verification": {
            "document": {"back": None, "details": None, "details_code": None, "front": None}
        },
    }


def _settings() -> JsonObject:
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {
            "icon": None,
            "logo": None,
            "primary_color": None,
            "secondary_color": None,
        },
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": "Acme Example Shop", "timezone": "Etc/UTC"},
        "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": "offer"},
        "payments": {
            "statement_descriptor": "ACME EXAMPLE SHOP",
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
        "payouts": {
            "debit_negative_balances": True,
            "schedule": {"delay_days": 2, "interval": "daily"},
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }


def _controller() -> JsonObject:
    return {
        "fees": {"payer": "application"},
        "is_controller": True,
        "losses": {"payments": "application"},
        "requirement_collection": "stripe",
        "stripe_dashboard": {"type": "express"},
        "type": "application",
    }


def _account(facts: Facts) -> JsonObject:
    account = f"acct_1{facts.letters(15)}"
    banks = f"/v1/accounts/{account}/external_accounts"
    return {
        "id": account,
        "object": "account",
        "business_profile": _business_profile(),
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "company": _company(),
        "controller": _controller(),
        "country": "US",
        "created": facts.unix(-7 * DAY),
        "default_currency": CURRENCY,
        "details_submitted": True,
        "email": EMAIL,
        "external_accounts": listed(banks, _bank_account(facts, account)),
        "future_requirements": _requirements(),
        "metadata": {"merchant_id": facts.digits(6)},
        "payouts_enabled": True,
        "requirements": _requirements(),
        "settings": _settings(),
        "tos_acceptance": {"date": facts.unix(-7 * DAY)},
        "type": "express",
    }


def _payout_paid(facts: Facts) -> Happening:
    return Happening(_payout(facts), by_request=False)


def _account_updated(facts: Facts) -> Happening:
    """Return a connected account that gave the last papers, so that it is paid out."""
    account = _account(facts)
    missing: JsonObject = {"currently_due": ["external_account"]}
    previous: JsonObject = {
        "payouts_enabled": False,
        "requirements": {**missing, "eventually_due": ["external_account"]},
    }
    return Happening(account, previous=previous, account=str(account["id"]))


EVENTS = (
    template("payout.paid", "a payout reached the bank", _payout_paid),
    template("account.updated", "a connected account may be paid out", _account_updated),
)
