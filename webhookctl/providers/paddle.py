"""Paddle Billing: HMAC over timestamp and body, in one header."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import growing
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

SCHEME = Scheme(
    id="paddle",
    title="Paddle Billing webhooks",
    recipe=HmacRecipe(
        KeyValues("Paddle-Signature", b"h1", timestamp_key=b"ts", separator=b";"),
        message=("{kv:ts}", ":", "{body}"),
    ),
    signature_header="Paddle-Signature",
    string_to_sign="{ts}:{raw body}",
    timestamp=TimestampRule("kv:ts", tolerance=5.0),
    detection=DetectionRule(priority=50, any_header=("Paddle-Signature",)),
    event=InJson("event_type"),
    delivery_id=InJson("event_id"),
    secret_words="the pdl_ntfset_… text as it is",
    rotation="several h1= entries; any match",
    pitfalls=(
        "default tolerance is only 5 seconds",
        "Node SDK keeps only the last h1 and does not check future timestamps: fails during"
        " rotation when the good one is first",
        "separators are ';' not ','",
        "Python SDK raises on unknown keys",
    ),
    sources=(
        "paddle-python-sdk 1.16.1 (PyPI) Verifier/PaddleSignature; @paddle/paddle-node-sdk "
        "3.10.0 (npm) webhooks-validator",
    ),
    certainty="oracle",
    key_form=SharedSecret("pdl_ntfset_", 32, "letters"),
)

RETRY = RetryPolicy(
    name="paddle",
    title="Paddle Billing",
    delays=(
        growing(180.0, 1.0, retries=20)
        + growing(3060.0, 1.0, retries=27)
        + growing(13200.0, 1.0, retries=13)
    ),
    response_timeout=5.0,
    success=((200, 200),),
    exact=False,
    note="60 retries within 3 days; intervals are not published: these spread them as "
    "its documentation is recalled to: 20 in the first hour, 47 in the first day;"
    " the sandbox makes 3 within 15 min",
    sources=("https://developer.paddle.com/webhooks/about/respond-to-webhooks",),
)

PROVIDER = Provider(
    name="paddle",
    title="Paddle Billing",
    schemes=(SCHEME,),
    retry=RETRY,
    id_path="event_id",
)
