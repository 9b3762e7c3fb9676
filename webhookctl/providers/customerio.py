"""Customer.io: HMAC over version, timestamp and body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="customerio",
    title="Customer.io reporting webhooks",
    recipe=HmacRecipe(
        Bare("X-CIO-Signature"), message=("v0:", "{header:X-CIO-Timestamp}", ":", "{body}")
    ),
    signature_header="X-CIO-Signature",
    string_to_sign="v0:{X-CIO-Timestamp}:{raw body}",
    timestamp=TimestampRule("header:X-CIO-Timestamp", tolerance=None),
    detection=DetectionRule(priority=50, any_header=("X-CIO-Signature",)),
    event=Joined((InJson("object_type"), InJson("metric"))),
    delivery_id=InJson("event_id"),
    sources=("https://customer.io/docs/api/webhooks/", "public code (v0:{ts}:{body}, hex)"),
    certainty="community_code",
)

PROVIDER = Provider(name="customerio", title="Customer.io", schemes=(SCHEME,))
