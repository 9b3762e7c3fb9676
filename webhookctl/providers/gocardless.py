"""GoCardless: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="gocardless",
    title="GoCardless webhooks",
    recipe=HmacRecipe(Bare("Webhook-Signature")),
    signature_header="Webhook-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=50,
        any_header=("Webhook-Signature",),
        not_header=("webhook-id",),
        user_agent="^gocardless-webhook-service/",
    ),
    event=Joined((InJson("events.0.resource_type"), InJson("events.0.action"))),
    delivery_id=InJson("meta.webhook_id"),
    pitfalls=(
        "header name equals Standard Webhooks' webhook-signature: tell apart by absence of "
        "webhook-id and of the 'v1,' prefix",
        "batch of events per request",
    ),
    sources=(
        "gocardless-pro 3.22.0 (PyPI) gocardless_pro/webhooks.py; gocardless-nodejs 10.1.2 (npm)",
    ),
    certainty="oracle",
)

PROVIDER = Provider(name="gocardless", title="GoCardless", schemes=(SCHEME,))
