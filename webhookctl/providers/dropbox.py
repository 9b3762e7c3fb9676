"""Dropbox: HMAC over the body."""

from webhookctl.core.challenge import TextEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InQuery
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="dropbox",
    title="Dropbox webhooks",
    recipe=HmacRecipe(Bare("X-Dropbox-Signature")),
    signature_header="X-Dropbox-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Dropbox-Signature",)),
    secret_words="the app secret as raw text",
    sources=(
        "https://www.dropbox.com/developers/reference/webhooks",
        "public code (hex HMAC-SHA256)",
    ),
    certainty="community_code",
)

CHALLENGE = Handshake(
    id="dropbox_challenge",
    title="GET challenge",
    opening=Opening("GET", ((InQuery("challenge"), None),)),
    responder=TextEcho(InQuery("challenge")),
    evidence=Evidence.RECALL,
    when="adding the webhook URI",
    timeout=10.0,
    sources=("https://www.dropbox.com/developers/reference/webhooks",),
)

RETRY = RetryPolicy(
    name="dropbox",
    title="Dropbox",
    delays=growing(5.0, within=10 * MINUTE),
    response_timeout=10.0,
    success=((200, 200),),
    exact=False,
    note="retried for about 10 minutes at exponential intervals are not published: "
    "these double from 5 s and stay within that",
    sources=(
        "https://dropbox.com/developers/reference/webhooks",
        "archived copy of /developers/webhooks/docs",
    ),
)

PROVIDER = Provider(
    name="dropbox",
    title="Dropbox",
    schemes=(SCHEME,),
    handshakes=(CHALLENGE,),
    retry=RETRY,
)
