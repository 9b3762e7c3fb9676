"""Clerk: sends through Svix."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import SVIX

SCHEME = replace(
    SVIX,
    id="clerk",
    title="Clerk webhooks (Svix)",
    detection=replace(SVIX.detection, body_paths=("object", "type", "data")),
    sources=("@clerk/backend 3.25.0 (npm) dist/webhooks.mjs",),
)

PROVIDER = Provider(name="clerk", title="Clerk", schemes=(SCHEME,))
