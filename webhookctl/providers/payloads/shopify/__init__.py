"""Shopify's events as its webhooks send them, in the shapes of API version 2026-07.

Shapes: https://shopify.dev/docs/api/webhooks. A type is the topic, such as `orders/create`.
"""

from webhookctl.providers.payloads.shopify import (
    customers,
    drafts,
    fulfillments,
    orders,
    products,
    refunds,
    shop,
)

EVENTS = (
    *orders.EVENTS,
    *products.EVENTS,
    *customers.EVENTS,
    *fulfillments.EVENTS,
    *refunds.EVENTS,
    *drafts.EVENTS,
    *shop.EVENTS,
)
