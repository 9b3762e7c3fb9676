"""Plaid: a JSON Web Token with a hash of the body, signed with a key of Plaid."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.key_pair import JsonWebKeyPair
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, growing
from webhookctl.core.scheme import Scheme, TimestampRule

SCHEME = Scheme(
    id="plaid",
    title="Plaid webhooks",
    recipe=JwtRecipe(
        "Plaid-Verification",
        algorithms=("ES256",),
        key="jwk",
        claims=(Claim("request_body_sha256", equals="sha256_hex(body)"), Claim("iat")),
    ),
    signature_header="Plaid-Verification",
    string_to_sign="JWT; body bound by request_body_sha256",
    timestamp=TimestampRule("claim:iat", tolerance=300.0, future=False),
    detection=DetectionRule(priority=50, any_header=("Plaid-Verification",)),
    event=Joined((InJson("webhook_type"), InJson("webhook_code"))),
    secret_words=(
        "the key that /webhook_verification_key/get gives for your credentials: a JSON Web Key "
        "(EC P-256)"
    ),
    rotation="kid header; keys expire (expired_at)",
    pitfalls=(
        "require alg ES256 (reject none/HS256)",
        "whitespace in body matters: Plaid pretty-prints with 2 spaces",
    ),
    sources=(
        "plaid/plaid-openapi 2020-09-14.yml /webhook_verification_key/get",
        "https://plaid.com/docs/api/webhooks/webhook-verification/",
    ),
    certainty="docs_read",
    key_form=JsonWebKeyPair(),
)

RETRY = RetryPolicy(
    name="plaid",
    title="Plaid",
    delays=growing(30.0, 4.0, within=DAY),
    response_timeout=10.0,
    success=((200, 200),),
    disable_rule="nothing is retried while over 90% of the webhooks of 24 hours were refused",
    note="from its rule: 30 s, then each wait four times as long, up to 24 hours",
    sources=("https://support.plaid.com/hc/en-us/articles/40390675922967",),
)

PROVIDER = Provider(
    name="plaid",
    title="Plaid",
    schemes=(SCHEME,),
    retry=RETRY,
)
