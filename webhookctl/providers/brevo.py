"""Brevo: no signature."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="brevo",
    title="Brevo webhooks",
    recipe=UnsignedRecipe(
        "give the webhook a bearer token or a name and password at Brevo, and compare the "
        "Authorization header; or accept only Brevo's addresses"
    ),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(
        priority=50,
        user_agent="^SendinBlue Webhook",
        body_paths=("message-id", "ts_epoch", "event"),
    ),
    event=InJson("event"),
    delivery_id=Joined((InJson("message-id"), InJson("event"), InJson("ts_epoch"))),
    secret_words="nothing",
    pitfalls=(
        "no signature; an Authorization header is sent only when the webhook was given one",
        "`id` is the id of the webhook, not of the event",
        "`date` and `ts` are in the account's time zone, `ts_event` and `ts_epoch` in UTC",
    ),
    sources=(
        "https://developers.brevo.com/docs/transactional-webhooks",
        "https://developers.brevo.com/docs/username-and-password-authentication",
        "public code (User-Agent)",
    ),
    certainty="docs_read",
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"SendinBlue Webhook"),
    )


PROVIDER = Provider(
    name="brevo",
    title="Brevo",
    schemes=(SCHEME,),
    aliases=("sendinblue",),
    dress=_dress,
)
