"""What was bought: the lines of an order in the forms they appear in."""

from dataclasses import dataclass

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.shopify.stage import (
    VENDOR,
    global_id,
    identity,
    long_identity,
    money,
    money_set,
    priced,
)

_GOODS = (
    ("Blue Teapot", "Large", "TEAPOT-BLUE-L", 4_495, 900),
    ("Green Tea", "250 g", "TEA-GREEN-250", 1_250, 280),
    ("Teacup", "White", "TEACUP-WHITE", 795, 210),
)
"""Title, variant, stock keeping unit, price in cents, weight in grams."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order: what, for how many cents each, how many."""

    id: int
    product_id: int
    variant_id: int
    title: str
    variant: str
    sku: str
    price: int
    grams: int
    quantity: int

    @property
    def total(self) -> int:
        """What the line costs, in cents."""
        return self.price * self.quantity


def fresh_lines(facts: Facts) -> tuple[Line, ...]:
    """Return two lines nobody has seen before."""
    first = facts.below(len(_GOODS))
    picked = (_GOODS[first], _GOODS[(first + 1) % len(_GOODS)])
    return tuple(
        Line(
            long_identity(facts),
            identity(facts),
            long_identity(facts),
            title,
            variant,
            sku,
            price,
            grams,
            facts.between(1, 3),
        )
        for title, variant, sku, price, grams in picked
    )


def _goods(line: Line) -> JsonObject:
    return {
        "variant_id": line.variant_id,
        "title": line.title,
        "quantity": line.quantity,
        "sku": line.sku,
        "variant_title": line.variant,
        "vendor": VENDOR,
        "fulfillment_service": "manual",
        "product_id": line.product_id,
        "requires_shipping": True,
        "taxable": True,
        "gift_card": False,
        "name": f"{line.title} - {line.variant}",
        "grams": line.grams,
        "properties": [],
    }


def short_line(line: Line, *, fulfilled: bool) -> JsonObject:
    """Return a line as fulfillments and refunds carry it."""
    return {
        "id": line.id,
        **_goods(line),
        "variant_inventory_management": "shopify",
        "product_exists": True,
        "fulfillable_quantity": 0 if fulfilled else line.quantity,
        "fulfillment_status": "fulfilled" if fulfilled else None,
        **priced("price", line.price),
        **priced("total_discount", 0),
        "discount_allocations": [],
        "duties": [],
        "admin_graphql_api_id": global_id("LineItem", line.id),
        "tax_lines": [],
    }


def order_line(line: Line, *, fulfilled: bool = False, cancelled: bool = False) -> JsonObject:
    """Return a line as an order carries it."""
    left: JsonObject = {"fulfillable_quantity": 0} if cancelled else {}
    return {
        **short_line(line, fulfilled=fulfilled),
        "attributed_staffs": [],
        "current_quantity": 0 if cancelled else line.quantity,
        "sales_line_item_group_id": None,
        **left,
    }


def draft_line(facts: Facts, line: Line) -> JsonObject:
    """Return a line as a draft order carries it; it gets an id of its own."""
    number = long_identity(facts)
    return {
        "id": number,
        **_goods(line),
        "tax_lines": [],
        "applied_discount": None,
        "custom": False,
        "price": money(line.price),
        "admin_graphql_api_id": global_id("DraftOrderLineItem", number),
    }


def refund_line(facts: Facts, line: Line, location: int) -> JsonObject:
    """Return a line that was given back as a whole and put into stock again."""
    return {
        "id": long_identity(facts),
        "quantity": line.quantity,
        "line_item_id": line.id,
        "location_id": location,
        "restock_type": "return",
        "subtotal": line.total / 100,
        "total_tax": 0.0,
        "subtotal_set": money_set(line.total),
        "total_tax_set": money_set(0),
        "line_item": short_line(line, fulfilled=True),
    }
