"""Dwolla: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="dwolla",
    title="Dwolla webhooks",
    recipe=HmacRecipe(Bare("X-Request-Signature-SHA-256")),
    signature_header="X-Request-Signature-SHA-256",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Request-Signature-SHA-256",)),
    event=FirstOf((InHeader("X-Dwolla-Topic"), InJson("topic"))),
    delivery_id=InJson("id"),
    sources=(
        "https://developers.dwolla.com/docs/working-with-webhooks",
        "public code (hex HMAC-SHA256 of raw body)",
    ),
    certainty="community_code",
)

PROVIDER = Provider(name="dwolla", title="Dwolla", schemes=(SCHEME,))
