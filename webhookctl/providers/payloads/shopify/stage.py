"""What Shopify's events share: the shop, ids, money, times and addresses."""

from webhookctl.core.event import Facts, JsonObject

SHOP_ID = 70_000_000_001
SHOP_NAME = "Acme Example"
SHOP_DOMAIN = "acme-example.myshopify.com"
LOCATION_ID = 80_000_000_001
CURRENCY = "USD"
VENDOR = "Acme Example"

FIRST_NAME = "Robin"
LAST_NAME = "Example"
NAME = f"{FIRST_NAME} {LAST_NAME}"
EMAIL = "robin@example.com"
PHONE = "+15555550100"

HOUR = 3_600
DAY = 24 * HOUR

_ZONE = -7 * HOUR  # America/Phoenix: the shop's own zone, the same all the year


def timestamp(facts: Facts, offset: float = 0) -> str:
    """Return the time `offset` seconds from now in the shop's zone: `2026-01-01T00:00:00-07:00`."""
    return f"{facts.iso(offset + _ZONE)[:-1]}-07:00"


def identity(facts: Facts) -> int:
    """Return an id of 13 digits: orders, customers, products, refunds, fulfillments."""
    return facts.between(5_000_000_000_000, 9_400_000_000_000)


def long_identity(facts: Facts) -> int:
    """Return an id of 14 digits: line items, variants, inventory items, images."""
    return facts.between(13_000_000_000_000, 48_000_000_000_000)


def global_id(kind: str, number: int) -> str:
    """Return the id of something in Shopify's GraphQL API."""
    return f"gid://shopify/{kind}/{number}"


def money(cents: int) -> str:
    """Return an amount as Shopify writes it: `12.30`."""
    return f"{cents // 100}.{cents % 100:02d}"


def money_set(cents: int) -> JsonObject:
    """Return an amount in the shop's and in the customer's currency, which are the same here."""
    amount = money(cents)
    return {
        "shop_money": {"amount": amount, "currency_code": CURRENCY},
        "presentment_money": {"amount": amount, "currency_code": CURRENCY},
    }


def priced(name: str, cents: int) -> JsonObject:
    """Return a price and its set as two fields: `name` and `name_set`."""
    return {name: money(cents), f"{name}_set": money_set(cents)}


def address() -> JsonObject:
    """Return where the customer lives: in Oregon, which has no sales tax."""
    return {
        "first_name": FIRST_NAME,
        "address1": "1 Example Street",
        "phone": PHONE,
        "city": "Portland",
        "zip": "97201",
        "province": "Oregon",
        "country": "United States",
        "last_name": LAST_NAME,
        "address2": "Floor 2",
        "company": "Example Teas",
        "latitude": 45.5085,
        "longitude": -122.6882,
        "name": NAME,
        "country_code": "US",
        "province_code": "OR",
    }


def customer_address(facts: Facts, customer: int) -> JsonObject:
    """Return the same address as the customer's own default."""
    where = address()
    kept = ("first_name", "last_name", "company", "address1", "address2", "city", "province")
    rest = ("country", "zip", "phone", "name", "province_code", "country_code")
    return {
        "id": identity(facts),
        "customer_id": customer,
        **{name: where[name] for name in (*kept, *rest)},
        "country_name": where["country"],
        "default": True,
    }
