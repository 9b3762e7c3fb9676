"""PagerDuty: HMAC over the body, one for each secret."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy, status_set
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

RETRY = RetryPolicy(
    name="pagerduty",
    title="PagerDuty V3",
    response_timeout=5.0,
    final=status_set("4xx") - {429},
    disable_rule="after 3 dropped webhooks in a row it is disabled for 24 hours, and its queue"
    " is dropped",
    exact=False,
    published=False,
    note="PagerDuty retries periodically for 48 hours and publishes no intervals",
    sources=("github.com/PagerDuty/developer-docs docs/webhooks/02-Behavior.md @9422439",),
)

PROVIDER = Provider(
    name="pagerduty",
    title="PagerDuty",
    schemes=(SCHEME,),
    retry=RETRY,
)
