"""Smartcar: HMAC over the body."""

import hmac

from webhookctl.core.challenge import Computed, json_reply
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Asked, Evidence, Handshake
from webhookctl.core.locate import FirstOf, InJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.reply import Reply
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="smartcar",
    title="Smartcar webhooks",
    recipe=HmacRecipe(Bare("SC-Signature")),
    signature_header="SC-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("SC-Signature",)),
    event=FirstOf((InJson("eventName"), InJson("eventType"))),
    delivery_id=FirstOf((InJson("webhookId"), InJson("eventId"))),
    secret_words="the application management token as raw text",
    sources=("smartcar 6.19.1 (PyPI) smartcar.py verify_payload/hash_challenge",),
    certainty="oracle",
)


def _hashed(asked: Asked) -> Reply:
    challenge = asked.challenge(InJson("payload.challenge"))
    key = asked.secret("the application management token")
    return json_reply({"challenge": hmac.new(key, challenge.encode(), "sha256").hexdigest()})


VERIFICATION = Handshake(
    id="smartcar_verify",
    title="verify event",
    opening=Opening("POST", ((InJson("eventName"), "verify"), (InJson("payload.challenge"), None))),
    responder=Computed("the HMAC-SHA256 of $.payload.challenge, hex, in JSON", _hashed),
    evidence=Evidence.SDK,
    when="creating the webhook",
    timeout=15.0,
    sources=("smartcar 6.19.1 (PyPI), hash_challenge",),
)

PROVIDER = Provider(
    name="smartcar",
    title="Smartcar",
    schemes=(SCHEME,),
    handshakes=(VERIFICATION,),
)
