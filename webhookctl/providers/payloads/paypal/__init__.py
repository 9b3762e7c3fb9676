"""PayPal's events as its webhooks send them.

Shapes: https://developer.paypal.com/api/rest/webhooks/event-names/ and PayPal's REST API
specifications (payments v2, orders v2, subscriptions v1, disputes v1; sales are of payments v1).
"""

from webhookctl.providers.payloads.paypal import orders, payments, subscriptions

EVENTS = (*payments.EVENTS, *orders.EVENTS, *subscriptions.EVENTS)
