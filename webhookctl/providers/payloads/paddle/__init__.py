"""Paddle Billing's events as its notifications send them.

Shapes: https://developer.paddle.com/webhooks/overview and the entities in `paddle_billing` of
Paddle's Python library 1.16. Amounts are texts in the smallest unit of the currency.
"""

from webhookctl.providers.payloads.paddle import customers, subscriptions, transactions

EVENTS = (*transactions.EVENTS, *subscriptions.EVENTS, *customers.EVENTS)
