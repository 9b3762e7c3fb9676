"""Algolia: no signed webhook is known."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="algolia",
    title="Algolia webhooks",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(priority=50),
    secret_words="nothing",
    pitfalls=("no source tells of a signed webhook of Algolia",),
    certainty="recall",
)

PROVIDER = Provider(name="algolia", title="Algolia", schemes=(SCHEME,))
