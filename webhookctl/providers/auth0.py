"""Auth0 log streams: a token that you chose, in Authorization."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.retry import RetryPolicy, status_set
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

RETRY = RetryPolicy(
    name="auth0-event-streams",
    title="Auth0 event streams",
    delays=(1.0, 2.0, 4.0),
    final=status_set("4xx"),
    disable_rule="disabled after 500 failures in a row, 5000 in all, or three failed "
    "deliveries in a row",
    note="its time-out is not published: 30 s are assumed",
    sources=(
        "github.com/auth0/docs-v2 main/docs/customize/events/events-best-practices.mdx @092b879",
    ),
)

PROVIDER = Provider(
    name="auth0",
    title="Auth0 log streams",
    schemes=(SCHEME,),
    retry=RETRY,
)
