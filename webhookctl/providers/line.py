"""LINE Messaging API: HMAC over the body, in base64."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson
from webhookctl.core.opening import EmptyList, Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="line",
    title="LINE Messaging API webhooks",
    recipe=HmacRecipe(Bare("x-line-signature", encoding="base64")),
    signature_header="x-line-signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("x-line-signature",)),
    event=InJson("events.0.type"),
    delivery_id=InJson("events.0.webhookEventId"),
    secret_words="the channel secret as raw text",
    sources=("line-bot-sdk 3.27.0 (PyPI) linebot/v3/webhook.py; @line/bot-sdk 11.2.0 (npm)",),
    certainty="oracle",
)

VERIFICATION = Handshake(
    id="line_verify",
    title="Verify button",
    opening=Opening("POST", ((InJson("destination"), None), (EmptyList("events"), None))),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="pressing Verify",
    signed=True,
    passes=True,
    sources=("https://developers.line.biz/en/docs/messaging-api/receiving-messages/",),
)

PROVIDER = Provider(
    name="line",
    title="LINE Messaging API",
    schemes=(SCHEME,),
    handshakes=(VERIFICATION,),
)
