"""Google push notification channels: a token."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InHeader, Joined
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="google_channel",
    title="Google Drive/Calendar/Gmail push channels",
    recipe=TokenRecipe("X-Goog-Channel-Token"),
    signature_header="X-Goog-Channel-Token",
    string_to_sign="none (static token compare)",
    detection=DetectionRule(priority=50, any_header=("X-Goog-Channel-ID",)),
    event=InHeader("X-Goog-Resource-State"),
    delivery_id=Joined((InHeader("X-Goog-Channel-ID"), InHeader("X-Goog-Message-Number"))),
    secret_words="the token given when the channel was made",
    pitfalls=("empty body", "Cloud Pub/Sub push uses an OIDC JWT in Authorization instead"),
    sources=("https://developers.google.com/drive/api/guides/push", "public code"),
    certainty="community_code",
)

SYNC = Handshake(
    id="google_sync",
    title="sync message",
    opening=Opening(
        "POST",
        ((InHeader("X-Goog-Channel-ID"), None), (InHeader("X-Goog-Resource-State"), "sync")),
    ),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="creating a channel",
    signed=True,
    passes=True,
    sources=("https://developers.google.com/drive/api/guides/push",),
)

PROVIDER = Provider(
    name="google",
    title="Google push notification channels",
    schemes=(SCHEME,),
    handshakes=(SYNC,),
)
