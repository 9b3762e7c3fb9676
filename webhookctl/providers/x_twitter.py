"""X Account Activity: HMAC over the body, in base64."""

import hmac
from base64 import b64encode

from webhookctl.core.challenge import Computed, json_reply
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Asked, Evidence, Handshake
from webhookctl.core.locate import InJsonKey, InQuery
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.reply import Reply
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


def _response_token(asked: Asked) -> Reply:
    token = asked.challenge(InQuery("crc_token"))
    key = asked.secret("the app's consumer secret, not its bearer token")
    made = b64encode(hmac.digest(key, token.encode(), "sha256")).decode("ascii")
    return json_reply({"response_token": f"sha256={made}"})


CHALLENGE_RESPONSE_CHECK = Handshake(
    id="x_crc",
    title="Challenge-Response Check",
    opening=Opening("GET", ((InQuery("crc_token"), None),)),
    responder=Computed("the HMAC-SHA256 of crc_token, base64, in JSON", _response_token),
    evidence=Evidence.DOCS,
    when="registering the webhook, and again and again",
    timeout=10.0,
    alone=True,
    sources=(
        "xdevplatform/docs x-api/webhooks/quickstart.mdx",
        "frain-dev/convoy internal/pkg/crc/crc.go",
    ),
)

PROVIDER = Provider(
    name="x_twitter",
    title="X Account Activity",
    schemes=(SCHEME,),
    aliases=("twitter", "x"),
    handshakes=(CHALLENGE_RESPONSE_CHECK,),
)
