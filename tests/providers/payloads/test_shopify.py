import re
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, nodes, sample
from tests.providers.payloads.shapes import problems_of, table
from webhookctl.providers.payloads.shopify.stage import money

EVENTS = [name for name in NAMES if name.startswith("shopify.")]
ORDERS = [name for name in EVENTS if name.startswith("shopify.orders/")]
every = pytest.mark.parametrize("name", EVENTS)
every_order = pytest.mark.parametrize("name", ORDERS)


def sum_of(lines: list[Any]) -> Decimal:
    return sum((Decimal(line["price"]) * line["quantity"] for line in lines), Decimal())


@every
def test_payload_has_the_shape_of_shopifys_documented_one(name: str) -> None:
    topic = name.removeprefix("shopify.")

    assert problems_of("shopify", topic, sample(name)) == []


def test_the_table_knows_no_topic_that_we_do_not_make() -> None:
    topics = {name.removeprefix("shopify.") for name in EVENTS}

    assert table("shopify")["events"].keys() == topics


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00"), (5, "0.05"), (1230, "12.30"), (100, "1.00")]
)
def test_money_has_two_decimals(cents: int, text: str) -> None:
    assert money(cents) == text


@every
def test_graphql_ids_hold_the_numeric_ids(name: str) -> None:
    for path, node in nodes(sample(name)):
        if isinstance(node, dict) and "id" in node and "admin_graphql_api_id" in node:
            assert re.fullmatch(rf"gid://shopify/\w+/{node['id']}", node["admin_graphql_api_id"]), (
                path
            )


@every
def test_ids_have_thirteen_or_fourteen_digits(name: str) -> None:
    of_the_shop = {"location_id", "user_id", "app_id", "primary_location_id"}
    for path, node in nodes(sample(name)):
        field = path.rpartition(".")[2]
        if isinstance(node, int) and (field == "id" or field.endswith("_id")):
            shop = field in of_the_shop or name == "shopify.app/uninstalled"
            assert shop or 13 <= len(str(node)) <= 14, path


@every
def test_prices_and_their_sets_agree(name: str) -> None:
    for path, node in nodes(sample(name)):
        if not isinstance(node, dict):
            continue
        for field in node.keys() & {key.removesuffix("_set") for key in node if "_set" in key}:
            amount = node[f"{field}_set"]["shop_money"]["amount"]
            assert Decimal(str(node[field])) == Decimal(amount), f"{path}.{field}"
            assert node[f"{field}_set"]["presentment_money"]["amount"] == amount


@every_order
@pytest.mark.parametrize("seed", range(5))
def test_order_adds_up(name: str, seed: int) -> None:
    order = sample(name, facts(seed))
    goods = sum_of(order["line_items"])
    shipping = sum((Decimal(line["price"]) for line in order["shipping_lines"]), Decimal())
    total = goods + shipping + Decimal(order["total_tax"]) - Decimal(order["total_discounts"])

    assert Decimal(order["subtotal_price"]) == goods == Decimal(order["total_line_items_price"])
    assert Decimal(order["total_price"]) == total
    assert order["total_shipping_price_set"]["shop_money"]["amount"] == str(shipping)
    assert order["total_weight"] == sum(
        line["grams"] * line["quantity"] for line in order["line_items"]
    )


@every_order
def test_order_is_named_by_its_number(name: str) -> None:
    order = sample(name)

    assert order["name"] == f"#{order['order_number']}"
    assert order["order_number"] == order["number"] + 1_000
    assert order["token"] in order["order_status_url"]
    assert order["contact_email"] == order["email"] == order["customer"]["email"]
    assert order["customer"]["default_address"]["customer_id"] == order["customer"]["id"]
    assert order["client_details"]["browser_ip"] == order["browser_ip"]


@every_order
def test_what_is_current_is_what_was_ordered_unless_cancelled(name: str) -> None:
    order = sample(name)
    cancelled = name == "shopify.orders/cancelled"

    assert (order["cancelled_at"] is not None) == cancelled
    assert order["current_total_price"] == ("0.00" if cancelled else order["total_price"])
    for line in order["line_items"]:
        assert line["current_quantity"] == (0 if cancelled else line["quantity"])


