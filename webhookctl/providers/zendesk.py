"""Zendesk: HMAC over timestamp and body, in base64."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="zendesk",
    title="Zendesk webhooks",
    recipe=HmacRecipe(
        Bare("X-Zendesk-Webhook-Signature", encoding="base64"),
        message=("{header:X-Zendesk-Webhook-Signature-Timestamp}", "{body}"),
    ),
    signature_header="X-Zendesk-Webhook-Signature",
    string_to_sign="{X-Zendesk-Webhook-Signature-Timestamp}{raw body}",
    timestamp=TimestampRule(
        "header:X-Zendesk-Webhook-Signature-Timestamp", unit="iso8601", tolerance=None
    ),
    detection=DetectionRule(priority=50, any_header=("X-Zendesk-Webhook-Signature",)),
    event=InJson("type"),
    delivery_id=InHeader("X-Zendesk-Webhook-Invocation-Id"),
    secret_words="the secret as it is shown, not decoded from base64",
    pitfalls=(
        "GET/DELETE webhooks have no body: sign timestamp + ''",
        "timestamp is ISO-8601 and is signed as the literal header text",
        "test deliveries before saving use the static secret "
        "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==, verbatim as the key",
    ),
    sources=("https://developer.zendesk.com/documentation/webhooks/verifying/",),
    certainty="docs_read",
    key_form=SharedSecret(encoding="base64"),
)

RETRY = RetryPolicy(
    name="zendesk",
    title="Zendesk",
    response_timeout=10.0,
    retry_after=RetryAfter(frozenset({429, 503}), most=60.0),
    disable_rule="a circuit breaker pauses deliveries for a while after 70% errors or over "
    "1000 errors within 5 min",
    exact=False,
    published=False,
    note="Zendesk is said to retry a 409 up to 3 times, a time-out up to 5 times, a "
    "429 or 503 with a short Retry-After, and to wait 10 to 12 s; it publishes no"
    " intervals",
    sources=(
        "developer.zendesk.com/api-reference/webhooks/introduction (states "
        "retries on certain codes + circuit breaker)",
        "alboz.eu 2025-10-29 (numbers)",
    ),
)

PROVIDER = Provider(
    name="zendesk",
    title="Zendesk",
    schemes=(SCHEME,),
    retry=RETRY,
)
