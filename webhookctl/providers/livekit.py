"""LiveKit: a JSON Web Token with a hash of the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Scheme, TimestampRule

SCHEME = Scheme(
    id="livekit",
    title="LiveKit webhooks",
    recipe=JwtRecipe(
        "Authorization",
        claims=(
            Claim("iss", param="api_key"),
            Claim("sha256", equals="sha256_b64(body)"),
            Claim("exp"),
        ),
    ),
    signature_header="Authorization",
    string_to_sign="JWT; body bound by sha256 claim (base64)",
    timestamp=TimestampRule("claim:exp", tolerance=60.0),
    detection=DetectionRule(
        priority=50,
        patterns=(("authorization", "^eyJ"),),
        content_type="application/webhook\\+json",
    ),
    event=InJson("event"),
    delivery_id=InJson("id"),
    secret_words="the API secret as raw text",
    pitfalls=(
        "no 'Bearer ' prefix",
        "content type application/webhook+json: some frameworks do not parse or keep the raw body",
    ),
    sources=("livekit-api 1.2.2 (PyPI) webhook.py; livekit-server-sdk 2.19.2 (npm)",),
    certainty="oracle",
)

PROVIDER = Provider(name="livekit", title="LiveKit", schemes=(SCHEME,))
