"""What senders that follow Standard Webhooks have in common; each file replaces what differs."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import WHSEC
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import VersionedList

SPECIFICATION = (
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"
)


def _recipe(prefix: str) -> HmacRecipe:
    return HmacRecipe(
        VersionedList(f"{prefix}-signature"),
        message=(f"{{header:{prefix}-id}}", ".", f"{{header:{prefix}-timestamp}}", ".", "{body}"),
        key="whsec",
        id_header=f"{prefix}-id",
    )


def _following(prefix: str, priority: int) -> Scheme:
    """Return the scheme whose headers begin with `prefix`, for each sender to name its own."""
    signature, id_, time = (f"{prefix}-{what}" for what in ("signature", "id", "timestamp"))
    return Scheme(
        id="",
        title="",
        recipe=_recipe(prefix),
        signature_header=signature,
        string_to_sign=f"{{{id_}}}.{{{time}}}.{{raw body}}",
        timestamp=TimestampRule(f"header:{time}", tolerance=300.0),
        detection=DetectionRule(priority=priority, all_header=(id_, signature)),
        event=InJson("type"),
        delivery_id=InHeader(id_),
        secret_words="base64, behind an optional whsec_",
        rotation="a list separated by blanks; other versions are skipped; any v1 entry that fits "
        "is enough",
        pitfalls=("secret: strip whsec_, then decode the base64; 24 to 64 bytes",),
        sources=(SPECIFICATION,),
        certainty="oracle",
        key_form=WHSEC,
    )


WEBHOOK_RECIPE = _recipe("webhook")

WEBHOOK = _following("webhook", priority=75)
"""The specification's own scheme goes first, unless there is evidence of another sender."""

SVIX = _following("svix", priority=60)

SVIX_RETRY = RetryPolicy(
    name="svix",
    title="Svix",
    delays=(5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 36000.0),
    jitter=0.2,
    throttled=60.0,
    response_timeout=15.0,
    retry_after=RetryAfter(times=2.0),
    stop_header=("webhook-delivery", "abort-message"),
    disable_rule="an endpoint to which every attempt fails for 5 days is disabled",
    note="the jitter, what a Retry-After does and the minute after a 429 or a late "
    "answer are those of the open-source server; its documentation tells the "
    "waits",
    sources=(
        "https://docs.svix.com/retries.md",
        "github.com/svix/svix-webhooks server/svix-server/src/worker.rs, "
        "config.default.toml @4fc0cfb",
    ),
)
