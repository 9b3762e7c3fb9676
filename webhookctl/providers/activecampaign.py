"""ActiveCampaign: no signature."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InForm
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="activecampaign",
    title="ActiveCampaign webhooks",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(priority=50, form_fields=("type", "initiated_from", "date_time")),
    event=InForm("type"),
    secret_words="nothing",
    pitfalls=(
        "no signature: put a secret in the URL",
        "form-encoded, with nested names such as contact[email]",
        "delivered at least once and never retried; an answer of 410 turns the webhook off",
        "there is no id of the delivery: only type, date_time and the ids inside tell two apart",
    ),
    sources=(
        "https://developers.activecampaign.com/page/webhooks",
        "https://developers.activecampaign.com/reference/webhooks",
        "public code (form fields of recorded deliveries)",
    ),
    certainty="docs_read",
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return ((b"Content-Type", b"application/x-www-form-urlencoded"),)


PROVIDER = Provider(
    name="activecampaign",
    title="ActiveCampaign",
    schemes=(SCHEME,),
    dress=_dress,
)
