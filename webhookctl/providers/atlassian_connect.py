"""Atlassian Connect: a JSON Web Token about method, path and query, not the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.scheme import Scheme, TimestampRule

SCHEME = Scheme(
    id="atlassian_connect",
    title="Atlassian Connect webhooks",
    recipe=JwtRecipe(
        "Authorization",
        prefix="JWT ",
        claims=(
            Claim("iss", param="client_key", otherwise="client-key", optional=True),
            Claim("qsh", equals="atlassian_qsh"),
            Claim("exp", optional=True),
        ),
    ),
    signature_header="Authorization",
    string_to_sign="JWT; qsh = SHA-256 of METHOD&path&sorted query",
    timestamp=TimestampRule("claim:exp", tolerance=0.0),
    detection=DetectionRule(priority=50, patterns=(("authorization", "^JWT "),)),
    event=InJson("webhookEvent"),
    delivery_id=InHeader("X-Atlassian-Webhook-Identifier"),
    secret_words="the sharedSecret of the installed callback as raw text",
    pitfalls=(
        "path is relative to the app base URL",
        "percent-encoding per RFC 3986, repeated params comma-joined",
        "install/uninstall callbacks use RS256",
        "iss is the clientKey of the installation: a receiver looks its sharedSecret up by it",
    ),
    sources=(
        "atlassian-jwt 2.0.3 (npm) dist/lib/jwt.js",
        "atlassian-jwt 3.0.0 (PyPI) atlassian_jwt/authenticate.py",
    ),
    certainty="oracle",
)

PROVIDER = Provider(name="atlassian_connect", title="Atlassian Connect", schemes=(SCHEME,))
