"""CircleCI: HMAC over the body, with its version."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import KeyValues

SCHEME = Scheme(
    id="circleci",
    title="CircleCI outbound webhooks",
    recipe=HmacRecipe(KeyValues("circleci-signature", b"v1")),
    signature_header="circleci-signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=50,
        any_header=("circleci-signature", "circleci-event-type"),
        user_agent="^CircleCI-Webhook/",
    ),
    event=FirstOf((InHeader("circleci-event-type"), InJson("type"))),
    delivery_id=InJson("id"),
    rotation="versions listed as v1=..,v2=..; check only the newest you support",
    pitfalls=("avoid downgrade: ignore versions older than the newest supported",),
    sources=(
        "circleci/circleci-docs docs/guides/modules/integration/pages/outbound-webhooks.adoc",
    ),
    certainty="published_vector",
)

RETRY = RetryPolicy(
    name="circleci",
    title="CircleCI",
    response_timeout=10.0,
    exact=False,
    published=False,
    note='CircleCI retries "at a later time", which it does not publish',
    sources=(
        "github.com/circleci/circleci-docs "
        "docs/guides/modules/integration/pages/outbound-webhooks.adoc @9734a14",
    ),
)

PROVIDER = Provider(
    name="circleci",
    title="CircleCI",
    schemes=(SCHEME,),
    retry=RETRY,
)
