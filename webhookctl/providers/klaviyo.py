"""Klaviyo: HMAC over the body and a date, which stands in a header."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="klaviyo",
    title="Klaviyo system webhooks",
    recipe=HmacRecipe(Bare("Klaviyo-Signature"), message=("{body}", "{header:Klaviyo-Timestamp}")),
    signature_header="Klaviyo-Signature",
    string_to_sign="{raw body}{Klaviyo-Timestamp}",
    timestamp=TimestampRule("header:Klaviyo-Timestamp", unit="http_date", tolerance=None),
    detection=DetectionRule(
        priority=50, any_header=("Klaviyo-Signature", "Klaviyo-Webhook-Id", "Klaviyo-Timestamp")
    ),
    event=InJson("data.0.topic"),
    delivery_id=InJson("data.0.external_id"),
    secret_words="the webhook's secret key as raw text, 16 characters or more",
    pitfalls=(
        "one delivery holds up to 1000 events in $.data",
        "Klaviyo-Webhook-Id must be $.meta.klaviyo_webhook_id: it is not signed",
        "the date is signed as it stands in its header; Klaviyo sets no limit for its age",
        "webhooks of a flow are not signed",
    ),
    sources=(
        "https://developers.klaviyo.com/en/docs/working_with_system_webhooks",
        "public code (body, then the header's text, in lower-case hex)",
    ),
    certainty="community_code",
    key_form=SharedSecret(size=16),
)


def _dress(outline: Outline) -> HeaderPairs:
    payload = outline.payload if isinstance(outline.payload, dict) else {}
    meta = payload.get("meta")
    webhook = meta.get("klaviyo_webhook_id") if isinstance(meta, dict) else None
    headers: HeaderPairs = ((b"Content-Type", b"application/json"),)
    if isinstance(webhook, str):
        headers += ((b"Klaviyo-Webhook-Id", webhook.encode("utf-8", "replace")),)
    return headers


PROVIDER = Provider(
    name="klaviyo",
    title="Klaviyo",
    schemes=(SCHEME,),
    dress=_dress,
    id_path="data.0.external_id",
)
