"""Coinbase Commerce: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, HOUR, MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="coinbase_commerce",
    title="Coinbase Commerce webhooks",
    recipe=HmacRecipe(Bare("X-CC-Webhook-Signature")),
    signature_header="X-CC-Webhook-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-CC-Webhook-Signature",)),
    event=InJson("event.type"),
    delivery_id=InJson("event.id"),
    pitfalls=(
        "SDK demands a JSON body with an 'event' member before it checks the signature",
        "product being sunset: newer Coinbase APIs use other headers",
    ),
    sources=("coinbase-commerce 1.0.1 (PyPI) webhook.py; coinbase-commerce-node 1.0.4 (npm)",),
    certainty="oracle",
)

RETRY = RetryPolicy(
    name="coinbase-commerce",
    title="Coinbase Commerce",
    delays=growing(MINUTE, longest=HOUR, within=3 * DAY),
    success=((200, 200),),
    exact=False,
    note="retried for 3 days, an hour apart at most; the other intervals are not "
    "published: these double from a minute; its time-out is not published: 30 s "
    "are assumed",
    sources=("https://docs.cloud.coinbase.com/commerce/docs/using-webhooks",),
)

PROVIDER = Provider(
    name="coinbase_commerce",
    title="Coinbase Commerce",
    schemes=(SCHEME,),
    aliases=("coinbase",),
    retry=RETRY,
)
