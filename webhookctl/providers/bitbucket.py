"""Bitbucket: HMAC over the body, for Cloud and Data Center."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InHeader
from webhookctl.core.model import Attempt
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

CLOUD = Scheme(
    id="bitbucket_cloud",
    title="Bitbucket Cloud webhooks",
    recipe=HmacRecipe(Prefixed("X-Hub-Signature", b"sha256=")),
    signature_header="X-Hub-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=35, all_header=("X-Event-Key", "X-Hook-UUID")),
    event=InHeader("X-Event-Key"),
    delivery_id=InHeader("X-Request-UUID"),
    pitfalls=(
        "header is X-Hub-Signature with method prefix sha256=",
        "unsigned when no secret configured",
    ),
    sources=(
        "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
        "NangoHQ/nango jira-webhook-routing.ts; a vector that Atlassian published",
    ),
    certainty="published_vector",
)

SERVER = Scheme(
    id="bitbucket_server",
    title="Bitbucket Data Center webhooks",
    recipe=HmacRecipe(Prefixed("X-Hub-Signature", b"sha256=")),
    signature_header="X-Hub-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=35, all_header=("X-Event-Key", "X-Request-Id"), not_header=("X-Hook-UUID",)
    ),
    event=InHeader("X-Event-Key"),
    delivery_id=InHeader("X-Request-Id"),
    pitfalls=(
        "header is X-Hub-Signature with method prefix sha256=",
        "unsigned when no secret configured",
    ),
    sources=(
        "https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html",
        "NangoHQ/nango jira-webhook-routing.ts; a vector that Atlassian published",
    ),
    certainty="community_code",
)


def _retry_headers(number: int, previous: Attempt) -> HeaderPairs:  # noqa: ARG001 - all alike
    return ((b"X-Attempt-Number", str(number + 1).encode()),)


RETRY = RetryPolicy(
    name="bitbucket-cloud",
    title="Bitbucket Cloud",
    delays=(0.0, 0.0),
    response_timeout=10.0,
    success=((200, 499),),
    retry_headers=_retry_headers,
    note="only a 5xx or no answer is retried; the retries are immediate",
    sources=(
        "https://support.atlassian.com/bitbucket-cloud/docs/troubleshoot-webhooks",
        "community.developer.atlassian.com/t/41486 (retries are immediate)",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:
    """Return the headers of Bitbucket Cloud; attempts are counted from 1."""
    return (
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"Bitbucket-Webhooks/2.0"),
        (b"X-Attempt-Number", b"1"),
        (b"X-Event-Key", outline.type.encode()),
        (b"X-Hook-UUID", outline.facts.uuid().encode()),
        (b"X-Request-UUID", outline.id.encode()),
    )


PROVIDER = Provider(
    name="bitbucket",
    title="Bitbucket",
    schemes=(CLOUD, SERVER),
    dress=_dress,
    retry=RETRY,
)
