"""Webex: HMAC over the body, with SHA-1. It asks nothing of a new URL."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="webex",
    title="Webex webhooks",
    recipe=HmacRecipe(Bare("X-Spark-Signature"), hash="sha1"),
    signature_header="X-Spark-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Spark-Signature",)),
    event=Joined((InJson("resource"), InJson("event"))),
    secret_words="the `secret` that the webhook was made with, as raw text",
    pitfalls=(
        "still sha1",
        "unsigned when the webhook was made without a secret",
        "its documentation describes no handshake: a new URL is not tried before events come",
        "subscriptions of Webex Contact Center are signed in another way",
    ),
    sources=(
        "https://developer.webex.com/docs/receive-and-verify-webhooks",
        "https://developer.webex.com/blog/using-a-webhook-secret",
    ),
    certainty="docs_read",
)

PROVIDER = Provider(name="webex", title="Webex", schemes=(SCHEME,))
