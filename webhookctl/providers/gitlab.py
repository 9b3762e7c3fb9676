"""GitLab: HMAC as Standard Webhooks says, or a plain token."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_form import WHSEC
from webhookctl.core.locate import FirstOf, InHeader, InJson
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import VersionedList

SIGNED = Scheme(
    id="gitlab_signed",
    title="GitLab webhooks (signing token)",
    recipe=HmacRecipe(
        VersionedList("webhook-signature"),
        message=("{header:webhook-id}", ".", "{header:webhook-timestamp}", ".", "{body}"),
        key="whsec",
        id_header="webhook-id",
    ),
    signature_header="webhook-signature",
    string_to_sign="{webhook-id}.{webhook-timestamp}.{raw body}",
    timestamp=TimestampRule("header:webhook-timestamp", tolerance=300.0),
    detection=DetectionRule(priority=20, all_header=("X-Gitlab-Event", "webhook-signature")),
    event=InHeader("X-Gitlab-Event"),
    delivery_id=InHeader("webhook-id"),
    secret_words="base64, behind an optional whsec_",
    rotation="space separated list; unknown versions are skipped; any v1 match",
    pitfalls=(
        "new in 2026 (feature flag webhook_signing_token at first): whsec_<base64 of 32 bytes>",
        "webhook-id equals Idempotency-Key",
        "X-Gitlab-Token may be sent at the same time",
    ),
    sources=(
        "https://gitlab.com/gitlab-org/gitlab/-/merge_requests/230944 and /231325",
        "verified with standardwebhooks 1.1.0 (PyPI)",
    ),
    certainty="docs_read",
    key_form=WHSEC,
)

TOKEN = Scheme(
    id="gitlab_token",
    title="GitLab webhooks (secret token)",
    recipe=TokenRecipe("X-Gitlab-Token"),
    signature_header="X-Gitlab-Token",
    string_to_sign="none (static token compare)",
    detection=DetectionRule(
        priority=25,
        any_header=("X-Gitlab-Token", "X-Gitlab-Event"),
        not_header=("webhook-signature",),
    ),
    event=FirstOf((InHeader("X-Gitlab-Event"), InJson("object_kind"))),
    delivery_id=FirstOf((InHeader("Idempotency-Key"), InHeader("X-Gitlab-Event-UUID"))),
    pitfalls=(
        "plain token, replayable; see gitlab_signed",
        "GitLab removes line breaks from the token before sending",
    ),
    sources=("gitlabhq/gitlabhq app/services/web_hook_service.rb",),
    certainty="docs_read",
)

_HOOKS = {
    "push": "Push Hook",
    "tag_push": "Tag Push Hook",
    "merge_request": "Merge Request Hook",
    "issue": "Issue Hook",
    "work_item": "Issue Hook",
    "note": "Note Hook",
    "pipeline": "Pipeline Hook",
    "build": "Job Hook",
    "deployment": "Deployment Hook",
    "release": "Release Hook",
    "wiki_page": "Wiki Page Hook",
    "feature_flag": "Feature Flag Hook",
    "emoji": "Emoji Hook",
    "access_token": "Resource Access Token Hook",
}
"""What `X-Gitlab-Event` says for each `object_kind`."""


def _hook(outline: Outline) -> str:
    """Return the name of the hook: by the type, else by the payload, else the type itself."""
    payload = outline.payload if isinstance(outline.payload, dict) else {}
    for kind in (outline.type.partition(".")[0], payload.get("object_kind")):
        if isinstance(kind, str) and kind in _HOOKS:
            return _HOOKS[kind]
    return outline.type


def _dress(outline: Outline) -> HeaderPairs:
    """Return GitLab's delivery headers; `merge_request.merge` is of the kind `merge_request`."""
    return (
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"GitLab/18.6.0"),
        (b"Idempotency-Key", outline.id.encode()),
        (b"X-Gitlab-Event", _hook(outline).encode()),
        (b"X-Gitlab-Webhook-UUID", outline.facts.uuid().encode()),
        (b"X-Gitlab-Instance", b"https://gitlab.example.com"),
        (b"X-Gitlab-Event-UUID", outline.facts.uuid().encode()),
    )


RETRY = RetryPolicy(
    name="gitlab",
    title="GitLab",
    response_timeout=10.0,
    disable_rule="after 4 failures in a row a webhook is disabled: for a minute growing to 24 "
    "hours after a 5xx or a time-out, for good after a 4xx",
    exact=False,
    published=False,
    note="GitLab publishes no schedule of retries: only resending by hand is described",
    sources=(
        "GitLab 17.x doc/user/project/integrations/webhooks.md",
        "https://gitlab.com/gitlab-org/gitlab/-/issues/389348",
    ),
)

PROVIDER = Provider(
    name="gitlab",
    title="GitLab",
    schemes=(SIGNED, TOKEN),
    dress=_dress,
    retry=RETRY,
)
