"""Retell AI: HMAC over body and timestamp, in one header."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

SCHEME = Scheme(
    id="retell",
    title="Retell AI webhooks",
    recipe=HmacRecipe(
        KeyValues("X-Retell-Signature", b"d", timestamp_key=b"v"), message=("{body}", "{kv:v}")
    ),
    signature_header="X-Retell-Signature",
    string_to_sign="{raw body}{v in ms}",
    timestamp=TimestampRule("kv:v", unit="ms", tolerance=300.0),
    detection=DetectionRule(priority=50, any_header=("X-Retell-Signature",)),
    event=InJson("event"),
    delivery_id=Joined((InJson("call.call_id"), InJson("event"))),
    secret_words="the API key as raw text",
    pitfalls=(
        "body comes first, timestamp last, no separator",
        "SDK matches the header with a full regular expression: lower-case hex only",
    ),
    sources=("retell-sdk 6.2.13 (PyPI) lib/webhook_auth.py; retell-sdk 5.66.1 (npm)",),
    certainty="oracle",
)

PROVIDER = Provider(name="retell", title="Retell AI", schemes=(SCHEME,))
