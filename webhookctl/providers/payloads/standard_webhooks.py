"""Three events in the form the Standard Webhooks specification recommends.

Shape: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
(section "Payload structure"): `type`, `timestamp` and `data`, whose content is up to the sender.
"""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, JsonObject


def _template(kind: str, summary: str, data: Callable[[Facts], JsonObject]) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        return {"type": kind, "timestamp": facts.iso(milliseconds=True), "data": data(facts)}

    return EventTemplate(kind, summary, payload)


def _user(facts: Facts) -> JsonObject:
    return {
        "id": f"user_{facts.letters(22)}",
        "email": "robin@example.com",
        "name": "Robin Example",
        "locale": "en-GB",
        "email_verified": False,
        "created_at": facts.iso(milliseconds=True),
    }


def _line(facts: Facts, sku: str, quantity: int, unit_amount: int) -> JsonObject:
    return {
        "id": f"line_{facts.letters(22)}",
        "sku": sku,
        "quantity": quantity,
        "unit_amount": unit_amount,
        "amount": quantity * unit_amount,
    }


def _invoice(facts: Facts) -> JsonObject:
    quantity, unit_amount = facts.between(1, 9), facts.between(500, 9_900)
    total = quantity * unit_amount
    return {
        "id": f"inv_{facts.letters(22)}",
        "number": f"INV-{facts.digits(6)}",
        "customer_id": f"cus_{facts.letters(22)}",
        "status": "paid",
        "currency": "EUR",
        "subtotal": total,
        "tax": 0,
        "total": total,
        "lines": [_line(facts, "SEAT-MONTHLY", quantity, unit_amount)],
        "issued_at": facts.iso(-3_600, milliseconds=True),
        "paid_at": facts.iso(milliseconds=True),
    }


def _shipment(facts: Facts) -> JsonObject:
    tracking = f"EX{facts.digits(9)}"
    return {
        "id": f"ord_{facts.letters(22)}",
        "number": facts.between(1_001, 99_999),
        "customer_id": f"cus_{facts.letters(22)}",
        "status": "shipped",
        "items": [{"sku": "TEAPOT-BLUE", "quantity": facts.between(1, 4)}],
        "shipment": {
            "carrier": "Example Post",
            "tracking_number": tracking,
            "tracking_url": f"https://track.example.com/{tracking}",
        },
        "ordered_at": facts.iso(-86_400, milliseconds=True),
        "shipped_at": facts.iso(milliseconds=True),
    }


EVENTS = (
    _template("user.created", "somebody signed up", _user),
    _template("invoice.paid", "an invoice was paid", _invoice),
    _template("order.shipped", "an order was handed to the carrier", _shipment),
)
