"""An order of a WooCommerce shop, from the cart to the refund.

WooCommerce tells each change of an order by `order.updated` with the whole order in it:
https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties.
"""

from webhookctl.core.scenario import Assignments, Scenario, Step

_NOW: Assignments = (
    ("date_modified", "{fresh.date_modified}"),
    ("date_modified_gmt", "{fresh.date_modified_gmt}"),
)

SCENARIO = Scenario(
    "shop-order",
    (
        Step(
            "created",
            "woocommerce.order.created",
            set=(
                ("status", "pending"),
                ("date_paid", None),
                ("date_paid_gmt", None),
                ("transaction_id", ""),
                ("is_editable", True),
                ("needs_payment", True),
            ),
        ),
        Step(
            "paid",
            "woocommerce.order.updated",
            after=3.0,
            start="created",
            set=(
                *_NOW,
                ("status", "processing"),
                ("date_paid", "{fresh.date_modified}"),
                ("date_paid_gmt", "{fresh.date_modified_gmt}"),
                ("transaction_id", "{fresh.transaction_id}"),
                ("is_editable", False),
                ("needs_payment", False),
            ),
        ),
        Step(
            "fulfilled",
            "woocommerce.order.updated",
            after=3.0,
            start="paid",
            set=(
                *_NOW,
                ("status", "completed"),
                ("date_completed", "{fresh.date_modified}"),
                ("date_completed_gmt", "{fresh.date_modified_gmt}"),
                ("needs_processing", False),
            ),
        ),
        Step(
            "refunded",
            "woocommerce.order.updated",
            after=3.0,
            start="fulfilled",
            set=(
                *_NOW,
                ("status", "refunded"),
                (
                    "refunds",
                    [{"id": "{fresh.id}", "reason": "Arrived broken", "total": "-{created.total}"}],
                ),
            ),
        ),
    ),
    "a WooCommerce order",
)
