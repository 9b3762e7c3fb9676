"""Shopify: HMAC over the body in base64, in the classic and in the newer events format."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InHeader, Joined
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

API_VERSION = b"2026-07"

DOCS = "https://shopify.dev/docs/apps/build/webhooks/subscribe/https"

SCHEME = Scheme(
    id="shopify",
    title="Shopify webhooks",
    recipe=HmacRecipe(Bare("X-Shopify-Hmac-Sha256", "base64")),
    signature_header="X-Shopify-Hmac-Sha256",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Shopify-Hmac-Sha256", "X-Shopify-Topic")),
    event=InHeader("X-Shopify-Topic"),
    delivery_id=InHeader("X-Shopify-Webhook-Id"),
    secret_words="the app's client secret, or the store's own webhook secret, as raw text",
    pitfalls=(
        "verify the raw body bytes; never re-serialised JSON",
        "webhooks made in the store's admin use another secret than those of an app",
        "Shopify's library refuses an empty body, and wants topic, domain, version and id headers",
        "X-Shopify-Triggered-At is not covered by the signature",
        "remove duplicates by X-Shopify-Event-Id",
    ),
    sources=(
        "@shopify/shopify-api 15.0.0 (npm): lib/webhooks/validate.mjs, utils/hmac-validator.mjs",
        DOCS,
    ),
    certainty="oracle",
    key_form=SharedSecret("shpss_", 16),
)

EVENTS_SCHEME = Scheme(
    id="shopify_events",
    title="Shopify Events (new delivery format)",
    recipe=HmacRecipe(Bare("shopify-hmac-sha256", "base64")),
    signature_header="shopify-hmac-sha256",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("shopify-hmac-sha256",)),
    event=Joined((InHeader("shopify-topic"), InHeader("shopify-action"))),
    delivery_id=InHeader("shopify-event-id"),
    secret_words="the app's client secret as raw text",
    pitfalls=("headers without X-; Shopify's library looks for them before the classic ones",),
    sources=("@shopify/shopify-api 15.0.0 (npm), lib/types.mjs, lib/webhooks/validate.mjs",),
    certainty="oracle",
    key_form=SharedSecret("shpss_", 16),
)

RETRY = RetryPolicy(
    name="shopify",
    title="Shopify",
    delays=(60.0, 120.0, 240.0, 480.0, 900.0, 1800.0, 3600.0, 7200.0),
    connect_timeout=1.0,
    response_timeout=5.0,
    disable_rule="a subscription made through the Admin API is deleted after 8 failures in a row",
    exact=False,
    note="8 retries within 4 hours (since 2024-09-10); Shopify publishes no intervals: these about "
    "double and fill the 4 hours",
    sources=(
        "https://shopify.dev/changelog/updates-to-webhook-retry-mechanism",
        "https://shopify.dev/apps/webhooks/https",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:
    payload = outline.payload if isinstance(outline.payload, dict) else {}
    domain = payload.get("myshopify_domain")
    shop = domain if isinstance(domain, str) else "test.myshopify.com"
    triggered = outline.facts.iso(milliseconds=True).replace("Z", "000000Z")
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"Shopify-Captain-Hook"),
        (b"X-Shopify-API-Version", API_VERSION),
        (b"X-Shopify-Event-Id", outline.facts.uuid().encode()),
        (b"X-Shopify-Name", outline.type.replace("/", "-").encode()),
        (b"X-Shopify-Shop-Domain", shop.encode()),
        (b"X-Shopify-Topic", outline.type.encode()),
        (b"X-Shopify-Triggered-At", triggered.encode()),
        (b"X-Shopify-Webhook-Id", outline.id.encode()),
    )


PROVIDER = Provider(
    name="shopify",
    title="Shopify",
    schemes=(SCHEME, EVENTS_SCHEME),
    dress=_dress,
    retry=RETRY,
)
