"""OpenAI: signs as Standard Webhooks says."""

from dataclasses import replace

from webhookctl.core.event import Facts
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.provider import Outline, Provider
from webhookctl.providers._standard import WEBHOOK

SCHEME = replace(
    WEBHOOK,
    id="openai",
    title="OpenAI webhooks",
    detection=replace(WEBHOOK.detection, user_agent="OpenAI", body_paths=("object",)),
    pitfalls=(
        "SDK accepts a bare base64 signature without 'v1,'",
        "a secret without whsec_ is used as UTF-8, not base64",
    ),
    sources=("openai 3.54.0 (PyPI) lib/_webhooks.py; openai 7.57.0 and 6.49.0 (npm)",),
)


def _dress(outline: Outline) -> HeaderPairs:
    return (
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)"),
        (b"webhook-id", outline.id.encode()),
    )


def _new_id(facts: Facts) -> str:
    return f"wh_{facts.hex(32)}"


PROVIDER = Provider(
    name="openai",
    title="OpenAI",
    schemes=(SCHEME,),
    dress=_dress,
    new_id=_new_id,
    refusal_status=400,  # platform.openai.com/docs/guides/webhooks, the Flask endpoint
)
