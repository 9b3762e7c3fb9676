"""Heroku: HMAC over the body, in base64."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="heroku",
    title="Heroku app webhooks",
    recipe=HmacRecipe(Bare("Heroku-Webhook-Hmac-SHA256", encoding="base64")),
    signature_header="Heroku-Webhook-Hmac-SHA256",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("Heroku-Webhook-Hmac-SHA256",)),
    event=Joined((InJson("resource"), InJson("action"))),
    delivery_id=InJson("webhook_metadata.delivery.id"),
    sources=(
        "https://devcenter.heroku.com/articles/app-webhooks#securing-webhook-requests",
        "getsentry/sentry Heroku plugin; public code",
    ),
    certainty="community_code",
)

PROVIDER = Provider(name="heroku", title="Heroku", schemes=(SCHEME,))
