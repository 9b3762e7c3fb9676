"""Parcels: what was sent of an order."""

from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.shopify.lines import Line, fresh_lines, short_line
from webhookctl.providers.payloads.shopify.stage import (
    EMAIL,
    LOCATION_ID,
    address,
    global_id,
    identity,
    timestamp,
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order as its parcels and refunds know it: its id, its number, what was bought."""

    id: int
    order_number: int
    lines: tuple[Line, ...]


def fresh_purchase(facts: Facts) -> Purchase:
    """Return an order nobody has seen before."""
    return Purchase(identity(facts), facts.between(1_001, 91_000), fresh_lines(facts))


def _tracking(facts: Facts) -> JsonObject:
    number = f"EX{facts.digits(10)}"
    page = f"https://track.example.com/{number}"
    return {
        "tracking_company": "Example Post",
        "tracking_number": number,
        "tracking_numbers": [number],
        "tracking_url": page,
        "tracking_urls": [page],
    }


def parcel(facts: Facts, purchase: Purchase) -> JsonObject:
    """Return the parcel with all of an order, as the order carries it."""
    number = identity(facts)
    return {
        "id": number,
        "admin_graphql_api_id": global_id("Fulfillment", number),
        "created_at": timestamp(facts),
        "location_id": LOCATION_ID,
        "name": f"#{purchase.order_number}.1",
        "order_id": purchase.id,
        "origin_address": {},
        "receipt": {},
        "service": "manual",
        "shipment_status": None,
        "status": "success",
        **_tracking(facts),
        "updated_at": timestamp(facts),
        "line_items": [short_line(line, fulfilled=True) for line in purchase.lines],
    }


def _created(facts: Facts) -> Json:
    return {
        **parcel(facts, fresh_purchase(facts)),
        "origin_address": {
            "address1": "1 Warehouse Road",
            "city": "Phoenix",
            "country_code": "US",
            "province_code": "AZ",
            "zip": "85001",
        },
        "email": EMAIL,
        "destination": address(),
    }


EVENTS = (EventTemplate("fulfillments/create", "a parcel was sent", _created),)
