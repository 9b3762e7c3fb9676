"""Netlify: a JSON Web Token with a hash of the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="netlify",
    title="Netlify deploy notifications (JWS)",
    recipe=JwtRecipe(
        "X-Webhook-Signature",
        claims=(Claim("iss", literal="netlify"), Claim("sha256", equals="sha256_hex(body)")),
    ),
    signature_header="X-Webhook-Signature",
    string_to_sign="JWT; body bound by sha256 claim",
    detection=DetectionRule(
        priority=50, any_header=("X-Netlify-Event",), patterns=(("x-webhook-signature", "^eyJ"),)
    ),
    event=InHeader("X-Netlify-Event"),
    delivery_id=InJson("id"),
    secret_words="the JWS secret token as raw text",
    pitfalls=("no exp/iat: replayable", "X-Webhook-Signature is also used by Cursor (sha256=hex)"),
    sources=(
        "https://docs.netlify.com/site-deploys/notifications/#payload-signature",
        "simstudioai/sim PR 4518 description (HS256, iss=netlify, sha256 claim)",
    ),
    certainty="community_code",
)

PROVIDER = Provider(name="netlify", title="Netlify", schemes=(SCHEME,))
