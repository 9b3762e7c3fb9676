"""Lemon Squeezy: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import FirstOf, InHeader, InJson
from webhookctl.core.mode import ModeRule
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="lemon_squeezy",
    title="Lemon Squeezy webhooks",
    recipe=HmacRecipe(Bare("X-Signature")),
    signature_header="X-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, all_header=("X-Signature", "X-Event-Name")),
    event=FirstOf((InHeader("X-Event-Name"), InJson("meta.event_name"))),
    delivery_id=InJson("meta.webhook_id"),
    pitfalls=("X-Signature is generic (Modern Treasury, Stream use it too)",),
    sources=(
        "https://docs.lemonsqueezy.com/help/webhooks/signing-requests",
        "public code (X-Signature, HMAC-SHA256 hex)",
    ),
    certainty="community_code",
)


def _dress(outline: Outline) -> HeaderPairs:
    return (
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"LemonSqueezy-Hookshot"),
        (b"X-Event-Name", outline.type.encode()),
    )


RETRY = RetryPolicy(
    name="lemonsqueezy",
    title="Lemon Squeezy",
    delays=(5.0, 25.0, 125.0),
    success=((200, 200),),
    note="its documentation gives the waits as an example; its time-out is not "
    "published: 30 s are assumed",
    sources=("https://docs.lemonsqueezy.com/help/webhooks/webhook-requests",),
)

PROVIDER = Provider(
    name="lemon_squeezy",
    title="Lemon Squeezy",
    schemes=(SCHEME,),
    dress=_dress,
    id_path="meta.webhook_id",
    mode=ModeRule(InJson("data.attributes.test_mode"), live="false", test="true"),
    retry=RETRY,
)
