"""Clerk: sends through Svix."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import SVIX, SVIX_RETRY

SCHEME = replace(
    SVIX,
    id="clerk",
    title="Clerk webhooks (Svix)",
    detection=replace(SVIX.detection, body_paths=("object", "type", "data")),
    sources=("@clerk/backend 3.25.0 (npm) dist/webhooks.mjs",),
)

RETRY = replace(
    SVIX_RETRY,
    name="clerk",
    title="Clerk",
    sources=(
        "github.com/clerk/clerk-docs "
        "docs/guides/development/webhooks/overview.mdx @a7cebf5 (refers to Svix "
        "schedule)",
        "https://docs.svix.com/retries",
    ),
)

PROVIDER = Provider(
    name="clerk",
    title="Clerk",
    schemes=(SCHEME,),
    retry=RETRY,
)
