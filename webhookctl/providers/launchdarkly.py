"""LaunchDarkly: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="launchdarkly",
    title="LaunchDarkly webhooks",
    recipe=HmacRecipe(Bare("X-LD-Signature")),
    signature_header="X-LD-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-LD-Signature",)),
    event=Joined((InJson("kind"), InJson("titleVerb"))),
    delivery_id=InJson("_id"),
    sources=(
        "https://docs.launchdarkly.com/integrations/webhooks",
        "several public implementations",
    ),
    certainty="community_code",
)

PROVIDER = Provider(name="launchdarkly", title="LaunchDarkly", schemes=(SCHEME,))
