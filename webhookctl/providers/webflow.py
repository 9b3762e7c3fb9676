"""Webflow: HMAC over timestamp and body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="webflow",
    title="Webflow webhooks",
    recipe=HmacRecipe(
        Bare("x-webflow-signature"), message=("{header:x-webflow-timestamp}", ":", "{body}")
    ),
    signature_header="x-webflow-signature",
    string_to_sign="{x-webflow-timestamp in ms}:{raw body}",
    timestamp=TimestampRule("header:x-webflow-timestamp", unit="ms", tolerance=300.0),
    detection=DetectionRule(priority=50, any_header=("x-webflow-signature",)),
    event=InJson("triggerType"),
    delivery_id=InJson("payload.id"),
    secret_words="the OAuth client secret or the webhook's secretKey as raw text",
    sources=(
        "hookdeck/webhook-skills webflow-webhooks/references/verification.md",
        "https://developers.webflow.com/data/docs/working-with-webhooks",
    ),
    certainty="community_code",
)

PROVIDER = Provider(name="webflow", title="Webflow", schemes=(SCHEME,))
