"""Meta (Facebook, Instagram, WhatsApp): HMAC over the body."""

from webhookctl.core.challenge import TextEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InJson, InQuery, Joined
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import HOUR, MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="meta",
    title="Meta (Facebook/WhatsApp/Instagram) webhooks",
    recipe=HmacRecipe(Prefixed("X-Hub-Signature-256", b"sha256=")),
    signature_header="X-Hub-Signature-256",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=48,
        all_header=("X-Hub-Signature-256",),
        not_header=("X-GitHub-Event", "X-Gitea-Event"),
        user_agent="facebookexternalua",
        body_paths=("object", "entry"),
    ),
    event=Joined((InJson("object"), InJson("entry.0.changes.0.field"))),
    secret_words="the app secret as raw text",
    pitfalls=(
        "Meta says it signs 'an escaped unicode version of the payload, with lowercase hex "
        "digits': that is what is on the wire, so raw-body verification works; re-encoding "
        "breaks it",
        "same header as GitHub: tell apart by X-GitHub-Event",
    ),
    sources=("https://developers.facebook.com/docs/graph-api/webhooks/getting-started",),
    certainty="docs_read",
)

VERIFICATION = Handshake(
    id="meta_verify",
    title="hub.challenge verification",
    opening=Opening(
        "GET",
        (
            (InQuery("hub.mode"), "subscribe"),
            (InQuery("hub.challenge"), None),
            (InQuery("hub.verify_token"), None),
        ),
    ),
    responder=TextEcho(InQuery("hub.challenge")),
    evidence=Evidence.COMMUNITY,
    when="saving the callback URL",
    token=(InQuery("hub.verify_token"), "hub.verify_token"),
    sources=("https://developers.facebook.com/docs/graph-api/webhooks/getting-started",),
)

RETRY = RetryPolicy(
    name="meta-graph",
    title="Meta Graph API webhooks",
    delays=(0.0, 0.0, 0.0, *growing(MINUTE, within=36 * HOUR)),
    success=((200, 200),),
    exact=False,
    note="at once a few times, then ever less often for 36 hours, recalled from its "
    "documentation; intervals are not published: here three at once, then "
    "doubling from a minute; its time-out is not published: 30 s are assumed",
    sources=(
        "developers.facebook.com/docs/graph-api/webhooks/getting-started (challenge part read)",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"facebookexternalua"),
    )


PROVIDER = Provider(
    name="meta",
    title="Meta (Facebook, Instagram, WhatsApp)",
    schemes=(SCHEME,),
    aliases=("facebook", "instagram", "whatsapp"),
    dress=_dress,
    handshakes=(VERIFICATION,),
    retry=RETRY,
)
