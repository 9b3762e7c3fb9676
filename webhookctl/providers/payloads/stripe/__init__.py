"""Stripe's events as its webhooks send them, in the shapes of API version 2026-10-28.endive.

Shapes: https://docs.stripe.com/api/events and the annotations of Stripe's Python library 16.
"""

from webhookctl.providers.payloads.stripe import (
    accounts,
    charges,
    checkout,
    customers,
    disputes,
    intents,
    invoices,
    subscriptions,
)

EVENTS = (
    *intents.EVENTS,
    *charges.EVENTS,
    *disputes.EVENTS,
    *checkout.EVENTS,
    *customers.EVENTS,
    *subscriptions.EVENTS,
    *invoices.EVENTS,
    *accounts.EVENTS,
)
