"""Customers."""

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.shopify.stage import (
    CURRENCY,
    DAY,
    EMAIL,
    FIRST_NAME,
    LAST_NAME,
    PHONE,
    customer_address,
    global_id,
    identity,
    timestamp,
)


def _customer(facts: Facts, number: int, created_ago: int) -> JsonObject:
    return {
        "id": number,
        "created_at": timestamp(facts, -created_ago),
        "updated_at": timestamp(facts),
        "first_name": FIRST_NAME,
        "last_name": LAST_NAME,
        "state": "enabled",
        "note": "Likes green tea",
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": EMAIL,
        "phone": PHONE,
        "currency": CURRENCY,
    }


def buyer(facts: Facts) -> JsonObject:
    """Return a customer as an order carries it."""
    number = identity(facts)
    return {
        **_customer(facts, number, 90 * DAY),
        "tax_exemptions": [],
        "admin_graphql_api_id": global_id("Customer", number),
        "default_address": customer_address(facts, number),
    }


def _created(facts: Facts) -> Json:
    number = identity(facts)
    home = customer_address(facts, number)
    return {
        **_customer(facts, number, 0),
        "addresses": [home],
        "tax_exemptions": [],
        "admin_graphql_api_id": global_id("Customer", number),
        "default_address": {**home},
    }


EVENTS = (EventTemplate("customers/create", "a customer was created", _created),)
