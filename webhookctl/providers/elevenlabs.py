"""ElevenLabs: HMAC over timestamp and body, in one header."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

SCHEME = Scheme(
    id="elevenlabs",
    title="ElevenLabs webhooks",
    recipe=HmacRecipe(
        KeyValues("ElevenLabs-Signature", b"v0", timestamp_key=b"t"),
        message=("{kv:t}", ".", "{body}"),
    ),
    signature_header="ElevenLabs-Signature",
    string_to_sign="{t}.{raw body}",
    timestamp=TimestampRule("kv:t", tolerance=1800.0, future=False),
    detection=DetectionRule(priority=50, any_header=("ElevenLabs-Signature",)),
    event=InJson("type"),
    delivery_id=InJson("data.conversation_id"),
    pitfalls=("scheme name is v0", "30 minute tolerance"),
    sources=(
        "elevenlabs 2.78.0 (PyPI) webhooks_custom.py; @elevenlabs/elevenlabs-js 2.73.0 (npm)",
    ),
    certainty="oracle",
    key_form=SharedSecret("wsec_"),
)

PROVIDER = Provider(name="elevenlabs", title="ElevenLabs", schemes=(SCHEME,))
