"""Notion: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="notion",
    title="Notion webhooks",
    recipe=HmacRecipe(Prefixed("X-Notion-Signature", b"sha256=")),
    signature_header="X-Notion-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Notion-Signature",)),
    event=InJson("type"),
    delivery_id=InJson("id"),
    secret_words="the verification_token as raw text",
    pitfalls=(
        "the secret is the verification_token delivered in the first POST",
        "SDK lower-cases the hex digest before comparing",
    ),
    sources=(
        "@notionhq/client 5.26.0 (npm) build/src/webhooks.js",
        "makenotion/notion-sdk-js README",
    ),
    certainty="oracle",
)

PROVIDER = Provider(name="notion", title="Notion", schemes=(SCHEME,))
