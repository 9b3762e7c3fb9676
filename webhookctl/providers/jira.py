"""Jira Cloud: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.model import Attempt
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy, status_set
from webhookctl.core.schedule import MINUTE, growing
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


def _retry_headers(number: int, previous: Attempt) -> HeaderPairs:  # noqa: ARG001 - all alike
    return ((b"X-Atlassian-Webhook-Retry", str(number).encode()),)


RETRY = RetryPolicy(
    name="jira-cloud",
    title="Jira Cloud",
    delays=growing(600.0, 1.0, retries=5),
    jitter=0.5,
    window=30 * MINUTE,
    final=status_set("3xx,4xx") - {408, 409, 425, 429},
    retry_headers=_retry_headers,
    exact=False,
    note="up to 5 retries after 5 to 15 min each, at random, within about 30 min: the "
    "numbers are recalled from its documentation, not verified; its time-out is "
    "not published: 30 s are assumed",
    sources=(
        "https://community.developer.atlassian.com/t/new-jira-cloud-webhook-retry-policy/30554",
    ),
)

PROVIDER = Provider(
    name="jira",
    title="Jira Cloud",
    schemes=(SCHEME,),
    retry=RETRY,
)
