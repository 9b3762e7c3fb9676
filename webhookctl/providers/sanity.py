"""Sanity: HMAC over timestamp and body, in one header."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy, status_set
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

SCHEME = Scheme(
    id="sanity",
    title="Sanity GROQ webhooks",
    recipe=HmacRecipe(
        KeyValues("sanity-webhook-signature", b"v1", timestamp_key=b"t", encoding="base64url"),
        message=("{kv:t}", ".", "{body}"),
    ),
    signature_header="sanity-webhook-signature",
    string_to_sign="{t in ms}.{raw body}",
    timestamp=TimestampRule("kv:t", unit="ms", tolerance=None),
    detection=DetectionRule(priority=50, any_header=("sanity-webhook-signature",)),
    event=InHeader("sanity-operation"),
    delivery_id=InHeader("idempotency-key"),
    pitfalls=(
        "base64url, unpadded",
        "SDK has no staleness check; only requires t >= 2021-01-01 in ms",
        "SDK refuses an empty payload",
    ),
    sources=("@sanity/webhook 4.0.4 (npm) dist/index.mjs",),
    certainty="oracle",
)

RETRY = RetryPolicy(
    name="sanity",
    title="Sanity",
    delays=(30.0, 30.0),
    final=status_set("3xx,4xx") - {429},
    note="its time-out is not published: 30 s are assumed; what it takes for a success"
    " is not published: 2xx is assumed",
    sources=("https://sanity.io/docs/changelog/50ec6abf-fe0c-475b-ae72-314148860132.md",),
)

PROVIDER = Provider(
    name="sanity",
    title="Sanity",
    schemes=(SCHEME,),
    retry=RETRY,
)
