"""Mux: HMAC over timestamp and body, in one header."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

SCHEME = Scheme(
    id="mux",
    title="Mux webhooks",
    recipe=HmacRecipe(
        KeyValues("Mux-Signature", b"v1", timestamp_key=b"t"), message=("{kv:t}", ".", "{body}")
    ),
    signature_header="Mux-Signature",
    string_to_sign="{t}.{raw body}",
    timestamp=TimestampRule("kv:t", tolerance=300.0, future=False),
    detection=DetectionRule(priority=50, any_header=("Mux-Signature",)),
    event=InJson("type"),
    delivery_id=InJson("id"),
    rotation="several v1= entries accepted",
    sources=("@mux/mux-node 15.3.0 (npm) resources/webhooks",),
    certainty="oracle",
)

PROVIDER = Provider(name="mux", title="Mux", schemes=(SCHEME,))
