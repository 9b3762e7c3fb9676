"""Telnyx: Ed25519 over timestamp and body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_pair import Ed25519Pair
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="telnyx",
    title="Telnyx webhooks v2",
    recipe=PublicKeyRecipe(
        Bare("telnyx-signature-ed25519", encoding="base64"),
        message=("{header:telnyx-timestamp}", "|", "{body}"),
        key="base64",
    ),
    signature_header="telnyx-signature-ed25519",
    string_to_sign="{telnyx-timestamp}|{raw body}",
    timestamp=TimestampRule("header:telnyx-timestamp", tolerance=300.0),
    detection=DetectionRule(priority=50, any_header=("telnyx-signature-ed25519",)),
    event=InJson("data.event_type"),
    delivery_id=InJson("data.id"),
    secret_words="the public key, 32 bytes in base64",
    sources=("telnyx 4.189.0 (PyPI) lib/webhook_verification.py; telnyx 7.24.0 (npm)",),
    certainty="oracle",
    key_form=Ed25519Pair("base64"),
)

PROVIDER = Provider(name="telnyx", title="Telnyx", schemes=(SCHEME,))
