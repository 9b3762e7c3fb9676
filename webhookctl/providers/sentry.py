"""Sentry: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader, InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="sentry",
    title="Sentry integration platform webhooks",
    recipe=HmacRecipe(Bare("Sentry-Hook-Signature")),
    signature_header="Sentry-Hook-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=50, any_header=("Sentry-Hook-Signature", "Sentry-Hook-Resource")
    ),
    event=Joined((InHeader("Sentry-Hook-Resource"), InJson("action"))),
    delivery_id=InHeader("Request-ID"),
    secret_words="the integration's client secret as raw text",
    pitfalls=(
        "Sentry's own sample hashes JSON.stringify(body); raw bytes are safer",
        "timestamp header is not signed",
    ),
    sources=(
        "https://docs.sentry.io/organization/integrations/integration-platform/webhooks/",
        "NangoHQ/nango packages/server/lib/webhook/sentry-oauth.ts",
    ),
    certainty="community_code",
)

RETRY = RetryPolicy(
    name="sentry",
    title="Sentry",
    response_timeout=1.0,
    exact=False,
    note="no retries, and an answer within 1 s, which is recalled from its "
    "documentation, not verified",
    sources=(
        "mintlify.com/getsentry/sentry/integrations/webhooks (secondary)",
        "https://docs.sentry.io/organization/integrations/integration-platform/webhooks",
    ),
)

PROVIDER = Provider(
    name="sentry",
    title="Sentry",
    schemes=(SCHEME,),
    retry=RETRY,
)
