"""Stripe: HMAC over timestamp and body, in one header that holds both."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Facts
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InJson
from webhookctl.core.mode import ModeRule
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import KeyValues

DOCS = "https://docs.stripe.com/webhooks"

SCHEME = Scheme(
    id="stripe",
    title="Stripe webhooks",
    recipe=HmacRecipe(
        KeyValues("Stripe-Signature", b"v1", b"t"), message=("{kv:t}", ".", "{body}")
    ),
    signature_header="Stripe-Signature",
    string_to_sign="{t}.{raw body}",
    # stripe-python and stripe-node only refuse the past.
    timestamp=TimestampRule("kv:t", tolerance=300.0, future=False),
    detection=DetectionRule(
        priority=50, any_header=("Stripe-Signature",), user_agent="^Stripe/1.0"
    ),
    event=InJson("type"),
    delivery_id=InJson("id"),
    secret_words="the endpoint's whsec_… text as it is, not decoded",
    rotation="several v1 entries, one for each active secret (up to 24 h); any one that fits is "
    "enough; v0 entries of test events are ignored",
    pitfalls=(
        "verify the raw body bytes; never re-serialised JSON",
        "whsec_ is part of the key here, while Standard Webhooks strips it and decodes the rest",
        "the tolerance of 300 s is only applied to the past; 0 turns it off in Stripe's libraries",
        "thin events (v2.core.event) have the same signature",
        "stripe-node strips a UTF-8 byte order mark and then fails",
    ),
    sources=(
        "stripe 16.1.0 (PyPI), stripe/_webhook.py; stripe 23.1.0 (npm), cjs/Webhooks.js",
        "https://docs.stripe.com/webhooks/signature",
    ),
    certainty="oracle",
    key_form=SharedSecret("whsec_", 32, "letters"),
)

HOUR = 3600.0

RETRY = RetryPolicy(
    name="stripe",
    title="Stripe",
    delays=(HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 32 * HOUR),
    disable_rule="an endpoint may be disabled after days of failures, with a mail",
    exact=False,
    note="Stripe retries for up to 3 days with growing intervals that it does not publish, nor its "
    "time-out; these double from one hour and stay within the 3 days",
    sources=(DOCS,),
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Accept", b"*/*; q=0.5, application/xml"),
        (b"Cache-Control", b"no-cache"),
        (b"Content-Type", b"application/json; charset=utf-8"),
        (b"User-Agent", b"Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
    )


def _new_id(facts: Facts) -> str:
    return f"evt_1{facts.letters(23)}"


PROVIDER = Provider(
    name="stripe",
    title="Stripe",
    schemes=(SCHEME,),
    dress=_dress,
    new_id=_new_id,
    id_path="id",
    retry=RETRY,
    mode=ModeRule(InJson("livemode"), live="true", test="false"),
    refusal_status=400,  # docs.stripe.com/webhooks, the endpoints in all languages
)
