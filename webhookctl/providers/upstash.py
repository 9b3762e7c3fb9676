"""Upstash QStash: a JSON Web Token with the URL and a hash of the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.locate import InHeader
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Scheme, TimestampRule

SCHEME = Scheme(
    id="upstash_qstash",
    title="Upstash QStash",
    recipe=JwtRecipe(
        "Upstash-Signature",
        claims=(
            Claim("iss", literal="Upstash"),
            Claim("sub", equals="url"),
            Claim("body", equals="sha256_b64url(body)"),
            Claim("exp"),
            Claim("nbf", optional=True),
        ),
        more_keys=("next_signing_key",),
        id_claim="jti",
    ),
    signature_header="Upstash-Signature",
    string_to_sign="JWT; URL in sub, body in body claim (base64url)",
    timestamp=TimestampRule("claim:exp,nbf", tolerance=0.0),
    detection=DetectionRule(priority=50, any_header=("Upstash-Signature",)),
    delivery_id=InHeader("Upstash-Message-Id"),
    secret_words="the signing key as raw text",
    rotation="current and next signing key; try both",
    pitfalls=("strip '=' padding on both sides before comparing the body hash",),
    sources=("qstash 3.4.0 (PyPI) receiver.py; @upstash/qstash 2.12.0 (npm)",),
    certainty="oracle",
)

PROVIDER = Provider(name="upstash", title="Upstash QStash", schemes=(SCHEME,), aliases=("qstash",))
