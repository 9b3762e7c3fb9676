"""CloudEvents HTTP webhooks: no signature; what the specification of its webhooks says."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InHeader, InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="cloudevents_http_webhook",
    title="CloudEvents HTTP webhook delivery",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(
        priority=50,
        any_header=("ce-id", "WebHook-Request-Origin"),
        content_type="application/cloudevents",
    ),
    event=FirstOf((InHeader("ce-type"), InJson("type"))),
    delivery_id=Joined((InHeader("ce-id"), InHeader("ce-source"))),
    secret_words="nothing",
    pitfalls=(
        "authorization by bearer token in Authorization or ?access_token=",
        "3xx must not be followed",
    ),
    sources=("cloudevents/spec cloudevents/http-webhook.md",),
    certainty="docs_read",
)

PROVIDER = Provider(name="cloudevents", title="CloudEvents HTTP webhooks", schemes=(SCHEME,))
