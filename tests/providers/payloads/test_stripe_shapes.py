"""The judge of Stripe's objects must find what is wrong."""

from typing import Any

import pytest

from tests.providers.payloads.samples import sample
from tests.providers.payloads.stripe_shapes import problems_of

GONE = object()


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("amount",), "2000", "charge.amount: '2000' is not int"),
        (("amount",), True, "charge.amount: True is not int"),
        (("amount",), None, "charge.amount: None is not int"),
        (("status",), GONE, "charge.status: missing"),
        (("status",), "new", "charge.status: 'new' is none of"),
        (("surprise",), 1, "charge.surprise: not known to Charge"),
        (("metadata", "order_id"), 7, "charge.metadata.order_id: 7 is not str"),
        (("billing_details",), "Robin", "charge.billing_details: not an object"),
        (("outcome", "risk_score"), "low", "charge.outcome.risk_score: 'low' is not int"),
        (
            ("payment_method_details", "card", "exp_month"),
            GONE,
            "charge.payment_method_details.card.exp_month: missing",
        ),
    ],
)
def test_a_spoilt_charge_is_found(path: tuple[str, ...], value: Any, problem: str) -> None:
    charge = sample("stripe.charge.succeeded")["data"]["object"]
    _spoil(charge, path, value)

    (found,) = problems_of(charge)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("items", "object"), "page", "subscription.items.object: 'page' is not list"),
        (("items", "data"), {}, "subscription.items.data: not a list"),
        (("items", "pages"), 2, "subscription.items.pages: not known to ListObject"),
        (
            ("items", "data", 0, "price", "unit_amount_decimal"),
            "much",
            "subscription.items.data[0].price.unit_amount_decimal: 'much' is no decimal",
        ),
    ],
)
def test_a_spoilt_list_is_found(path: tuple[str | int, ...], value: Any, problem: str) -> None:
    subscription = sample("stripe.customer.subscription.created")["data"]["object"]
    _spoil(subscription, path, value)

    (found,) = problems_of(subscription)
    assert found.startswith(problem)


def _spoil(thing: Any, path: tuple[str | int, ...], value: Any) -> None:
    for step in path[:-1]:
        thing = thing[step]
    if value is GONE:
        del thing[path[-1]]
    else:
        thing[path[-1]] = value
