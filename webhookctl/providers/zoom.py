"""Zoom: HMAC over version, timestamp and body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="zoom",
    title="Zoom webhooks",
    recipe=HmacRecipe(
        Prefixed("x-zm-signature", b"v0="),
        message=("v0:", "{header:x-zm-request-timestamp}", ":", "{body}"),
    ),
    signature_header="x-zm-signature",
    string_to_sign="v0:{x-zm-request-timestamp}:{raw body}",
    timestamp=TimestampRule("header:x-zm-request-timestamp", tolerance=300.0),
    detection=DetectionRule(priority=50, any_header=("x-zm-signature",)),
    event=InJson("event"),
    secret_words="the webhook's secret token as raw text",
    pitfalls=(
        "both Zoom samples sign JSON.stringify(parsed body): equal to the raw body only "
        "because Zoom sends minified JSON; any whitespace or \\/ escaping would break that, "
        "raw bytes do not",
        "no staleness check in Zoom's own code",
        "header may carry the timestamp as a number string in seconds (ms seen in old apps)",
    ),
    sources=("@zoom/rivet 0.4.0 (npm) CommonHttpRequest", "zoom/webhook-sample index.js"),
    certainty="oracle",
)

PROVIDER = Provider(name="zoom", title="Zoom", schemes=(SCHEME,))
