"""Transactions: what somebody is to pay, has paid, or could not pay."""

from dataclasses import dataclass

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads._cast import NAME
from webhookctl.providers.payloads.paddle.stage import (
    CURRENCY,
    MONTH,
    TAX_RATE,
    Sale,
    identity,
    moment,
    period,
    price,
    product,
    sale,
    template,
)


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far a transaction has come; `error` is why its payment failed."""

    status: str
    attempted: bool = False
    billed: bool = False
    settled: bool = False
    renewal: bool = False
    error: str | None = None

    @property
    def is_paid(self) -> bool:
        return self.attempted and self.error is None


def _amounts(sold: Sale) -> JsonObject:
    return {
        "subtotal": str(sold.subtotal),
        "discount": "0",
        "tax": str(sold.tax),
        "total": str(sold.total),
    }


def _totals(sold: Sale, progress: _Progress) -> JsonObject:
    """Return the totals; Paddle's fee is known when it has settled the transaction."""
    return {
        **_amounts(sold),
        "grand_total": str(sold.total),
        "grand_total_tax": str(sold.tax),
        "fee": str(sold.fee) if progress.settled else None,
        "credit": "0",
        "credit_to_balance": "0",
        "balance": "0" if progress.is_paid else str(sold.total),
        "earnings": str(sold.total - sold.tax - sold.fee) if progress.settled else None,
        "currency_code": CURRENCY,
    }


def _line(facts: Facts, sold: Sale) -> JsonObject:
    tax = sold.tax // sold.quantity
    return {
        "id": identity(facts, "txnitm"),
        "price_id": price(facts, sold.unit_amount)["id"],
        "quantity": sold.quantity,
        "proration": None,
        "tax_rate": TAX_RATE,
        "unit_totals": {
            "subtotal": str(sold.unit_amount),
            "discount": "0",
            "tax": str(tax),
            "total": str(sold.unit_amount + tax),
        },
        "totals": _amounts(sold),
        "product": product(facts),
    }


def _details(facts: Facts, sold: Sale, progress: _Progress) -> JsonObject:
    totals = _totals(sold, progress)
    adjusted = ("subtotal", "tax", "total", "grand_total", "grand_total_tax", "fee", "earnings")
    payout: JsonObject = {**totals, "exchange_rate": "1", "fee_rate": "0.05"}
    return {
        "tax_rates_used": [{"tax_rate": TAX_RATE, "totals": _amounts(sold)}],
        "totals": totals,
        "adjusted_totals": {
            **{name: totals[name] for name in adjusted},
            "retained_fee": "0",
            "currency_code": CURRENCY,
        },
        "payout_totals": payout if progress.settled else None,
        "adjusted_payout_totals": None,
        "line_items": [_line(facts, sold)],
    }


def _payment(facts: Facts, sold: Sale, progress: _Progress) -> JsonObject:
    failed = progress.error is not None
    year = int(facts.iso()[:4]) + 3
    return {
        "payment_attempt_id": facts.uuid(),
        "payment_method_id": identity(facts, "paymtd"),
        "stored_payment_method_id": facts.uuid(),
        "amount": str(sold.total),
        "status": "error" if failed else "captured",
        "error_code": progress.error,
        "method_details": {
            "type": "card",
            "card": {
                "type": "visa",
                "last4": facts.digits(4),
                "expiry_month": facts.between(1, 12),
                "expiry_year": year,
                "cardholder_name": NAME,
            },
        },
        "created_at": moment(facts, -5),
        "captured_at": None if failed else moment(facts, -3),
    }


def _transaction(facts: Facts, progress: _Progress) -> JsonObject:
    sold = sale(facts, MONTH if progress.renewal else 0)
    identifier = identity(facts, "txn", -30) if progress.renewal else sold.transaction
    subscribed = progress.settled or progress.renewal
    return {
        "id": identifier,
        "status": progress.status,
        "customer_id": sold.customer,
        "address_id": sold.address,
        "business_id": None,
        "custom_data": {"order_id": facts.digits(5)},
        "currency_code": CURRENCY,
        "origin": "subscription_recurring" if progress.renewal else "web",
        "subscription_id": sold.subscription if subscribed else None,
        "invoice_id": identity(facts, "inv", -2) if progress.settled else None,
        "invoice_number": f"{facts.digits(5)}-{facts.digits(5)}" if progress.settled else None,
        "collection_mode": "automatic",
        "discount_id": None,
        "billing_details": None,
        "billing_period": period(facts, -5, MONTH - 5) if progress.billed else None,
        "items": [
            {
                "price": price(facts, sold.unit_amount),
                "quantity": sold.quantity,
                "proration": None,
            }
        ],
        "details": _details(facts, sold, progress),
        "payments": [_payment(facts, sold, progress)] if progress.attempted else [],
        "checkout": {"url": f"https://shop.example.com/pay?_ptxn={identifier}"},
        "created_at": moment(facts, -30 if progress.attempted else 0),
        "updated_at": moment(facts),
        "billed_at": moment(facts, -3) if progress.billed else None,
        "revised_at": None,
    }


def _created(facts: Facts) -> JsonObject:
    return _transaction(facts, _Progress("ready"))


def _paid(facts: Facts) -> JsonObject:
    return _transaction(facts, _Progress("paid", attempted=True, billed=True))


def _completed(facts: Facts) -> JsonObject:
    return _transaction(facts, _Progress("completed", attempted=True, billed=True, settled=True))


def _failed(facts: Facts) -> JsonObject:
    progress = _Progress(
        "past_due", attempted=True, billed=True, renewal=True, error="not_enough_balance"
    )
    return _transaction(facts, progress)


EVENTS = (
    template("transaction.created", "somebody opened a checkout", _created),
    template("transaction.paid", "a transaction was paid in full", _paid),
    template("transaction.completed", "a paid transaction was worked off", _completed),
    template("transaction.payment_failed", "the payment of a renewal failed", _failed),
)
