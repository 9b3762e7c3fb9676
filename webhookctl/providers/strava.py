"""Strava: no signature. All of it is known from memory of its documentation only."""

from webhookctl.core.challenge import JsonEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson, InQuery, Joined
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

DOCS = "https://developers.strava.com/docs/webhooks/"

SCHEME = Scheme(
    id="strava",
    title="Strava webhook events",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(
        priority=60, body_paths=("aspect_type", "object_type", "owner_id", "subscription_id")
    ),
    event=Joined((InJson("object_type"), InJson("aspect_type"))),
    secret_words="nothing",
    pitfalls=("no signature: compare $.subscription_id, and ask the API before acting",),
    sources=(DOCS,),
    certainty="recall",
)

VALIDATION = Handshake(
    id="strava_challenge",
    title="subscription validation",
    opening=Opening(
        "GET",
        (
            (InQuery("hub.mode"), "subscribe"),
            (InQuery("hub.challenge"), None),
            (InQuery("hub.verify_token"), None),
        ),
    ),
    responder=JsonEcho("hub.challenge", InQuery("hub.challenge")),
    evidence=Evidence.RECALL,
    when="creating a subscription",
    timeout=2.0,
    token=(InQuery("hub.verify_token"), "hub.verify_token"),
    sources=(DOCS,),
)

PROVIDER = Provider(name="strava", title="Strava", schemes=(SCHEME,), handshakes=(VALIDATION,))
