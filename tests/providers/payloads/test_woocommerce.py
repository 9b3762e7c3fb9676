import re
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, sample
from tests.providers.payloads.sending import event, header, told

EVENTS = [name for name in NAMES if name.startswith("woocommerce.")]
ORDERS = [f"woocommerce.order.{verb}" for verb in ("created", "updated", "restored")]
every_order = pytest.mark.parametrize("name", ORDERS)


def total(rows: list[Any], key: str) -> Decimal:
    return sum((Decimal(row[key]) for row in rows), Decimal())


@pytest.mark.parametrize("name", EVENTS)
def test_headers_are_those_of_the_plugin(name: str) -> None:
    sent = event(name)
    topic = name.removeprefix("woocommerce.")
    resource, verb = topic.split(".")

    assert told(name) == header(sent, "x-wc-webhook-topic") == topic
    assert header(sent, "x-wc-webhook-resource") == resource
    assert header(sent, "x-wc-webhook-event") == verb
    assert header(sent, "x-wc-webhook-delivery-id") == sent.id
    assert re.fullmatch(r"[0-9a-f]{32}", sent.id)
    assert re.fullmatch(
        r"WooCommerce/[\d.]+ Hookshot \(WordPress/[\d.]+\)", header(sent, "user-agent") or ""
    )


@every_order
def test_totals_add_up(name: str) -> None:
    for seed in range(20):
        order = sample(name, facts(seed))
        lines = order["line_items"]

        for line in lines:
            assert Decimal(line["total"]) <= Decimal(line["subtotal"])
            whole = Decimal(str(line["price"])) * line["quantity"]
            assert whole.quantize(Decimal("0.01")) == Decimal(line["total"])
        discount = total(lines, "subtotal") - total(lines, "total")
        assert Decimal(order["discount_total"]) == discount
        assert total(order["coupon_lines"], "discount") == discount
        assert Decimal(order["shipping_total"]) == total(order["shipping_lines"], "total")
        assert Decimal(order["total"]) == (
            total(lines, "total") + total(order["shipping_lines"], "total")
        )


@every_order
def test_ids_and_times_fit_together(name: str) -> None:
    order = sample(name)

    assert order["number"] == str(order["id"])
    assert f"/order-pay/{order['id']}/" in order["payment_url"]
    assert order["payment_url"].endswith(f"key={order['order_key']}")
    assert order["_links"]["self"][0]["href"].endswith(f"/orders/{order['id']}")
    assert order["_links"]["customer"][0]["href"].endswith(f"/customers/{order['customer_id']}")
    assert order["date_created"] <= order["date_paid"] <= order["date_modified"]
    assert (order["date_completed"] is not None) is (order["status"] == "completed")


def test_order_is_completed_when_it_is_updated() -> None:
    order = sample("woocommerce.order.updated")

    assert order["status"] == "completed"
    assert order["date_completed"] == order["date_modified"] > order["date_created"]


@pytest.mark.parametrize("kind", ["order", "product", "coupon", "customer"])
def test_of_what_is_deleted_only_the_id_is_left(kind: str) -> None:
    assert sample(f"woocommerce.{kind}.deleted").keys() == {"id"}


def test_product_is_cheaper_on_sale() -> None:
    product = sample("woocommerce.product.updated")

    assert product["price"] == product["sale_price"]
    assert Decimal(product["sale_price"]) < Decimal(product["regular_price"])
    assert product["price_html"].count("$") == 2
