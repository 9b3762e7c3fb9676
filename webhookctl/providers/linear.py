"""Linear: HMAC over the body, which holds the time."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import FirstOf, InHeader, InJson, Joined
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="linear",
    title="Linear webhooks",
    recipe=HmacRecipe(Bare("Linear-Signature")),
    signature_header="Linear-Signature",
    string_to_sign="{raw body}",
    timestamp=TimestampRule(
        "json:webhookTimestamp", unit="ms", tolerance=60.0, repeated_in="Linear-Timestamp"
    ),
    detection=DetectionRule(priority=50, any_header=("Linear-Signature",)),
    event=FirstOf((InHeader("Linear-Event"), Joined((InJson("type"), InJson("action"))))),
    delivery_id=InHeader("Linear-Delivery"),
    pitfalls=(
        "timestamp is inside the signed body ($.webhookTimestamp, ms); the Linear-Timestamp"
        " header is not signed and now ignored by the SDK",
        "60 s tolerance; missing webhookTimestamp is an error in current SDK",
    ),
    sources=("@linear/sdk 98.0.0 (npm) dist/webhooks LinearWebhookClient.verify",),
    certainty="oracle",
    key_form=SharedSecret("lin_wh_", 20, "letters"),
)

RETRY = RetryPolicy(
    name="linear",
    title="Linear",
    delays=(60.0, 3600.0, 21600.0),
    response_timeout=5.0,
    success=((200, 200),),
    disable_rule="an endpoint that does not answer any more may be disabled",
    sources=("https://developers.linear.app/docs/graphql/webhooks",),
)


def _dress(outline: Outline) -> HeaderPairs:
    """Return Linear's delivery headers; `Issue.update` is an event of the model `Issue`."""
    moment = int(outline.facts.now * 1_000)
    return (
        (b"Content-Type", b"application/json; charset=utf-8"),
        (b"User-Agent", b"Linear-Webhook"),
        (b"Linear-Delivery", outline.id.encode()),
        (b"Linear-Event", outline.type.partition(".")[0].encode()),
        (b"Linear-Timestamp", str(moment).encode()),
    )


PROVIDER = Provider(
    name="linear",
    title="Linear",
    schemes=(SCHEME,),
    retry=RETRY,
    dress=_dress,
)
