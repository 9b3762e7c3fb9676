"""Inngest: HMAC over body and timestamp."""

from dataclasses import replace

from webhookctl.core.canonical_json import canonical
from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_either import EitherForm
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, SignedMessage, TimestampRule
from webhookctl.core.signature import KeyValues


def _with_canonical_body(message: SignedMessage) -> SignedMessage | None:
    """Return the message with its JSON as the SDK signs it when a framework has parsed it."""
    body = canonical(message.body)
    return None if body is None else replace(message, body=body)


SCHEME = Scheme(
    id="inngest",
    title="Inngest function calls",
    recipe=EitherForm(
        HmacRecipe(
            KeyValues("X-Inngest-Signature", b"s", timestamp_key=b"t", separator=b"&"),
            message=("{body}", "{kv:t}"),
            key="inngest",
        ),
        _with_canonical_body,
    ),
    signature_header="X-Inngest-Signature",
    string_to_sign="{raw body, or its canonical JSON (RFC 8785)}{t}",
    timestamp=TimestampRule("kv:t", tolerance=300.0),
    detection=DetectionRule(priority=50, any_header=("X-Inngest-Signature",)),
    event=InJson("event.name"),
    delivery_id=InJson("ctx.run_id"),
    secret_words="the signing key; signkey-…- before it does not count",
    rotation="fallback signing key tried second",
    pitfalls=(
        "when the framework hands over a parsed object the SDK signs RFC 8785 canonical "
        "JSON; for strings the raw text",
    ),
    sources=(
        "inngest 4.24.0 (npm) helpers/net.js, components/InngestCommHandler.js RequestSignature",
    ),
    certainty="oracle",
)

PROVIDER = Provider(name="inngest", title="Inngest", schemes=(SCHEME,))
