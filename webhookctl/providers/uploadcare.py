"""Uploadcare: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="uploadcare",
    title="Uploadcare webhooks",
    recipe=HmacRecipe(Prefixed("X-Uc-Signature", b"v1=")),
    signature_header="X-Uc-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Uc-Signature",)),
    event=InJson("hook.event"),
    delivery_id=InJson("data.uuid"),
    sources=(
        "uploadcare/uploadcare-ruby README.md and webhook_signature_verifier_spec.rb "
        "(published vector)",
    ),
    certainty="published_vector",
)

PROVIDER = Provider(name="uploadcare", title="Uploadcare", schemes=(SCHEME,))
