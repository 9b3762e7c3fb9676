"""Nylas: HMAC over the body."""

from webhookctl.core.challenge import TextEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson, InQuery
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="nylas",
    title="Nylas v3 webhooks",
    recipe=HmacRecipe(Bare("X-Nylas-Signature")),
    signature_header="X-Nylas-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Nylas-Signature",)),
    event=InJson("type"),
    delivery_id=InJson("id"),
    pitfalls=("gzip-compressed deliveries are signed over the compressed bytes (unconfirmed)",),
    sources=(
        "nylas 6.18.0 (PyPI) resources/webhooks.py extract_challenge_parameter (challenge only)",
        "https://developer.nylas.com/docs/v3/notifications/",
        "public code (hex HMAC-SHA256 of raw body)",
    ),
    certainty="community_code",
)

CHALLENGE = Handshake(
    id="nylas_challenge",
    title="GET challenge",
    opening=Opening("GET", ((InQuery("challenge"), None),)),
    responder=TextEcho(InQuery("challenge")),
    evidence=Evidence.SDK,
    when="creating the webhook",
    timeout=10.0,
    sources=("nylas 6.18.0 (PyPI), extract_challenge_parameter",),
)

PROVIDER = Provider(
    name="nylas",
    title="Nylas",
    schemes=(SCHEME,),
    handshakes=(CHALLENGE,),
)
