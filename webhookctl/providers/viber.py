"""Viber: HMAC over the body."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="viber",
    title="Viber bot webhooks",
    recipe=HmacRecipe(Bare("X-Viber-Content-Signature")),
    signature_header="X-Viber-Content-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Viber-Content-Signature",)),
    event=InJson("event"),
    delivery_id=InJson("message_token"),
    secret_words="the bot's auth token as raw text",
    pitfalls=(
        "signature also travels as ?sig= query parameter in some setups",
        "SDK compares with ==",
    ),
    sources=("viberbot 1.0.12 (PyPI) api.py; viber-bot 1.0.18 (npm)",),
    certainty="oracle",
)

SET_WEBHOOK = Handshake(
    id="viber_set_webhook",
    title="set_webhook callback",
    opening=Opening("POST", ((InJson("event"), "webhook"), (InJson("message_token"), None))),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="calling set_webhook, while that request still waits",
    passes=True,
    sources=("https://developers.viber.com/docs/api/rest-bot-api/#webhooks",),
)

PROVIDER = Provider(
    name="viber",
    title="Viber",
    schemes=(SCHEME,),
    handshakes=(SET_WEBHOOK,),
)
