"""Resend: sends through Svix."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import SVIX, SVIX_RETRY

SCHEME = replace(
    SVIX,
    id="resend",
    title="Resend webhooks (Svix)",
    detection=replace(SVIX.detection, body_paths=("type", "created_at", "data")),
    pitfalls=("Python SDK ignores the version label (accepts a correct MAC labelled v2)",),
    sources=("resend 2.52.0 (PyPI) webhooks/_webhooks.py; resend 6.38.0 (npm)",),
)

RETRY = replace(
    SVIX_RETRY,
    name="resend",
    title="Resend",
    sources=(
        "https://resend.com/docs/webhooks/retries-and-replays.md",
        "https://docs.svix.com/retries",
    ),
)

PROVIDER = Provider(
    name="resend",
    title="Resend",
    schemes=(SCHEME,),
    retry=RETRY,
)
