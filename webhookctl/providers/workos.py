"""WorkOS: HMAC over timestamp and body, in one header."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, MINUTE, growing
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

SCHEME = Scheme(
    id="workos",
    title="WorkOS webhooks",
    recipe=HmacRecipe(
        KeyValues("WorkOS-Signature", b"v1", timestamp_key=b"t", separator=b", "),
        message=("{kv:t}", ".", "{body}"),
    ),
    signature_header="WorkOS-Signature",
    string_to_sign="{t in ms}.{raw body}",
    timestamp=TimestampRule("kv:t", unit="ms", tolerance=180.0),
    detection=DetectionRule(priority=50, any_header=("WorkOS-Signature",)),
    event=InJson("event"),
    delivery_id=InJson("id"),
    pitfalls=(
        "t is in milliseconds",
        "Python SDK requires exactly ', ' (comma+space) between parts",
        "Node SDK 8.x (newest that npm installs on Node 20) re-serialises the parsed JSON: "
        "fails on \\u escapes, extra whitespace, duplicate keys, and accepts bodies that "
        "differ only in whitespace; 11.x takes the raw body",
        "SDKs slice off 3 characters instead of checking 'v1='",
        "AuthKit Actions use the same format with 30 s tolerance",
    ),
    sources=(
        "workos 10.8.0 (PyPI) webhooks/_verification.py; @workos-inc/node 11.0.0 and 8.13.0"
        " (npm) SignatureProvider",
    ),
    certainty="oracle",
)

RETRY = RetryPolicy(
    name="workos",
    title="WorkOS",
    delays=growing(MINUTE, within=3 * DAY),
    exact=False,
    note="WorkOS retries for 3 days at exponential intervals are not published: these "
    "double from a minute and stay within that; several minutes in staging; its "
    "time-out is not published: 30 s are assumed",
    sources=("https://workos.com/docs/webhooks",),
)

PROVIDER = Provider(
    name="workos",
    title="WorkOS",
    schemes=(SCHEME,),
    retry=RETRY,
)
