"""FusionAuth: a JSON Web Token with a hash of the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="fusionauth",
    title="FusionAuth signed webhooks",
    recipe=JwtRecipe(
        "X-FusionAuth-Signature-JWT",
        algorithms=("HS256", "HS384", "HS512"),
        claims=(Claim("request_body_sha256", equals="sha256_b64(body)"),),
    ),
    signature_header="X-FusionAuth-Signature-JWT",
    string_to_sign="JWT; body bound by request_body_sha256 (base64)",
    detection=DetectionRule(priority=50, any_header=("X-FusionAuth-Signature-JWT",)),
    event=InJson("event.type"),
    delivery_id=InJson("event.id"),
    secret_words="the HMAC key as raw text",
    rotation="kid header",
    pitfalls=("RS/ES/EdDSA keys also possible (JWKS)",),
    sources=(
        "hookdeck/webhook-skills fusionauth-webhooks/references/verification.md",
        "https://fusionauth.io/docs/extend/events-and-webhooks/signing",
    ),
    certainty="community_code",
)

PROVIDER = Provider(name="fusionauth", title="FusionAuth", schemes=(SCHEME,))
