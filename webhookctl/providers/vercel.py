"""Vercel: HMAC over the body, still with SHA-1."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="vercel",
    title="Vercel webhooks",
    recipe=HmacRecipe(Bare("x-vercel-signature"), hash="sha1"),
    signature_header="x-vercel-signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("x-vercel-signature",)),
    event=InJson("type"),
    delivery_id=InJson("id"),
    pitfalls=("SHA-1, no prefix", "log drains use the same header"),
    sources=(
        "https://vercel.com/docs/webhooks/webhooks-api#securing-webhooks",
        "hookdeck/webhook-skills vercel-webhooks/references/verification.md",
    ),
    certainty="community_code",
)

RETRY = RetryPolicy(
    name="vercel",
    title="Vercel",
    delays=growing(MINUTE, within=DAY),
    exact=False,
    note="retried for 24 hours by the word of others; intervals are not published: "
    "these double from a minute and stay within that; its time-out is not "
    "published: 30 s are assumed",
    sources=(
        "github.com/hookdeck/webhook-skills skills/vercel-webhooks (secondary)",
        "vercel.com/docs/webhooks (signature)",
    ),
)

PROVIDER = Provider(
    name="vercel",
    title="Vercel",
    schemes=(SCHEME,),
    retry=RETRY,
)
