"""Customers."""

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads._cast import DAY, EMAIL, FIRST_NAME, LAST_NAME
from webhookctl.providers.payloads.woocommerce.shop import (
    address,
    billing,
    dates,
    links,
    topics,
)


def customer(facts: Facts, id_: int, created_ago: float) -> JsonObject:
    """Return a customer."""
    return {
        "id": id_,
        **dates(facts, created_ago),
        "email": EMAIL,
        "first_name": FIRST_NAME,
        "last_name": LAST_NAME,
        "role": "customer",
        "username": FIRST_NAME.lower(),
        "billing": billing(),
        "shipping": address(),
        "is_paying_customer": created_ago > 0,
        "avatar_url": "https://secure.gravatar.com/avatar/?s=96&d=mm&r=g",
        "meta_data": [],
        "_links": links("customers", id_),
    }


EVENTS = topics("customer", customer, {"created": 0, "updated": 90 * DAY, "deleted": 90 * DAY})
