"""Polar: signs as Standard Webhooks says, with another key."""

from dataclasses import replace

from webhookctl.core.key_form import PLAIN
from webhookctl.core.provider import Provider
from webhookctl.providers._standard import WEBHOOK, WEBHOOK_RECIPE

SCHEME = replace(
    WEBHOOK,
    id="polar",
    title="Polar webhooks",
    recipe=replace(WEBHOOK_RECIPE, key="polar"),
    secret_words="the secret as raw text, or the base64 after whsec_: either fits",
    pitfalls=(
        "older integrations base64-encode the secret before giving it to a Standard "
        "Webhooks library",
    ),
    sources=("polar-sdk 1.0.2 (PyPI) polar/webhooks.py",),
    key_form=PLAIN,
)

PROVIDER = Provider(name="polar", title="Polar", schemes=(SCHEME,))
