"""Modern Treasury: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader, InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="modern_treasury",
    title="Modern Treasury webhooks",
    recipe=HmacRecipe(Bare("X-Signature")),
    signature_header="X-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, all_header=("X-Signature", "X-Topic")),
    event=Joined((InHeader("X-Topic"), InJson("event"))),
    delivery_id=InHeader("X-Delivery-ID"),
    pitfalls=("SDK compares with == (not constant time)",),
    sources=("modern-treasury 1.80.0 (PyPI) resources/webhooks.py",),
    certainty="oracle",
)

PROVIDER = Provider(name="modern_treasury", title="Modern Treasury", schemes=(SCHEME,))
