"""X Account Activity: HMAC over the body, in base64."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJsonKey
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="x_twitter",
    title="X (Twitter) webhooks v2 / Account Activity",
    recipe=HmacRecipe(Prefixed("x-twitter-webhooks-signature", b"sha256=", encoding="base64")),
    signature_header="x-twitter-webhooks-signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("x-twitter-webhooks-signature",)),
    event=InJsonKey(r".*_events"),
    secret_words="the app's consumer secret (API secret key) as raw text",
    pitfalls=(
        "base64 after sha256=",
        "URL may not contain a port",
        "docs disagree on CRC interval (hourly vs every 30 min when not validated in 24 h)",
    ),
    sources=("xdevplatform/docs x-api/webhooks/introduction.mdx, quickstart.mdx",),
    certainty="docs_read",
)

PROVIDER = Provider(
    name="x_twitter", title="X Account Activity", schemes=(SCHEME,), aliases=("twitter", "x")
)
