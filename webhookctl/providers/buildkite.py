"""Buildkite: HMAC over timestamp and body, or a plain token."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import FirstOf, InHeader, InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_token import TokenRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

SIGNATURE = Scheme(
    id="buildkite_signature",
    title="Buildkite webhooks (signature)",
    recipe=HmacRecipe(
        KeyValues("X-Buildkite-Signature", b"signature", timestamp_key=b"timestamp"),
        message=("{kv:timestamp}", ".", "{body}"),
    ),
    signature_header="X-Buildkite-Signature",
    string_to_sign="{timestamp}.{raw body}",
    timestamp=TimestampRule("kv:timestamp", tolerance=300.0),
    detection=DetectionRule(priority=50, any_header=("X-Buildkite-Signature",)),
    event=FirstOf((InHeader("X-Buildkite-Event"), InJson("event"))),
    secret_words="the webhook token as raw text",
    pitfalls=("keys may be separated by ', '",),
    sources=(
        "buildkite/docs pages/apis/webhooks/_webhook_signature.md, "
        "_verifying_hmac_signatures.md, _defending_against_replay_attacks.md",
    ),
    certainty="docs_read",
)

TOKEN = Scheme(
    id="buildkite_token",
    title="Buildkite webhooks (token)",
    recipe=TokenRecipe("X-Buildkite-Token"),
    signature_header="X-Buildkite-Token",
    string_to_sign="none (static token compare)",
    detection=DetectionRule(priority=50, any_header=("X-Buildkite-Token",)),
    event=InHeader("X-Buildkite-Event"),
    sources=("buildkite/docs pages/apis/webhooks/_webhook_token.md",),
    certainty="docs_read",
)

PROVIDER = Provider(name="buildkite", title="Buildkite", schemes=(SIGNATURE, TOKEN))
