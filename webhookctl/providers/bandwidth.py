"""Bandwidth: a name and password."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import NamePassword
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import BasicRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="bandwidth",
    title="Bandwidth callbacks",
    recipe=BasicRecipe(),
    signature_header="Authorization",
    string_to_sign="none",
    detection=DetectionRule(priority=50, body_paths=("0.message.applicationId",)),
    event=InJson("0.type"),
    delivery_id=InJson("0.message.id"),
    secret_words="`name:password`",
    sources=("https://dev.bandwidth.com/docs/messaging/webhooks/",),
    certainty="recall",
    key_form=NamePassword(),
)

PROVIDER = Provider(name="bandwidth", title="Bandwidth", schemes=(SCHEME,))
