"""What senders that follow Standard Webhooks have in common; each file replaces what differs."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import WHSEC
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import VersionedList

SPECIFICATION = (
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"
)

WEBHOOK_RECIPE = HmacRecipe(
    VersionedList("webhook-signature"),
    message=("{header:webhook-id}", ".", "{header:webhook-timestamp}", ".", "{body}"),
    key="whsec",
    id_header="webhook-id",
)

WEBHOOK = Scheme(
    id="",
    title="",
    recipe=WEBHOOK_RECIPE,
    signature_header="webhook-signature",
    string_to_sign="{webhook-id}.{webhook-timestamp}.{raw body}",
    timestamp=TimestampRule("header:webhook-timestamp", tolerance=300.0),
    # the specification's own scheme goes first, unless there is evidence of another sender.
    detection=DetectionRule(priority=75, all_header=("webhook-id", "webhook-signature")),
    event=InJson("type"),
    delivery_id=InHeader("webhook-id"),
    secret_words="base64, behind an optional whsec_",
    rotation="a list separated by blanks; other versions are skipped; any v1 entry that fits is "
    "enough",
    pitfalls=("secret: strip whsec_, then decode the base64; 24 to 64 bytes",),
    sources=(SPECIFICATION,),
    certainty="oracle",
    key_form=WHSEC,
)

SVIX_RECIPE = HmacRecipe(
    VersionedList("svix-signature"),
    message=("{header:svix-id}", ".", "{header:svix-timestamp}", ".", "{body}"),
    key="whsec",
    id_header="svix-id",
)

SVIX = Scheme(
    id="",
    title="",
    recipe=SVIX_RECIPE,
    signature_header="svix-signature",
    string_to_sign="{svix-id}.{svix-timestamp}.{raw body}",
    timestamp=TimestampRule("header:svix-timestamp", tolerance=300.0),
    detection=DetectionRule(priority=60, all_header=("svix-id", "svix-signature")),
    event=InJson("type"),
    delivery_id=InHeader("svix-id"),
    secret_words=WEBHOOK.secret_words,
    rotation=WEBHOOK.rotation,
    pitfalls=WEBHOOK.pitfalls,
    sources=(SPECIFICATION,),
    certainty="oracle",
    key_form=WHSEC,
)
