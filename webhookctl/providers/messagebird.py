"""MessageBird (Bird): a JSON Web Token with hashes of URL and body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.jwt_token import InToken
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Scheme, TimestampRule

SCHEME = Scheme(
    id="messagebird",
    title="MessageBird/Bird webhooks",
    recipe=JwtRecipe(
        "MessageBird-Signature-JWT",
        algorithms=("HS256", "HS384", "HS512"),
        claims=(
            Claim("iss", literal="MessageBird"),
            Claim("url_hash", equals="sha256_hex(url)"),
            Claim("payload_hash", equals="sha256_hex(body)", only_with_body=True),
            Claim("nbf", optional=True),
            Claim("exp", optional=True),
        ),
        id_claim="jti",
    ),
    signature_header="MessageBird-Signature-JWT",
    string_to_sign="JWT; URL and body bound by hashes",
    timestamp=TimestampRule("claim:nbf,exp", tolerance=1.0),
    detection=DetectionRule(priority=50, any_header=("MessageBird-Signature-JWT",)),
    event=InJson("type"),
    delivery_id=InToken("MessageBird-Signature-JWT", "jti"),
    secret_words="the signing key as raw text",
    pitfalls=(
        "url_hash is over the exact URL incl. port and parameter order",
        "older MessageBird-Signature (HMAC of timestamp, sorted query, body hash) is deprecated",
    ),
    sources=(
        "messagebird 2.2.0 (PyPI) request_validator.py; messagebird 4.0.1 (npm) "
        "webhook-signature-jwt.js",
    ),
    certainty="oracle",
)

PROVIDER = Provider(
    name="messagebird", title="MessageBird (Bird)", schemes=(SCHEME,), aliases=("bird",)
)
