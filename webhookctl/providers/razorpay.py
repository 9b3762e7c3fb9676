"""Razorpay: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
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

PROVIDER = Provider(name="razorpay", title="Razorpay", schemes=(SCHEME,))
