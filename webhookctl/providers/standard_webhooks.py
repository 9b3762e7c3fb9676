"""Standard Webhooks: the shared format of many senders; version 1, symmetric."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Facts, Json
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import VersionedList

SPECIFICATION = (
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"
)

SCHEME = Scheme(
    id="standard_webhooks",
    title="Standard Webhooks v1",
    recipe=HmacRecipe(
        VersionedList("webhook-signature"),
        message=("{header:webhook-id}", ".", "{header:webhook-timestamp}", ".", "{body}"),
        key="whsec",
        id_header="webhook-id",
    ),
    signature_header="webhook-signature",
    string_to_sign="{webhook-id}.{webhook-timestamp}.{raw body}",
    timestamp=TimestampRule("header:webhook-timestamp", tolerance=300.0),
    detection=DetectionRule(priority=70, all_header=("webhook-id", "webhook-signature")),
    event=InJson("type"),
    delivery_id=InHeader("webhook-id"),
    secret_words="base64, behind an optional whsec_",
    rotation="a list separated by blanks; other versions are skipped; any v1 entry that fits is "
    "enough",
    pitfalls=(
        "secret: strip whsec_, then decode the base64; 24 to 64 bytes",
        "malformed entries of the list: some libraries fail instead of skipping them",
        "libraries that work on text fail on bodies that are not UTF-8",
        "a message id must not contain a full stop",
    ),
    sources=("standardwebhooks 1.1.0 (PyPI) and 1.1.1 (npm)", SPECIFICATION),
    certainty="oracle",
)

RETRY = RetryPolicy(
    name="standard-webhooks",
    title="Standard Webhooks",
    delays=(5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0),
    response_timeout=20.0,
    final=frozenset({410}),
    obeys_retry_after=True,
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
    schemes=(SCHEME,),
    aliases=("standard-webhooks", "standardwebhooks", "standard"),
    dress=_dress,
    new_id=_new_id,
    any_event=_any_event,
    retry=RETRY,
)
