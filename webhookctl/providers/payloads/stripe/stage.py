"""What Stripe's events share: the envelope, ids in Stripe's form, addresses, lists."""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject

API_VERSION = "2026-10-28.endive"
"""The API version whose shapes the payloads have."""

CURRENCY = "usd"
DAY = 86_400
MONTH = 30 * DAY

_ACCOUNT_TAIL = "Ex4mpLeAcc"
ACCOUNT = f"acct_1Demo0{_ACCOUNT_TAIL}"

NAME = "Robin Example"
EMAIL = "robin@example.com"
PHONE = "+15555550100"


def stem(facts: Facts, generation: int = 1) -> str:
    """Return the part that the ids of one payment share; payments are of generation 3."""
    return f"{generation}{facts.letters(5)}{_ACCOUNT_TAIL}"


def identity(facts: Facts, kind: str, shared: str | None = None) -> str:
    """Return an id of 24 letters after its kind, such as `pi_`, with the stem it shares."""
    return f"{kind}_{shared or stem(facts)}{facts.letters(8)}"


def short_identity(facts: Facts, kind: str) -> str:
    """Return an id of 14 letters after its kind: customers, products, subscription items."""
    return f"{kind}_{facts.letters(14)}"


def address() -> JsonObject:
    """Return the address of the customer."""
    return {
        "city": "Exampleville",
        "country": "US",
        "line1": "1 Example Street",
        "line2": None,
        "postal_code": "94105",
        "state": "CA",
    }


def listed(url: str, *data: Json) -> JsonObject:
    """Return objects in the list form of the API, all on one page."""
    return {
        "object": "list",
        "data": [*data],
        "has_more": False,
        "total_count": len(data),
        "url": url,
    }


@dataclass(frozen=True, slots=True)
class Happening:
    """The object of an event, what it was before, and who caused it.

    `by_request` tells whether an API request did; `account` is set for events of a connected
    account; `generation` is 3 for events about a payment.
    """

    object: JsonObject
    previous: JsonObject | None = None
    by_request: bool = True
    account: str | None = None
    generation: int = 1


def _request(facts: Facts, happening: Happening) -> JsonObject:
    if not happening.by_request:
        return {"id": None, "idempotency_key": None}
    return {"id": short_identity(facts, "req"), "idempotency_key": facts.uuid()}


def _ordered(thing: JsonObject) -> JsonObject:
    """Return the object with its fields as Stripe orders them: id, object, then by name."""
    by_name: JsonObject = {name: thing[name] for name in sorted(thing)}
    return {"id": thing["id"], "object": thing["object"], **by_name}


def _envelope(facts: Facts, kind: str, happening: Happening) -> JsonObject:
    data: JsonObject = {"object": _ordered(happening.object)}
    if happening.previous is not None:
        data["previous_attributes"] = happening.previous
    account: JsonObject = {"account": happening.account} if happening.account else {}
    return {
        "id": identity(facts, "evt", stem(facts, happening.generation)),
        "object": "event",
        **account,
        "api_version": API_VERSION,
        "created": facts.unix(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 1,
        "request": _request(facts, happening),
        "type": kind,
    }


def template(kind: str, summary: str, happening: Callable[[Facts], Happening]) -> EventTemplate:
    """Return the template of an event type from what makes its object."""
    return EventTemplate(kind, summary, lambda facts: _envelope(facts, kind, happening(facts)))
