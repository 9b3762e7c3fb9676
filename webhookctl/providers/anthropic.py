"""Anthropic: signs as Standard Webhooks says."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import WEBHOOK

SCHEME = replace(
    WEBHOOK,
    id="anthropic",
    title="Anthropic webhooks",
    sources=("anthropic 2.12.0 (PyPI) resources/beta/webhooks.py; @anthropic-ai/sdk 1.12.0 (npm)",),
)

PROVIDER = Provider(name="anthropic", title="Anthropic", schemes=(SCHEME,))
