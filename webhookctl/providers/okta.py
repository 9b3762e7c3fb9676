"""Okta event hooks: a text that you chose, in Authorization."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="okta_event_hook",
    title="Okta event hooks",
    recipe=TokenRecipe("Authorization"),
    signature_header="Authorization",
    string_to_sign="none (static token compare)",
    detection=DetectionRule(
        priority=50, user_agent="Okta", body_paths=("eventType", "data.events")
    ),
    event=InJson("data.events.0.eventType"),
    delivery_id=FirstOf((InJson("eventId"), InJson("data.events.0.uuid"))),
    secret_words="the text that you chose, compared as it is",
    pitfalls=("value has no scheme prefix unless you put one",),
    sources=(
        "okta/okta-developer-docs packages/@okta/vuepress-site/docs/concepts/event-hooks/index.md",
    ),
    certainty="docs_read",
)

PROVIDER = Provider(name="okta", title="Okta event hooks", schemes=(SCHEME,))
