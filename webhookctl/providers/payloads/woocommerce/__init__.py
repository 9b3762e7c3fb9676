"""WooCommerce's events: the resource as its REST API (v3) returns it, or the id of what is gone.

Shapes: https://woocommerce.github.io/woocommerce-rest-api-docs/. A type is the topic.
"""

from webhookctl.providers.payloads.woocommerce import catalogue, orders, people

EVENTS = (*orders.EVENTS, *catalogue.EVENTS, *people.EVENTS)
