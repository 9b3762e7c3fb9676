"""Replicate: signs as Standard Webhooks says."""

from dataclasses import replace

from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.providers._standard import WEBHOOK

SCHEME = replace(
    WEBHOOK,
    id="replicate",
    title="Replicate webhooks",
    event=InJson("status"),
    pitfalls=(
        "Python: tolerance only when passed; Node: no tolerance check at all",
        "version label ignored",
        "secret must contain exactly one '_'",
    ),
    sources=("replicate 1.0.7 (PyPI) webhook.py; replicate 1.4.0 (npm)",),
)

PROVIDER = Provider(name="replicate", title="Replicate", schemes=(SCHEME,))
