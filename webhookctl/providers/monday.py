"""monday.com: a JSON Web Token about the URL, not the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Scheme, TimestampRule

SCHEME = Scheme(
    id="monday",
    title="monday.com webhooks / integration calls",
    recipe=JwtRecipe(
        "Authorization",
        claims=(Claim("aud", equals="url", optional=True), Claim("exp", optional=True)),
    ),
    signature_header="Authorization",
    string_to_sign="JWT only; the body is not bound",
    timestamp=TimestampRule("claim:exp", tolerance=0.0),
    detection=DetectionRule(
        priority=50, patterns=(("authorization", "^eyJ"),), body_paths=("event.type",)
    ),
    event=InJson("event.type"),
    delivery_id=InJson("event.triggerUuid"),
    secret_words="the app's signing secret (boards) or client secret (lifecycle) as raw text",
    pitfalls=(
        "webhooks created with a personal API token carry no JWT",
        "aud must equal your endpoint URL",
        "no Bearer prefix",
    ),
    sources=("https://developer.monday.com/apps/docs/authorization-header and /advanced-concepts",),
    certainty="docs_read",
)

PROVIDER = Provider(name="monday", title="monday.com", schemes=(SCHEME,))
