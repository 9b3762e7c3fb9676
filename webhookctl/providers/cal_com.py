"""Cal.com: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="cal_com",
    title="Cal.com webhooks",
    recipe=HmacRecipe(Bare("X-Cal-Signature-256")),
    signature_header="X-Cal-Signature-256",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Cal-Signature-256",)),
    event=InJson("triggerEvent"),
    delivery_id=InJson("payload.uid"),
    sources=(
        "NangoHQ/nango cal-com-webhook-routing.ts",
        "https://cal.com/docs/developing/guides/automation/webhooks",
    ),
    certainty="community_code",
)

PROVIDER = Provider(name="cal_com", title="Cal.com", schemes=(SCHEME,))
