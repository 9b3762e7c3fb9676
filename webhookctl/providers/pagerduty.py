"""PagerDuty: HMAC over the body, one for each secret."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import PrefixedList

SCHEME = Scheme(
    id="pagerduty",
    title="PagerDuty v3 webhooks",
    recipe=HmacRecipe(PrefixedList("X-PagerDuty-Signature", b"v1=", separator=b",")),
    signature_header="X-PagerDuty-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=50, any_header=("X-PagerDuty-Signature",), user_agent="^PagerDuty-Webhook/"
    ),
    event=InJson("event.event_type"),
    delivery_id=InJson("event.id"),
    rotation="several v1= values, comma separated; any match",
    pitfalls=("v2 webhooks are unsigned",),
    sources=("PagerDuty/developer-docs docs/webhooks/04-Signatures.md, 02-Behavior.md",),
    certainty="docs_read",
)

PROVIDER = Provider(name="pagerduty", title="PagerDuty", schemes=(SCHEME,))
