"""What WooCommerce's events share: the shop, its clock, money, links and addresses."""

from collections.abc import Callable, Mapping

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import EMAIL, FIRST_NAME, LAST_NAME, PHONE

SHOP = "https://shop.example.com"
API = f"{SHOP}/wp-json/wc/v3"
VERSION = "10.3.5"
CURRENCY = "USD"

Resource = Callable[[Facts, int, float], JsonObject]
"""Makes a resource from facts, its id and how many seconds ago it was made."""


def local_time(facts: Facts, offset: float = 0) -> str:
    """Return the time `offset` seconds from now in the shop's zone, which is UTC, without it."""
    return facts.iso(offset)[:-1]


def dates(facts: Facts, created_ago: float) -> JsonObject:
    """Return when something was made and changed last, which was now, in both of its clocks."""
    return {
        "date_created": local_time(facts, -created_ago),
        "date_created_gmt": local_time(facts, -created_ago),
        "date_modified": local_time(facts),
        "date_modified_gmt": local_time(facts),
    }


def money(cents: int) -> str:
    """Return an amount as WooCommerce writes it: `12.30`."""
    return f"{cents // 100}.{cents % 100:02d}"


def identity(facts: Facts) -> int:
    """Return the id of a post in WordPress."""
    return facts.between(10_000, 99_999_999)


def links(collection: str, id_: int, **others: str) -> JsonObject:
    """Return the links of a resource: to itself, to all of its kind, and to others by name."""
    hints: JsonObject = {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}
    return {
        "self": [{"href": f"{API}/{collection}/{id_}", "targetHints": hints}],
        "collection": [{"href": f"{API}/{collection}"}],
        **{name: [{"href": f"{API}/{path}"}] for name, path in others.items()},
    }


def address() -> JsonObject:
    """Return where the customer lives: in Oregon, which has no sales tax."""
    return {
        "first_name": FIRST_NAME,
        "last_name": LAST_NAME,
        "company": "Example Teas",
        "address_1": "1 Example Street",
        "address_2": "Floor 2",
        "city": "Portland",
        "state": "OR",
        "postcode": "97201",
        "country": "US",
        "phone": PHONE,
    }


def billing() -> JsonObject:
    """Return the same address with the one for mail."""
    return {**address(), "email": EMAIL}


def topics(name: str, resource: Resource, ages: Mapping[str, float]) -> tuple[EventTemplate, ...]:
    """Return the events of a kind of resource, by the verb and how long ago it was made then."""
    return tuple(_topic(name, verb, resource, ago) for verb, ago in ages.items())


def _topic(name: str, verb: str, resource: Resource, created_ago: float) -> EventTemplate:
    def payload(facts: Facts) -> Json:
        id_ = identity(facts)
        return {"id": id_} if verb == "deleted" else resource(facts, id_, created_ago)

    article = "an" if name[0] in "aeiou" else "a"
    return EventTemplate(f"{name}.{verb}", f"{article} {name} was {verb}", payload)
