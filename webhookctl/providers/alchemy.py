"""Alchemy: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="alchemy",
    title="Alchemy Notify webhooks",
    recipe=HmacRecipe(Bare("X-Alchemy-Signature")),
    signature_header="X-Alchemy-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Alchemy-Signature",)),
    event=InJson("type"),
    delivery_id=InJson("id"),
    secret_words="the signing key as raw text, whsec_ included",
    pitfalls=("secret may start with whsec_ but is used verbatim (unlike Standard Webhooks)",),
    sources=("https://www.alchemy.com/docs/reference/notify-api-quickstart", "public code"),
    certainty="community_code",
    key_form=SharedSecret("whsec_", 24, "letters"),
)

PROVIDER = Provider(name="alchemy", title="Alchemy", schemes=(SCHEME,))
