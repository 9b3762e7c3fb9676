"""Twitch EventSub: HMAC over id, timestamp and body."""

from webhookctl.core.challenge import TextEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.model import Attempt
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="twitch",
    title="Twitch EventSub webhooks",
    recipe=HmacRecipe(
        Prefixed("Twitch-Eventsub-Message-Signature", b"sha256="),
        message=(
            "{header:Twitch-Eventsub-Message-Id}",
            "{header:Twitch-Eventsub-Message-Timestamp}",
            "{body}",
        ),
        id_header="Twitch-Eventsub-Message-Id",
    ),
    signature_header="Twitch-Eventsub-Message-Signature",
    string_to_sign="{Message-Id}{Message-Timestamp}{raw body}",
    timestamp=TimestampRule(
        "header:Twitch-Eventsub-Message-Timestamp", unit="iso8601", tolerance=None
    ),
    detection=DetectionRule(
        priority=50, any_header=("Twitch-Eventsub-Message-Signature", "Twitch-Eventsub-Message-Id")
    ),
    event=InHeader("Twitch-Eventsub-Subscription-Type"),
    delivery_id=InHeader("Twitch-Eventsub-Message-Id"),
    secret_words="the 10 to 100 ASCII characters chosen at subscription, as raw text",
    pitfalls=(
        "timestamp has nanoseconds: sign the header text as is",
        "twitch-cli re-formats the timestamp (RFC3339Nano drops trailing zeros) before "
        "signing but sends the original header text: may mismatch for zero-padded fractions",
    ),
    sources=(
        "twitchdev/twitch-cli internal/events/trigger/forward_event.go",
        "twitchAPI 4.5.0 (PyPI); @twurple/eventsub-http 8.1.4 (npm)",
        "https://dev.twitch.tv/docs/eventsub/handling-webhook-events",
    ),
    certainty="docs_read",
)

CALLBACK_VERIFICATION = Handshake(
    id="twitch_callback_verification",
    title="webhook_callback_verification",
    opening=Opening(
        "POST",
        (
            (InHeader("Twitch-Eventsub-Message-Type"), "webhook_callback_verification"),
            (InJson("challenge"), None),
        ),
    ),
    responder=TextEcho(InJson("challenge")),
    evidence=Evidence.DOCS,
    when="creating a subscription",
    signed=True,
    sources=("twitchdev/twitch-cli internal/events/verify/subscription_verify.go",),
)


def _retry_headers(number: int, previous: Attempt) -> HeaderPairs:  # noqa: ARG001 - all alike
    return ((b"Twitch-Eventsub-Message-Retry", str(number).encode()),)


RETRY = RetryPolicy(
    name="twitch-eventsub",
    title="Twitch EventSub",
    response_timeout=10.0,
    retry_headers=_retry_headers,
    disable_rule="a subscription is revoked after too many failures (no number is published)",
    exact=False,
    published=False,
    note="Twitch publishes no intervals; it wants an answer within a few seconds: 10 s"
    " are those of its command-line tool",
    sources=(
        "https://dev.twitch.tv/docs/eventsub/handling-webhook-events",
        "github.com/twitchdev/twitch-cli internal/events/trigger/forward_event.go @fd7dac6",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:
    """Return the headers of a notification; retries are counted from 0."""
    return (
        (b"Content-Type", b"application/json"),
        (b"Twitch-Eventsub-Message-Id", outline.id.encode()),
        (b"Twitch-Eventsub-Message-Retry", b"0"),
        (b"Twitch-Eventsub-Message-Type", b"notification"),
        (b"Twitch-Eventsub-Subscription-Type", outline.type.encode()),
        (b"Twitch-Eventsub-Subscription-Version", b"1"),
    )


PROVIDER = Provider(
    name="twitch",
    title="Twitch EventSub",
    schemes=(SCHEME,),
    dress=_dress,
    handshakes=(CALLBACK_VERIFICATION,),
    refusal_status=403,  # dev.twitch.tv/docs/eventsub/handling-webhook-events, the endpoint
    retry=RETRY,
)
