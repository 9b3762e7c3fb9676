"""CloudEvents in each of the modes that HTTP has for them: the same three events of a shop.

Shapes: https://github.com/cloudevents/spec (spec.md, json-format.md, http-protocol-binding.md). A
type that is none of these three makes an event of that type in structured mode.
"""

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject

SOURCE = "https://shop.example.com/orders"
PLACED = "com.example.shop.order.placed"
PAID = "com.example.shop.order.paid"
SHIPPED = "com.example.shop.order.shipped"


def _order(facts: Facts, number: str) -> JsonObject:
    quantity, price = facts.between(1, 5), facts.between(400, 4_900)
    return {
        "orderNumber": number,
        "customer": "robin@example.com",
        "currency": "EUR",
        "lines": [
            {
                "sku": "TEA-GREEN",
                "quantity": quantity,
                "price": price,
                "amount": quantity * price,
            }
        ],
        "total": quantity * price,
    }


def _event(facts: Facts, type_: str, data: JsonObject, ago: float = 0) -> JsonObject:
    return {
        "specversion": "1.0",
        "id": facts.uuid(),
        "source": SOURCE,
        "type": type_,
        "subject": str(data["orderNumber"]),
        "time": facts.iso(-ago, milliseconds=True),
        "datacontenttype": "application/json",
        "data": data,
    }


def of_type(type_: str, facts: Facts) -> JsonObject:
    """Return an event of any type, as structured mode writes it."""
    return _event(facts, type_, _order(facts, facts.digits(6)))


def _structured(facts: Facts) -> Json:
    return of_type(PLACED, facts)


def _binary(facts: Facts) -> Json:
    """Return the data alone: the attributes become headers."""
    return _order(facts, facts.digits(6))


def _batch(facts: Facts) -> Json:
    order = _order(facts, facts.digits(6))
    tracking: JsonObject = {"orderNumber": order["orderNumber"], "carrier": "Example Post"}
    paid: JsonObject = {
        "orderNumber": order["orderNumber"],
        "amount": order["total"],
        "currency": order["currency"],
    }
    return [
        _event(facts, PLACED, order, 7_200),
        _event(facts, PAID, paid, 7_195),
        _event(facts, SHIPPED, tracking),
    ]


EVENTS = (
    EventTemplate("structured", "an event as one JSON object", _structured),
    EventTemplate("binary", "an event with its attributes in headers", _binary),
    EventTemplate("batch", "three events in one list", _batch),
)
