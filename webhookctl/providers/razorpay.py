"""Razorpay: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="razorpay",
    title="Razorpay webhooks",
    recipe=HmacRecipe(Bare("X-Razorpay-Signature")),
    signature_header="X-Razorpay-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Razorpay-Signature",)),
    event=InJson("event"),
    delivery_id=InHeader("X-Razorpay-Event-Id"),
    pitfalls=(
        "verify the raw body bytes; never re-serialised JSON",
        "payment/checkout signatures (order_id|payment_id) are a different scheme",
    ),
    sources=(
        "razorpay 2.0.1 (PyPI) razorpay/utility/utility.py; razorpay 2.9.8 (npm)",
        "https://razorpay.com/docs/webhooks/validate-test/",
    ),
    certainty="oracle",
)

RETRY = RetryPolicy(
    name="razorpay",
    title="Razorpay",
    delays=growing(MINUTE, within=DAY),
    disable_rule="disabled after 24 hours of failures",
    exact=False,
    note="Razorpay retries for 24 hours at exponential intervals are not published: "
    "these double from a minute and stay within that; its time-out is not "
    "published: 30 s are assumed",
    sources=(
        "https://razorpay.com/docs/webhooks/best-practices",
        "https://razorpay.com/docs/webhooks/faqs",
    ),
)

PROVIDER = Provider(
    name="razorpay",
    title="Razorpay",
    schemes=(SCHEME,),
    retry=RETRY,
)
