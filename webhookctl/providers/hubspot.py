"""HubSpot: HMAC over method, URL, body and timestamp; hashes with the secret before that."""

import re
from dataclasses import replace

from webhookctl.core.detect import DetectionRule
from webhookctl.core.event import Json
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.recipe_either import EitherForm
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import MINUTE, growing
from webhookctl.core.scheme import Scheme, SignedMessage, TimestampRule
from webhookctl.core.signature import Bare

_DECODED = re.compile("%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)


def _with_decoded_url(message: SignedMessage) -> SignedMessage | None:
    """Return the message with the URL as HubSpot's documentation signs it."""
    url = message.url or ""
    decoded = _DECODED.sub(lambda match: chr(int(match[0][1:], 16)), url)
    return None if decoded == url else replace(message, url=decoded)


V1 = Scheme(
    id="hubspot_v1",
    always_beside="hubspot_v3",
    title="HubSpot webhooks signature v1",
    recipe=DigestRecipe(Bare("X-HubSpot-Signature"), message=("{secret}", "{body}")),
    signature_header="X-HubSpot-Signature",
    string_to_sign="{client_secret}{raw body}",
    detection=DetectionRule(
        priority=50,
        any_header=("X-HubSpot-Signature",),
        patterns=(("x-hubspot-signature-version", "^v1$"),),
    ),
    event=InJson("0.subscriptionType"),
    delivery_id=InJson("0.eventId"),
    secret_words="the app's client secret as raw text",
    pitfalls=("not an HMAC", "body is a JSON array of up to 100 events"),
    sources=(
        "hubspot-api-client 12.0.0 (PyPI) hubspot/utils/signature.py; @hubspot/api-client "
        "14.0.1 (npm)",
        "https://developers.hubspot.com/docs/api/webhooks/validating-requests",
    ),
    certainty="oracle",
)

V2 = Scheme(
    id="hubspot_v2",
    always_beside="hubspot_v3",
    title="HubSpot signature v2 (workflow/CRM card)",
    recipe=DigestRecipe(
        Bare("X-HubSpot-Signature"), message=("{secret}", "{method}", "{url}", "{body}")
    ),
    signature_header="X-HubSpot-Signature",
    string_to_sign="{client_secret}{METHOD}{full URL}{raw body}",
    detection=DetectionRule(
        priority=50,
        any_header=("X-HubSpot-Signature",),
        patterns=(("x-hubspot-signature-version", "^v2$"),),
    ),
    event=InJson("0.subscriptionType"),
    secret_words="the app's client secret as raw text",
    pitfalls=("full URL with scheme, host and query as HubSpot called it",),
    sources=(
        "hubspot-api-client 12.0.0 (PyPI) hubspot/utils/signature.py; @hubspot/api-client "
        "14.0.1 (npm)",
        "https://developers.hubspot.com/docs/api/webhooks/validating-requests",
    ),
    certainty="oracle",
)

V3 = Scheme(
    id="hubspot_v3",
    older="hubspot_v2",
    title="HubSpot signature v3",
    recipe=EitherForm(
        HmacRecipe(
            Bare("X-HubSpot-Signature-v3", encoding="base64"),
            message=("{method}", "{url}", "{body}", "{header:X-HubSpot-Request-Timestamp}"),
        ),
        _with_decoded_url,
    ),
    signature_header="X-HubSpot-Signature-v3",
    string_to_sign="{METHOD}{full URL, some of it decoded}{raw body}{timestamp ms}",
    timestamp=TimestampRule(
        "header:X-HubSpot-Request-Timestamp", unit="ms", tolerance=300.0, future=False
    ),
    detection=DetectionRule(priority=40, any_header=("X-HubSpot-Signature-v3",)),
    event=InJson("0.subscriptionType"),
    delivery_id=InJson("0.eventId"),
    secret_words="the app's client secret as raw text",
    pitfalls=(
        "the docs decode %3A %2F %3F %40 %21 %24 %27 %28 %29 %2A %2C %3B in the URL before they "
        "sign, neither SDK does: either fits here",
        "no future check in the SDKs",
        "boundary at exactly 300 s differs between SDKs",
    ),
    sources=(
        "hubspot-api-client 12.0.0 (PyPI) hubspot/utils/signature.py; @hubspot/api-client "
        "14.0.1 (npm)",
        "https://developers.hubspot.com/docs/api/webhooks/validating-requests",
    ),
    certainty="oracle",
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/json"),
        (
            b"User-Agent",
            b"HubSpot Connect 2.0 (http://dev.hubspot.com/) (namespace: webhooks-nio-http-client)"
            b" - WebhooksExecutorDaemon-executor",
        ),
        (b"X-HubSpot-Timeout-Millis", b"10000"),
    )


def _retry_body(payload: Json, number: int, now: float) -> Json:  # noqa: ARG001 - no time in it
    if not isinstance(payload, list):
        return payload
    return [_counted(event, number) for event in payload]


def _counted(event: Json, number: int) -> Json:
    if not isinstance(event, dict):
        return event
    first = event.get("attemptNumber")
    return {**event, "attemptNumber": number + (first if isinstance(first, int) else 0)}


RETRY = RetryPolicy(
    name="hubspot",
    title="HubSpot",
    delays=growing(MINUTE, retries=10),
    response_timeout=5.0,
    retry_body=_retry_body,
    exact=False,
    note="10 retries within 24 hours, at random intervals that it does not publish: "
    "these double from a minute",
    sources=("https://developers.hubspot.com/changelog/2018-12-10-updated-webhook-retry-logic",),
)

PROVIDER = Provider(
    name="hubspot",
    title="HubSpot",
    schemes=(V3, V2, V1),
    dress=_dress,
    id_path="0.eventId",
    retry=RETRY,
)
