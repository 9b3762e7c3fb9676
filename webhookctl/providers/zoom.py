"""Zoom: HMAC over version, timestamp and body."""

import hmac

from webhookctl.core.challenge import Computed, json_reply
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Asked, Evidence, Handshake
from webhookctl.core.locate import InJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.reply import Reply
from webhookctl.core.retry import RetryPolicy
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


def _encrypted(asked: Asked) -> Reply:
    token = asked.challenge(InJson("payload.plainToken"))
    key = asked.secret("the webhook's secret token")
    made = hmac.new(key, token.encode(), "sha256").hexdigest()
    return json_reply({"encryptedToken": made, "plainToken": token})


URL_VALIDATION = Handshake(
    id="zoom_url_validation",
    title="endpoint.url_validation",
    opening=Opening(
        "POST",
        ((InJson("event"), r"endpoint\.url_validation"), (InJson("payload.plainToken"), None)),
    ),
    responder=Computed("$.payload.plainToken and its HMAC-SHA256, hex, in JSON", _encrypted),
    evidence=Evidence.SDK,
    when="adding the URL, and every 72 hours",
    timeout=3.0,
    signed=True,
    alone=True,
    sources=("@zoom/rivet 0.4.0 (npm) CommonHttpRequest", "zoom/webhook-sample index.js"),
)

RETRY = RetryPolicy(
    name="zoom",
    title="Zoom",
    delays=(300.0, 1200.0, 3600.0),
    response_timeout=3.0,
    success=((200, 200), (204, 204)),
    sources=(
        "https://developers.zoom.us/blog/webhook-delays.md",
        "https://developers.zoom.us/changelog/platform/webhook-validation-and-verification-changes",
    ),
)

PROVIDER = Provider(
    name="zoom",
    title="Zoom",
    schemes=(SCHEME,),
    handshakes=(URL_VALIDATION,),
    retry=RETRY,
)
