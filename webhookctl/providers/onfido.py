"""Onfido: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="onfido",
    title="Onfido webhooks",
    recipe=HmacRecipe(Bare("X-SHA2-Signature")),
    signature_header="X-SHA2-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-SHA2-Signature",)),
    event=InJson("payload.action"),
    delivery_id=InJson("payload.object.id"),
    sources=("onfido-python 6.2.0 (PyPI) webhook_event_verifier.py; @onfido/api 6.2.0 (npm)",),
    certainty="oracle",
)

PROVIDER = Provider(name="onfido", title="Onfido", schemes=(SCHEME,))
