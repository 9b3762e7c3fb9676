"""Discord: Ed25519 over timestamp and body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_pair import Ed25519Pair
from webhookctl.core.locate import FirstOf, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="discord",
    title="Discord interactions and webhook events",
    recipe=PublicKeyRecipe(
        Bare("X-Signature-Ed25519"), message=("{header:X-Signature-Timestamp}", "{body}")
    ),
    signature_header="X-Signature-Ed25519",
    string_to_sign="{X-Signature-Timestamp}{raw body}",
    timestamp=TimestampRule("header:X-Signature-Timestamp", tolerance=None),
    detection=DetectionRule(priority=50, any_header=("X-Signature-Ed25519",)),
    event=FirstOf((InJson("event.type"), InJson("type"))),
    delivery_id=InJson("id"),
    secret_words="the application's public key, 32 bytes in hex",
    pitfalls=(
        "Discord sends deliberately bad signatures and removes the URL unless 401 comes back",
        "Ed25519 verification must be on bytes timestamp||body",
    ),
    sources=(
        "discord-interactions 0.4.0 (PyPI) and 4.4.0 (npm)",
        "discord/discord-api-docs developers/interactions/overview.mdx, "
        "developers/events/webhook-events.mdx",
    ),
    certainty="oracle",
    key_form=Ed25519Pair("hex"),
)

PROVIDER = Provider(name="discord", title="Discord", schemes=(SCHEME,))