@pytest.mark.parametrize(
    ("name", "financial", "outstanding"),
    [
        ("orders/create", "pending", True),
        ("orders/paid", "paid", False),
        ("orders/updated", "paid", False),
        ("orders/cancelled", "voided", False),
        ("orders/fulfilled", "paid", False),
    ],
)
def test_only_a_pending_order_has_something_outstanding(
    name: str, financial: str, outstanding: bool
) -> None:
    order = sample(f"shopify.{name}")

    assert order["financial_status"] == financial
    assert order["total_outstanding"] == (order["total_price"] if outstanding else "0.00")


def test_fulfilled_order_carries_its_parcel_with_all_lines() -> None:
    order = sample("shopify.orders/fulfilled")
    (parcel,) = order["fulfillments"]

    assert order["fulfillment_status"] == "fulfilled"
    assert parcel["order_id"] == order["id"]
    assert parcel["name"] == f"{order['name']}.1"
    assert [line["id"] for line in parcel["line_items"]] == [
        line["id"] for line in order["line_items"]
    ]
    assert {line["fulfillable_quantity"] for line in order["line_items"]} == {0}
    assert {line["fulfillment_status"] for line in order["line_items"]} == {"fulfilled"}


def test_parcel_has_one_tracking_number() -> None:
    parcel = sample("shopify.fulfillments/create")

    assert parcel["tracking_numbers"] == [parcel["tracking_number"]]
    assert parcel["tracking_urls"] == [parcel["tracking_url"]]
    assert parcel["tracking_url"].endswith(parcel["tracking_number"])


def test_refund_gives_back_what_its_lines_cost() -> None:
    refund = sample("shopify.refunds/create")
    (transaction,) = refund["transactions"]
    lines = [entry["line_item"] for entry in refund["refund_line_items"]]

    assert Decimal(transaction["amount"]) == sum_of(lines)
    assert transaction["order_id"] == refund["order_id"]
    for entry in refund["refund_line_items"]:
        line = entry["line_item"]
        assert entry["line_item_id"] == line["id"]
        assert entry["quantity"] == line["quantity"]
        assert Decimal(str(entry["subtotal"])) == sum_of([line])


def test_draft_adds_up_and_is_due_later() -> None:
    draft = sample("shopify.draft_orders/create")
    goods = sum_of(draft["line_items"])
    (schedule,) = draft["payment_terms"]["payment_schedules"]

    assert Decimal(draft["subtotal_price"]) == goods
    assert Decimal(draft["total_price"]) == goods + Decimal(draft["shipping_line"]["price"])
    assert schedule["amount"] == schedule["balance_due"] == draft["total_price"]
    assert schedule["payment_terms_id"] == draft["payment_terms"]["id"]
    assert schedule["reference_id"] == draft["id"]
    assert schedule["issued_at"] < schedule["due_at"]


@pytest.mark.parametrize("name", ["shopify.products/create", "shopify.products/update"])
def test_product_agrees_with_its_variants_and_pictures(name: str) -> None:
    product = sample(name)
    (option,) = product["options"]
    variants = product["variants"]

    assert {variant["product_id"] for variant in variants} == {product["id"]}
    assert [variant["option1"] for variant in variants] == option["values"]
    assert [variant["position"] for variant in variants] == [1, 2]
    assert [one["admin_graphql_api_id"] for one in product["variant_gids"]] == [
        variant["admin_graphql_api_id"] for variant in variants
    ]
    assert product["images"] == [product["image"]]
    assert product["image"]["variant_ids"] == [variant["id"] for variant in variants]
    assert {variant["image_id"] for variant in variants} == {product["image"]["id"]}


def test_updated_product_is_older_than_a_created_one() -> None:
    created, updated = sample("shopify.products/create"), sample("shopify.products/update")

    assert created["created_at"] == created["updated_at"]
    assert updated["created_at"] < updated["updated_at"]


def test_customers_default_address_is_one_of_the_addresses() -> None:
    customer = sample("shopify.customers/create")

    assert customer["default_address"] in customer["addresses"]
    assert customer["default_address"]["customer_id"] == customer["id"]


def test_stock_level_is_named_by_place_and_item() -> None:
    level = sample("shopify.inventory_levels/update")
    place, item = level["location_id"], level["inventory_item_id"]

    assert level["admin_graphql_api_id"] == (
        f"gid://shopify/InventoryLevel/{place}?inventory_item_id={item}"
    )


@every
def test_times_are_in_the_shops_zone(name: str) -> None:
    for path, node in nodes(sample(name)):
        if isinstance(node, str) and path.endswith("_at") and "variant_gids" not in path:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-07:00", node), path
