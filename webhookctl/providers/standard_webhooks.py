"""Standard Webhooks, the shared format of many senders: HMAC (v1) or Ed25519 (v1a)."""

from dataclasses import replace

from webhookctl.core.event import Facts, Json
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_pair import Ed25519Pair
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.signature import VersionedList
from webhookctl.providers._standard import SPECIFICATION, WEBHOOK, WEBHOOK_RECIPE

SCHEME = replace(
    WEBHOOK,
    id="standard_webhooks",
    title="Standard Webhooks v1",
    detection=replace(WEBHOOK.detection, priority=70),
    pitfalls=(
        "secret: strip whsec_, then decode the base64; 24 to 64 bytes",
        "malformed entries of the list: some libraries fail instead of skipping them",
        "libraries that work on text fail on bodies that are not UTF-8",
        "a message id must not contain a full stop",
    ),
    sources=("standardwebhooks 1.1.0 (PyPI) and 1.1.1 (npm)", SPECIFICATION),
)

V1A = replace(
    WEBHOOK,
    id="standard_webhooks_v1a",
    title="Standard Webhooks v1a (Ed25519)",
    recipe=PublicKeyRecipe(
        VersionedList("webhook-signature", version=b"v1a"),
        message=WEBHOOK_RECIPE.message,
        key="whpk",
        id_header=WEBHOOK_RECIPE.id_header,
    ),
    detection=replace(WEBHOOK.detection, priority=80, patterns=(("webhook-signature", r"\bv1a,"),)),
    secret_words="the public key (whpk_ and base64); to sign, the private key (whsk_ and base64)",
    rotation="a list separated by blanks, in which there may be v1 entries as well",
    pitfalls=(
        "none of the official libraries (standardwebhooks, svix) judges v1a: they skip it",
        "whsk_ holds 64 bytes, the seed and the public key, not 32",
    ),
    sources=(
        SPECIFICATION,
        "svix/svix-webhooks README.md (asymmetric keys), server/svix-server/src/worker.rs",
    ),
    certainty="published_vector",
    key_form=Ed25519Pair("whpk"),
)

RETRY = RetryPolicy(
    name="standard-webhooks",
    title="Standard Webhooks",
    delays=(5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0),
    response_timeout=20.0,
    final=frozenset({410}),
    retry_after=RetryAfter(),
    disable_rule="a 410 disables an endpoint at once, failures for long should (recommended)",
    note="the specification's recommendation; it wants a time-out of 15 to 30 s, and a random "
    "jitter without saying how much: none is added",
    sources=(SPECIFICATION,),
)


def _dress(outline: Outline) -> HeaderPairs:
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/json"),
        (b"webhook-id", outline.id.encode()),
    )


def _new_id(facts: Facts) -> str:
    return f"msg_{facts.letters(27)}"


def _any_event(kind: str, facts: Facts) -> Json:
    """Return the payload the specification recommends, for any type of event."""
    return {"type": kind, "timestamp": facts.iso(), "data": {"id": facts.uuid()}}


PROVIDER = Provider(
    name="standard_webhooks",
    title="Standard Webhooks",
    schemes=(SCHEME, V1A),
    aliases=("standard-webhooks", "standardwebhooks", "standard"),
    dress=_dress,
    new_id=_new_id,
    any_event=_any_event,
    retry=RETRY,
)
