"""Lithic: signs as Standard Webhooks says."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import WEBHOOK

SCHEME = replace(
    WEBHOOK,
    id="lithic",
    title="Lithic webhooks",
    sources=("lithic 0.133.0 (PyPI) resources/webhooks.py",),
)

PROVIDER = Provider(name="lithic", title="Lithic", schemes=(SCHEME,))
