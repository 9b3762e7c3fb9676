"""Zendesk: HMAC over timestamp and body, in base64."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
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

PROVIDER = Provider(name="zendesk", title="Zendesk", schemes=(SCHEME,))
