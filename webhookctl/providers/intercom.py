"""Intercom: HMAC over the body, still with SHA-1."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="intercom",
    title="Intercom webhooks",
    recipe=HmacRecipe(Prefixed("X-Hub-Signature", b"sha1="), hash="sha1"),
    signature_header="X-Hub-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=47,
        all_header=("X-Hub-Signature",),
        not_header=("X-GitHub-Event", "X-Hub-Signature-256"),
        user_agent="intercom",
        body_paths=("topic",),
    ),
    event=InJson("topic"),
    delivery_id=InJson("id"),
    secret_words="the app's client_secret as raw text",
    pitfalls=("still sha1",),
    sources=(
        "https://developers.intercom.com/docs/webhooks/webhook-notifications",
        "public test corpora",
    ),
    certainty="community_code",
)

RETRY = RetryPolicy(
    name="intercom",
    title="Intercom",
    delays=(60.0,),
    response_timeout=5.0,
    final=frozenset({410}),
    disable_rule="over 1000 failures in a row within 15 min pause it for 15 min; failures for "
    "7 days suspend it",
    exact=False,
    note="one retry after a minute, the 5 s and the meaning of a 410 are recalled from"
    " its documentation, not verified",
    sources=("https://developers.intercom.com/docs/webhooks/webhook-notifications.md",),
)

PROVIDER = Provider(
    name="intercom",
    title="Intercom",
    schemes=(SCHEME,),
    retry=RETRY,
)
