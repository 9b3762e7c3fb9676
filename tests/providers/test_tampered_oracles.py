"""The providers' own libraries take what we send, and refuse all that we tamper with."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import standardwebhooks
import stripe
import svix
from slack_sdk.signature import SignatureVerifier

from webhookctl.core.model import OutgoingRequest
from webhookctl.core.secret import Secret
from webhookctl.core.tamper import Forgery, Kind
from webhookctl.core.url import parse_url
from webhookctl.flows.send import Order, Parcel, prepare
from webhookctl.flows.world import real_world

WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
REFUSALS = (
    stripe.SignatureVerificationError,
    standardwebhooks.WebhookVerificationError,
    svix.WebhookVerificationError,
    TypeError,  # text that is not ASCII cannot be compared in constant time
    ValueError,
)
Headers = dict[str, str]


def by_stripe(secret: str, body: bytes, headers: Headers) -> bool:
    value = headers.get("stripe-signature", "")
    return bool(stripe.WebhookSignature.verify_header(body, value, secret, 300))


def by_slack(secret: str, body: bytes, headers: Headers) -> bool:
    return SignatureVerifier(secret).is_valid_request(body, headers)


def by_standard_webhooks(secret: str, body: bytes, headers: Headers) -> bool:
    standardwebhooks.Webhook(secret).verify(body, headers, json_parse=False)
    return True


def by_svix(secret: str, body: bytes, headers: Headers) -> bool:
    svix.Webhook(secret).verify(body, headers)
    return True


Judge = Callable[[str, bytes, Headers], bool]
CASES: dict[str, tuple[str, str, Judge, set[Kind]]] = {
    "stripe": ("stripe.charge.succeeded", "very secret", by_stripe, {Kind.FUTURE}),
    "slack": ("slack.app_mention", "very secret", by_slack, set()),
    "standard_webhooks": ("standard_webhooks.user.created", WHSEC, by_standard_webhooks, set()),
    "svix": ("svix.user.created", WHSEC, by_svix, set()),
}
EVERY = [
    pytest.param(event, secret, judge, kind, id=f"{name}-{kind}")
    for name, (event, secret, judge, without) in CASES.items()
    for kind in Kind
    if kind not in without and kind is not Kind.OLD_ALGORITHM  # none of them has an older scheme
]


def parcel(event: str, secret: str, kind: Kind | None = None) -> Parcel:
    data = b'{"id": 1}' if event.startswith("svix") else None
    order = Order(
        parse_url("http://app.test/hook"),
        event=event,
        data=data,
        secret=Secret("test", secret.encode()),
        tamper=kind,
    )
    return prepare(order, real_world(7))


def taken(judge: Judge, secret: str, request: OutgoingRequest) -> bool:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers
    }
    try:
        return judge(secret, request.body.read(), headers)
    except REFUSALS:
        return False


@pytest.mark.parametrize(("event", "secret", "judge", "kind"), EVERY)
def test_library_refuses_what_is_tampered_with(
    event: str, secret: str, judge: Judge, kind: Kind
) -> None:
    genuine = parcel(event, secret)
    forged = parcel(event, secret, kind)
    now = time.time()

    assert isinstance(forged.forgery, Forgery)
    assert taken(judge, secret, genuine.request(now))
    assert not taken(judge, secret, forged.request(now))
    assert taken(judge, secret, replace(forged, forgery=None).request(now))
