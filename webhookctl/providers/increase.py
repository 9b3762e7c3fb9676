"""Increase: signs as Standard Webhooks says."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import WEBHOOK

SCHEME = replace(
    WEBHOOK,
    id="increase",
    title="Increase webhooks",
    sources=("increase 0.552.0 (PyPI) resources/events.py",),
)

PROVIDER = Provider(name="increase", title="Increase", schemes=(SCHEME,))
