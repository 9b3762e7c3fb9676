"""What Paddle's events share: the envelope, ids, the product that is sold and its price."""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, microseconds

CURRENCY = "USD"
MONTH = 30 * DAY
TAX_RATE = "0.2"

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PRODUCT = "pro_01hexamp1e0000000000prdct0"
_PRICE = "pri_01hexamp1e0000000000pr1ce0"


def identity(facts: Facts, kind: str, offset: float = 0) -> str:
    """Return an id that was made `offset` seconds from now: a ULID after its kind."""
    milliseconds = int((facts.now + offset) * 1_000)
    time = "".join(_ALPHABET[milliseconds >> shift & 31] for shift in range(45, -1, -5))
    return f"{kind}_{time}{facts.letters(16, _ALPHABET)}"


def moment(facts: Facts, offset: float = 0) -> str:
    """Return the time `offset` seconds from now with milliseconds."""
    return facts.iso(offset, milliseconds=True)


def period(facts: Facts, start: float, end: float) -> JsonObject:
    """Return the time between two offsets from now (seconds)."""
    return {"starts_at": moment(facts, start), "ends_at": moment(facts, end)}


@dataclass(frozen=True, slots=True)
class Sale:
    """Seats that somebody pays for each month, and what they cost (in cents)."""

    quantity: int
    unit_amount: int
    customer: str
    address: str
    subscription: str
    transaction: str

    @property
    def subtotal(self) -> int:
        """The amount without tax, which comes on top."""
        return self.quantity * self.unit_amount

    @property
    def tax(self) -> int:
        """A fifth of the subtotal."""
        return self.subtotal // 5

    @property
    def total(self) -> int:
        """The amount with tax."""
        return self.subtotal + self.tax

    @property
    def fee(self) -> int:
        """What Paddle keeps: 5 % and 50 cents."""
        return self.total // 20 + 50


def sale(facts: Facts, started_ago: float = 0) -> Sale:
    """Return a fresh sale whose subscription began `started_ago` seconds ago."""
    return Sale(
        quantity=facts.between(1, 9),
        unit_amount=facts.between(10, 90) * 100,
        customer=identity(facts, "ctm", -started_ago - 60),
        address=identity(facts, "add", -started_ago - 60),
        subscription=identity(facts, "sub", -started_ago),
        transaction=identity(facts, "txn", -started_ago - 30),
    )


def product(facts: Facts) -> JsonObject:
    """Return the product: a subscription to software."""
    return {
        "id": _PRODUCT,
        "name": "Acme Desk",
        "type": "standard",
        "tax_category": "saas",
        "description": "The desk of an example company",
        "image_url": "https://shop.example.com/desk.png",
        "custom_data": None,
        "status": "active",
        "import_meta": None,
        "created_at": moment(facts, -300 * DAY),
        "updated_at": moment(facts, -300 * DAY),
    }


def price(facts: Facts, unit_amount: int) -> JsonObject:
    """Return the price of a seat for a month."""
    return {
        "id": _PRICE,
        "product_id": _PRODUCT,
        "name": "Monthly (per seat)",
        "description": "Acme Desk, monthly, per seat",
        "type": "standard",
        "billing_cycle": {"interval": "month", "frequency": 1},
        "trial_period": None,
        "tax_mode": "account_setting",
        "unit_price": {"amount": str(unit_amount), "currency_code": CURRENCY},
        "unit_price_overrides": [],
        "quantity": {"minimum": 1, "maximum": 999},
        "status": "active",
        "custom_data": None,
        "import_meta": None,
        "created_at": moment(facts, -300 * DAY),
        "updated_at": moment(facts, -300 * DAY),
    }


def template(kind: str, summary: str, data: Callable[[Facts], JsonObject]) -> EventTemplate:
    """Return the template of an event type from what makes its data."""

    def payload(facts: Facts) -> Json:
        return {
            "event_id": identity(facts, "evt"),
            "event_type": kind,
            "occurred_at": microseconds(facts),
            "notification_id": identity(facts, "ntf"),
            "data": data(facts),
        }

    return EventTemplate(kind, summary, payload)
