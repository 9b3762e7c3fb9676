"""Deepgram: a token."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="deepgram",
    title="Deepgram callbacks",
    recipe=TokenRecipe("dg-token"),
    signature_header="dg-token",
    string_to_sign="none (static token compare)",
    detection=DetectionRule(priority=50, any_header=("dg-token",)),
    delivery_id=InJson("metadata.request_id"),
    secret_words="the identifier of the API key, not the key",
    sources=("hookdeck/webhook-skills deepgram-webhooks/references/verification.md",),
    certainty="community_code",
)

PROVIDER = Provider(name="deepgram", title="Deepgram", schemes=(SCHEME,))
