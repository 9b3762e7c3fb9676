"""Calendly: HMAC over timestamp and body, in one header."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, MINUTE, growing
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

SCHEME = Scheme(
    id="calendly",
    title="Calendly webhooks",
    recipe=HmacRecipe(
        KeyValues("Calendly-Webhook-Signature", b"v1", timestamp_key=b"t"),
        message=("{kv:t}", ".", "{body}"),
    ),
    signature_header="Calendly-Webhook-Signature",
    string_to_sign="{t}.{raw body}",
    timestamp=TimestampRule("kv:t", tolerance=180.0, future=False),
    detection=DetectionRule(priority=50, any_header=("Calendly-Webhook-Signature",)),
    event=InJson("event"),
    delivery_id=Joined((InJson("payload.uri"), InJson("event"))),
    secret_words="the signing key chosen at subscription, as raw text",
    sources=(
        "https://developer.calendly.com/api-docs/ZG9jOjM2MzE2MDM4-webhook-signatures",
        "NangoHQ/nango calendly-webhook-routing.ts",
    ),
    certainty="community_code",
)

RETRY = RetryPolicy(
    name="calendly",
    title="Calendly",
    delays=growing(MINUTE, within=DAY),
    disable_rule="disabled after 24 hours of failures: it must be created anew",
    exact=False,
    note="Calendly retries for 24 hours at exponential intervals are not published: "
    "these double from a minute and stay within that; its time-out is not "
    "published: 30 s are assumed",
    sources=("https://developer.calendly.com/api-docs/overview/webhooks/webhook-errors",),
)

PROVIDER = Provider(
    name="calendly",
    title="Calendly",
    schemes=(SCHEME,),
    retry=RETRY,
)
