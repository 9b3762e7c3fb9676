"""Mailchimp Marketing: no signature."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InForm
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="mailchimp_marketing",
    title="Mailchimp Marketing audience webhooks",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(
        priority=50, user_agent="^MailChimp", form_fields=("type", "fired_at", "data[id]")
    ),
    event=InForm("type"),
    secret_words="nothing",
    pitfalls=("no signature: secret in the URL", "form-encoded with data[...] keys"),
    sources=("https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/",),
    certainty="recall",
)

GET = Handshake(
    id="mailchimp_get",
    title="GET check",
    opening=Opening("GET"),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="saving the webhook URL",
    sources=("https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/",),
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/x-www-form-urlencoded"),
        (b"User-Agent", b"MailChimp"),
    )


PROVIDER = Provider(
    name="mailchimp",
    title="Mailchimp Marketing",
    schemes=(SCHEME,),
    dress=_dress,
    handshakes=(GET,),
)
