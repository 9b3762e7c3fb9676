"""Notion: HMAC over the body."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson
from webhookctl.core.opening import Opening
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

VERIFICATION_TOKEN = Handshake(
    id="notion_verification_token",
    title="verification_token",
    opening=Opening("POST", ((InJson("verification_token"), None),)),
    responder=Nothing(),
    evidence=Evidence.DOCS,
    when="creating the subscription",
    passes=True,
    note="Notion asks for the verification_token of this request, and it is the secret of what "
    "follows: `webhookctl show {id} --show-secrets`",
    sources=("makenotion/notion-sdk-js README.md",),
)

PROVIDER = Provider(
    name="notion",
    title="Notion",
    schemes=(SCHEME,),
    handshakes=(VERIFICATION_TOKEN,),
)
