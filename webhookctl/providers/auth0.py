"""Auth0 log streams: a token that you chose, in Authorization."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="auth0_log_stream",
    title="Auth0 log streams / event streams (webhook)",
    recipe=TokenRecipe("Authorization"),
    signature_header="Authorization",
    string_to_sign="none (static token compare)",
    detection=DetectionRule(priority=50, body_paths=("logs",)),
    event=FirstOf((InJson("logs.0.data.type"), InJson("type"))),
    delivery_id=FirstOf((InJson("logs.0.log_id"), InJson("id"))),
    secret_words="the authorization token that you chose, with `Bearer ` for event streams",
    pitfalls=("no body signature",),
    sources=("auth0/docs-v2 main/docs/customize/events/create-an-event-stream.mdx",),
    certainty="docs_read",
)

PROVIDER = Provider(name="auth0", title="Auth0 log streams", schemes=(SCHEME,))
