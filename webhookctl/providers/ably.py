"""Ably: HMAC over the body, in base64."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="ably",
    title="Ably integration rules (signed webhooks)",
    recipe=HmacRecipe(Bare("X-Ably-Signature", encoding="base64")),
    signature_header="X-Ably-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Ably-Signature", "X-Ably-Key")),
    event=FirstOf((InJson("items.0.name"), InJson("source"))),
    delivery_id=InJson("items.0.webhookId"),
    secret_words="the part after the colon of the API key that X-Ably-Key names, as raw text",
    sources=(
        "https://ably.com/docs/platform/integrations/webhooks",
        "public code (one source says hex: outlier)",
    ),
    certainty="community_code",
)

PROVIDER = Provider(name="ably", title="Ably", schemes=(SCHEME,))
