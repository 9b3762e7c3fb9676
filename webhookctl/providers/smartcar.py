"""Smartcar: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
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

PROVIDER = Provider(name="smartcar", title="Smartcar", schemes=(SCHEME,))
