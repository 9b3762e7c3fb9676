"""Dodo Payments: signs as Standard Webhooks says."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import WEBHOOK

SCHEME = replace(
    WEBHOOK,
    id="dodo_payments",
    title="Dodo Payments webhooks",
    sources=("dodopayments 1.123.0 (PyPI) resources/webhooks",),
)

PROVIDER = Provider(name="dodo_payments", title="Dodo Payments", schemes=(SCHEME,))
