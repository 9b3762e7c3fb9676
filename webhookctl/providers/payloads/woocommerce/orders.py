"""Orders: two lines, shipping, a coupon, and a payment by card."""

from dataclasses import dataclass

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads._cast import BROWSER, DAY, ip_address
from webhookctl.providers.payloads.woocommerce.shop import (
    CURRENCY,
    SHOP,
    VERSION,
    address,
    billing,
    dates,
    identity,
    links,
    local_time,
    money,
    topics,
)

COUPON = "SPRING"
SHIPPING_CENTS = 500
_FREQUENT = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Line:
    """A product in an order; `discount` is what the coupon takes from the whole line."""

    name: str
    sku: str
    price: int
    quantity: int
    discount: int

    @property
    def subtotal(self) -> int:
        return self.price * self.quantity

    @property
    def total(self) -> int:
        return self.subtotal - self.discount


def _lines(facts: Facts) -> tuple[_Line, ...]:
    """Return what was bought: a tenth of each line goes to the coupon, in whole cents."""
    goods = (("Green tea", "TEA-GREEN", 2_450), ("Teapot", "TEAPOT-BLUE", 3_900))
    quantities = [facts.between(1, 4) for _ in goods]
    return tuple(
        _Line(name, sku, price, quantity, price * quantity // 10)
        for (name, sku, price), quantity in zip(goods, quantities, strict=True)
    )


def _line_item(facts: Facts, line: _Line) -> JsonObject:
    product = identity(facts)
    picture = f"{SHOP}/wp-content/uploads/{line.sku.lower()}.jpg"
    return {
        "id": facts.between(1, _FREQUENT),
        "name": line.name,
        "product_id": product,
        "variation_id": 0,
        "quantity": line.quantity,
        "tax_class": "",
        "subtotal": money(line.subtotal),
        "subtotal_tax": "0.00",
        "total": money(line.total),
        "total_tax": "0.00",
        "taxes": [],
        "meta_data": [],
        "sku": line.sku,
        "global_unique_id": "",
        "price": line.total / line.quantity / 100,
        "image": {"id": str(product + 1), "src": picture},
        "parent_name": None,
    }


def _shipping_line(facts: Facts) -> JsonObject:
    return {
        "id": facts.between(1, _FREQUENT),
        "method_title": "Flat rate",
        "method_id": "flat_rate",
        "instance_id": "1",
        "total": money(SHIPPING_CENTS),
        "total_tax": "0.00",
        "taxes": [],
        "tax_status": "taxable",
        "meta_data": [],
    }


def _coupon_line(facts: Facts, cents: int) -> JsonObject:
    return {
        "id": facts.between(1, _FREQUENT),
        "code": COUPON.lower(),
        "discount": money(cents),
        "discount_tax": "0.00",
        "meta_data": [],
        "discount_type": "percent",
        "nominal_amount": 10,
        "free_shipping": False,
    }


def order(facts: Facts, id_: int, created_ago: float) -> JsonObject:
    """Return an order that was made then and paid a minute later at most."""
    lines, customer = _lines(facts), identity(facts)
    discount = sum(line.discount for line in lines)
    total = sum(line.total for line in lines) + SHIPPING_CENTS
    key = f"wc_order_{facts.letters(13)}"
    paid = local_time(facts, -max(0, created_ago - 60))
    return {
        "id": id_,
        "parent_id": 0,
        "status": "processing",
        "currency": CURRENCY,
        "version": VERSION,
        "prices_include_tax": False,
        **dates(facts, created_ago),
        "discount_total": money(discount),
        "discount_tax": "0.00",
        "shipping_total": money(SHIPPING_CENTS),
        "shipping_tax": "0.00",
        "cart_tax": "0.00",
        "total": money(total),
        "total_tax": "0.00",
        "customer_id": customer,
        "order_key": key,
        "billing": billing(),
        "shipping": address(),
        "payment_method": "stripe",
        "payment_method_title": "Card",
        "transaction_id": f"ch_3{facts.letters(23)}",
        "customer_ip_address": ip_address(facts),
        "customer_user_agent": BROWSER,
        "created_via": "checkout",
        "customer_note": "Please leave it at the door",
        "date_completed": None,
        "date_completed_gmt": None,
        "date_paid": paid,
        "date_paid_gmt": paid,
        "cart_hash": facts.hex(32),
        "number": str(id_),
        "meta_data": [
            {"id": facts.between(1, _FREQUENT), "key": "is_vat_exempt", "value": "no"},
        ],
        "line_items": [_line_item(facts, line) for line in lines],
        "tax_lines": [],
        "shipping_lines": [_shipping_line(facts)],
        "fee_lines": [],
        "coupon_lines": [_coupon_line(facts, discount)],
        "refunds": [],
        "payment_url": f"{SHOP}/checkout/order-pay/{id_}/?pay_for_order=true&key={key}",
        "is_editable": False,
        "needs_payment": False,
        "needs_processing": True,
        "currency_symbol": "$",
        "_links": links("orders", id_, customer=f"customers/{customer}"),
    }


def _completed(facts: Facts, id_: int, created_ago: float) -> JsonObject:
    """Return an order that was completed now."""
    now = local_time(facts)
    return {
        **order(facts, id_, created_ago),
        "status": "completed",
        "date_completed": now,
        "date_completed_gmt": now,
        "needs_processing": False,
    }


EVENTS = (
    *topics("order", order, {"created": 0}),
    *topics("order", _completed, {"updated": DAY}),
    *topics("order", order, {"deleted": DAY, "restored": DAY}),
)
