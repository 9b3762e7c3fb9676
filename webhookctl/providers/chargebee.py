"""Chargebee: a name and password."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import NamePassword
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import BasicRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="chargebee",
    title="Chargebee webhooks",
    recipe=BasicRecipe(),
    signature_header="Authorization",
    string_to_sign="none",
    detection=DetectionRule(priority=50, body_paths=("event_type", "content")),
    event=InJson("event_type"),
    delivery_id=InJson("id"),
    secret_words="`name:password`",
    sources=("hookdeck/webhook-skills chargebee-webhooks/references/verification.md",),
    certainty="community_code",
    key_form=NamePassword(),
)

PROVIDER = Provider(name="chargebee", title="Chargebee", schemes=(SCHEME,))
