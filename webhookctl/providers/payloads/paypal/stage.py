"""What PayPal's events share: the envelope, links, ids, amounts, the buyer."""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, JsonObject
from webhookctl.providers.payloads._cast import EMAIL, FIRST_NAME, LAST_NAME

API = "https://api.paypal.com"
MERCHANT = "EXAMPLEMERCH1"
PAYER = "EXAMPLEPAYER1"

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Kind:
    """What an event's resource is, in which version, and what is said of it."""

    resource: str
    version: str
    said: str


def template(
    kind: str, summary: str, about: Kind, resource: Callable[[Facts], JsonObject]
) -> EventTemplate:
    """Return the template of an event type from what makes its resource."""

    def payload(facts: Facts) -> JsonObject:
        identity = f"WH-{transaction(facts)}-{transaction(facts)}"
        self = f"{API}/v1/notifications/webhooks-events/{identity}"
        made = resource(facts)
        return {
            "id": identity,
            "event_version": "1.0",
            "create_time": facts.iso(milliseconds=True),
            "resource_type": about.resource,
            "resource_version": about.version,
            "event_type": kind,
            "summary": about.said.format(_amount_said(made)),
            "resource": made,
            "links": [link(self, "self"), link(f"{self}/resend", "resend", "POST")],
        }

    return EventTemplate(kind, summary, payload)


def _amount_said(resource: JsonObject) -> str:
    """Return the amount of a resource as a summary has it: `$ 12.50 USD`."""
    money = resource.get("amount")
    if not isinstance(money, dict):
        return ""
    return f"$ {money.get('value', money.get('total'))} USD"


def link(address: str, relation: str, method: str = "GET") -> JsonObject:
    """Return one of the addresses that belong to something."""
    return {"href": address, "rel": relation, "method": method}


def transaction(facts: Facts) -> str:
    """Return the id of an order, capture, refund or sale."""
    return facts.letters(17, UPPER)


def amount(cents: int) -> JsonObject:
    """Return an amount of dollars, given in cents."""
    return {"currency_code": "USD", "value": f"{cents // 100}.{cents % 100:02d}"}


def price(facts: Facts) -> int:
    """Return a price (cents)."""
    return facts.between(1_000, 9_900)


def fee(cents: int) -> int:
    """Return PayPal's fee: 3.49 % and 49 cents."""
    return cents * 349 // 10_000 + 49


def breakdown(cents: int) -> JsonObject:
    """Return what of an amount (cents) PayPal keeps, and what the seller gets."""
    return {
        "gross_amount": amount(cents),
        "paypal_fee": amount(fee(cents)),
        "net_amount": amount(cents - fee(cents)),
    }


def references(facts: Facts) -> JsonObject:
    """Return the seller's own numbers."""
    number = facts.digits(5)
    return {"custom_id": f"order-{number}", "invoice_id": f"INV-{number}"}


def address() -> JsonObject:
    """Return where the buyer lives."""
    return {
        "address_line_1": "1 Example Street",
        "admin_area_2": "Exampleville",
        "admin_area_1": "CA",
        "postal_code": "94105",
        "country_code": "US",
    }


def person() -> JsonObject:
    """Return the buyer."""
    return {
        "name": {"given_name": FIRST_NAME, "surname": LAST_NAME},
        "email_address": EMAIL,
        "payer_id": PAYER,
    }
