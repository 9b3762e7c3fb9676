"""Svix, which sends for many others: Standard Webhooks with headers of its own."""

from dataclasses import replace

from webhookctl.core.provider import Provider
from webhookctl.providers._standard import SVIX, SVIX_RETRY

SCHEME = replace(
    SVIX,
    id="svix",
    title="Svix webhooks",
    detection=replace(SVIX.detection, priority=55, user_agent="^Svix-Webhooks/"),
    pitfalls=(
        "header prefix svix- or webhook- (whitelabel): libraries accept both",
        "JS svix 1.x verify JSON-parses and throws on non-JSON even when the signature is "
        "right; 2.x does not",
    ),
    sources=(
        "svix 2.9.1 (PyPI); 2.5.0 and 1.99.1 (npm)",
        "svix/svix-webhooks server/svix-server/src/worker.rs",
    ),
)

PROVIDER = Provider(
    name="svix",
    title="Svix",
    schemes=(SCHEME,),
    refusal_status=400,  # docs.svix.com/receiving/verifying-payloads/how, all frameworks
    retry=SVIX_RETRY,
)
