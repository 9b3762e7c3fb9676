"""Liveblocks: signs as Standard Webhooks says."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import WEBHOOK

SCHEME = replace(
    WEBHOOK,
    id="liveblocks",
    title="Liveblocks webhooks",
    pitfalls=(
        "version label ignored",
        "secret must start with whsec_",
        "SDK rejects unknown event types",
    ),
    sources=("@liveblocks/node 3.24.2 (npm) WebhookHandler",),
)

PROVIDER = Provider(name="liveblocks", title="Liveblocks", schemes=(SCHEME,))
