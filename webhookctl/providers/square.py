"""Square: HMAC over the registered URL and the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InJson
from webhookctl.core.model import Attempt, FailureKind
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, HOUR, MINUTE, growing
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Bare

SCHEME = Scheme(
    id="square",
    title="Square webhooks",
    recipe=HmacRecipe(
        Bare("x-square-hmacsha256-signature", encoding="base64"),
        message=("{param:notification_url}", "{body}"),
    ),
    signature_header="x-square-hmacsha256-signature",
    string_to_sign="{notification URL as registered}{raw body}",
    detection=DetectionRule(priority=50, any_header=("x-square-hmacsha256-signature",)),
    event=InJson("type"),
    delivery_id=InJson("event_id"),
    secret_words="the signature key as raw text",
    pitfalls=(
        "use the URL exactly as registered in the dashboard, not the one seen behind a proxy",
        "Python SDK returns False for an empty body, Node SDK does not",
    ),
    sources=(
        "squareup 46.0.0.20260916 (PyPI) square/utils/webhooks_helper.py; square 46.0.0 (npm)",
    ),
    certainty="oracle",
)

_REASONS = {FailureKind.RESPONSE_TIMEOUT: b"http_timeout", FailureKind.TLS: b"ssl_error"}


def _retry_headers(number: int, previous: Attempt) -> HeaderPairs:
    reason = b"http_error"
    if previous.failure is not None:
        reason = _REASONS.get(previous.failure.kind, b"other_error")
    return (
        (b"square-retry-number", str(number).encode()),
        (b"square-retry-reason", reason),
    )


RETRY = RetryPolicy(
    name="square",
    title="Square",
    delays=growing(MINUTE, longest=HOUR, within=DAY),
    retry_headers=_retry_headers,
    disable_rule="a subscription without a success for three weeks is disabled; mails warn "
    "after each week",
    exact=False,
    note="Square retries for 24 hours and publishes no intervals: these are those of "
    "its older documentation, doubling from a minute to an hour; its time-out is "
    "not published: 30 s are assumed",
    sources=(
        "https://developer.squareup.com/docs/webhooks/troubleshooting",
        "https://developer.squareup.com/docs/webhooks/step4manage",
        "https://developer.squareup.com/docs/webhooks/step2subscribe",
    ),
)


def _dress(outline: Outline) -> HeaderPairs:
    """Return Square's headers: the time is that of the first attempt at each attempt."""
    first = outline.facts.iso(milliseconds=True)
    return (
        (b"Content-Type", b"application/json"),
        (b"square-environment", b"Sandbox"),
        (b"square-initial-delivery-timestamp", first.encode()),
    )


PROVIDER = Provider(
    name="square",
    title="Square",
    schemes=(SCHEME,),
    dress=_dress,
    id_path="event_id",
    refusal_status=403,  # developer.squareup.com/docs/webhooks/step3validate, the Node.js endpoint
    retry=RETRY,
)
