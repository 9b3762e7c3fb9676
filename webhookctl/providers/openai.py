"""OpenAI: signs as Standard Webhooks says."""

from dataclasses import replace

from webhookctl.core.event import Facts
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, MINUTE, growing
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


RETRY = RetryPolicy(
    name="openai",
    title="OpenAI",
    delays=growing(MINUTE, within=3 * DAY),
    exact=False,
    note="OpenAI retries for 3 days at exponential intervals are not published: these "
    "double from a minute and stay within that; it wants an answer within a few "
    "seconds; its time-out is not published: 30 s are assumed",
    sources=(
        "https://hookdeck.com/webhooks/platforms/guide-to-openai-webhooks-features-and-best-practices",
        "PyPI openai 3.54.0 webhooks.unwrap (verified)",
    ),
)

PROVIDER = Provider(
    name="openai",
    title="OpenAI",
    schemes=(SCHEME,),
    dress=_dress,
    new_id=_new_id,
    refusal_status=400,  # platform.openai.com/docs/guides/webhooks, the Flask endpoint
    retry=RETRY,
)
