"""Typeform: HMAC over the body, in base64."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="typeform",
    title="Typeform webhooks",
    recipe=HmacRecipe(Prefixed("Typeform-Signature", b"sha256=", encoding="base64")),
    signature_header="Typeform-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("Typeform-Signature",)),
    event=InJson("event_type"),
    delivery_id=InJson("event_id"),
    pitfalls=("prefix sha256= but base64, not hex",),
    sources=(
        "https://www.typeform.com/developers/webhooks/secure-your-webhooks/",
        "public code (sha256= + base64)",
    ),
    certainty="community_code",
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"Typeform Webhooks"),
    )


RETRY = RetryPolicy(
    name="typeform",
    title="Typeform",
    disable_rule="a 404 or 410 is said to disable a webhook at once (recalled, not verified)",
    exact=False,
    published=False,
    note="no schedule of Typeform was found in its documentation",
    sources=("no page with its schedule was found",),
)

PROVIDER = Provider(
    name="typeform",
    title="Typeform",
    schemes=(SCHEME,),
    dress=_dress,
    id_path="event_id",
    retry=RETRY,
)
