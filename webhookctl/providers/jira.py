"""Jira Cloud: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="jira_cloud",
    title="Jira Cloud webhooks (secret)",
    recipe=HmacRecipe(Prefixed("X-Hub-Signature", b"sha256=")),
    signature_header="X-Hub-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=35, any_header=("X-Atlassian-Webhook-Identifier",), user_agent="Atlassian"
    ),
    event=InJson("webhookEvent"),
    delivery_id=InHeader("X-Atlassian-Webhook-Identifier"),
    pitfalls=(
        "header is X-Hub-Signature with method prefix sha256=",
        "unsigned when no secret configured",
    ),
    sources=(
        "https://developer.atlassian.com/cloud/jira/platform/webhooks/",
        "NangoHQ/nango jira-webhook-routing.ts; a vector that Atlassian published",
    ),
    certainty="published_vector",
)

PROVIDER = Provider(name="jira", title="Jira Cloud", schemes=(SCHEME,))
