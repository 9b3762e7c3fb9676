"""Okta event hooks: a text that you chose, in Authorization."""

from webhookctl.core.challenge import JsonEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import FirstOf, InHeader, InJson
from webhookctl.core.opening import Opening
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

VERIFICATION = Handshake(
    id="okta_verification",
    title="one-time verification",
    opening=Opening("GET", ((InHeader("x-okta-verification-challenge"), None),)),
    responder=JsonEcho("verification", InHeader("x-okta-verification-challenge")),
    evidence=Evidence.DOCS,
    when="pressing Verify",
    timeout=3.0,
    alone=True,
    sources=(
        "okta/okta-developer-docs packages/@okta/vuepress-site/docs/concepts/event-hooks/index.md",
    ),
)

PROVIDER = Provider(
    name="okta",
    title="Okta event hooks",
    schemes=(SCHEME,),
    handshakes=(VERIFICATION,),
)
