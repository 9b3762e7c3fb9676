"""Discord: Ed25519 over timestamp and body."""

from webhookctl.core.challenge import Fixed, Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_pair import Ed25519Pair
from webhookctl.core.locate import FirstOf, InHeader, InJson
from webhookctl.core.opening import NotInJson, Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import MINUTE, growing
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

_PROBES = (
    "Discord also sends wrong signatures on purpose and wants 401 for them: give the "
    "application's public key with `--secret`"
)

PING = Handshake(
    id="discord_ping",
    title="interactions endpoint PING",
    opening=Opening(
        "POST",
        (
            (InHeader("X-Signature-Ed25519"), None),
            (InJson("type"), "1"),
            (NotInJson("event"), None),
        ),
    ),
    responder=Fixed("application/json", '{"type":1}'),
    evidence=Evidence.SDK,
    when="saving the Interactions Endpoint URL, and at any time later",
    timeout=3.0,
    signed=True,
    without_secret=_PROBES,
    sources=(
        "discord-interactions 4.4.0 (npm), verifyKeyMiddleware",
        "discord/discord-api-docs developers/interactions/overview.mdx",
    ),
)

EVENTS_PING = Handshake(
    id="discord_webhook_event_ping",
    title="webhook events PING",
    opening=Opening("POST", ((InHeader("X-Signature-Ed25519"), None), (InJson("type"), "0"))),
    responder=Nothing(204),
    evidence=Evidence.SDK,
    when="saving the Webhook Events URL",
    timeout=3.0,
    signed=True,
    without_secret=_PROBES,
    sources=(
        "discord-interactions 4.4.0 (npm), verifyWebhookEventMiddleware",
        "discord/discord-api-docs developers/events/webhook-events.mdx",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:
    """Return the headers of an interaction, or of a webhook event, which names no agent here."""
    content_type = ((b"Content-Type", b"application/json"),)
    if not outline.type.startswith("interaction."):
        return content_type
    return (*content_type, (b"User-Agent", b"Discord-Interactions/1.0 (+https://discord.com)"))


RETRY = RetryPolicy(
    name="discord-webhook-events",
    title="Discord webhook events",
    delays=growing(5.0, within=10 * MINUTE),
    response_timeout=3.0,
    success=((204, 204),),
    disable_rule="events stop when deliveries fail too often; a receiver that accepts a probe "
    "with a wrong signature loses its URL",
    exact=False,
    note="retried for 10 minutes at exponential intervals are not published: these "
    "double from 5 s and stay within that",
    sources=("github.com/discord/discord-api-docs developers/events/webhook-events.mdx @c98d64b",),
)

PROVIDER = Provider(
    name="discord",
    title="Discord",
    schemes=(SCHEME,),
    dress=_dress,
    id_path="id",
    handshakes=(PING, EVENTS_PING),
    retry=RETRY,
)
