"""The providers' own libraries judge what we sign, and we judge what they sign."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import standardwebhooks
import stripe
import svix
from slack_sdk.signature import SignatureVerifier

from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.providers import find

WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODIES = ['{"a":1}', '{"é":"\\u00e9"}', "", "a=1&b=%20+", "{\r\n}\n", "日本 🎉", "\x00"]


@dataclass(frozen=True)
class Library:
    """A library that signs and judges: `accepts` says whether it takes a request."""

    scheme: str
    secret: str
    accepts: Callable[[str, bytes, dict[str, str]], bool]
    sign: Callable[[str, str, int], dict[str, str]]


def stripe_accepts(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, headers["Stripe-Signature"], secret, 300)
    except stripe.SignatureVerificationError:
        return False
    return True


def stripe_signs(secret: str, body: str, now: int) -> dict[str, str]:
    value = stripe.WebhookSignature.generate_signature_header(body, secret, now)
    return {"Stripe-Signature": value}


def slack_accepts(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    return SignatureVerifier(secret).is_valid_request(body, headers)


def slack_signs(secret: str, body: str, now: int) -> dict[str, str]:
    signature = SignatureVerifier(secret).generate_signature(timestamp=str(now), body=body)
    return {"X-Slack-Request-Timestamp": str(now), "X-Slack-Signature": str(signature)}


def standard_accepts(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        standardwebhooks.Webhook(secret).verify(body, headers, json_parse=False)
    except standardwebhooks.WebhookVerificationError:
        return False
    return True


def svix_accepts(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        svix.Webhook(secret).verify(body, headers)
    except svix.WebhookVerificationError:
        return False
    return True


def standard_signs(library: Any, secret: str, body: str, now: int) -> dict[str, str]:
    signature = library.Webhook(secret).sign("msg_1", datetime.fromtimestamp(now, UTC), body)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(now),
        "webhook-signature": signature,
    }


LIBRARIES = [
    pytest.param(Library("stripe", WHSEC, stripe_accepts, stripe_signs), id="stripe"),
    pytest.param(
        Library("slack", "8f742231b10e8888abcd99yyyzzz85a5", slack_accepts, slack_signs),
        id="slack_sdk",
    ),
    pytest.param(
        Library(
            "standard_webhooks", WHSEC, standard_accepts, partial(standard_signs, standardwebhooks)
        ),
        id="standardwebhooks",
    ),
    pytest.param(
        Library("standard_webhooks", WHSEC, svix_accepts, partial(standard_signs, svix)), id="svix"
    ),
]


def scheme_of(library: Library) -> Scheme:
    return find(library.scheme)[1][0]


def signed_by_us(library: Library, body: str, now: float) -> dict[str, str]:
    message = SignedMessage("POST", None, (), body.encode())
    secret = Secret("s", library.secret.encode())
    signed = scheme_of(library).sign(message, secret, Stamp(now, "msg_1"))
    return {name.decode(): value.decode() for name, value in signed.headers}


def accepted_by_us(library: Library, body: bytes, headers: dict[str, str]) -> bool:
    pairs = tuple((name.encode(), value.encode()) for name, value in headers.items())
    message = SignedMessage("POST", None, pairs, body)
    secret = Secret("s", library.secret.encode())
    return scheme_of(library).judge(message, [secret], time.time()).valid


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("library", LIBRARIES)
def test_library_accepts_what_we_sign(library: Library, body: str) -> None:
    headers = signed_by_us(library, body, time.time())

    assert library.accepts(library.secret, body.encode(), headers)
    assert not library.accepts(library.secret, body.encode() + b" ", headers)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("library", LIBRARIES)
def test_we_accept_what_a_library_signs(library: Library, body: str) -> None:
    headers = library.sign(library.secret, body, int(time.time()))

    assert accepted_by_us(library, body.encode(), headers)
    assert not accepted_by_us(library, body.encode() + b" ", headers)
    assert not accepted_by_us(replace(library, secret=library.secret[:-1]), body.encode(), headers)


@pytest.mark.parametrize("library", LIBRARIES)
def test_we_refuse_what_a_library_refuses_as_too_old(library: Library) -> None:
    headers = signed_by_us(library, "{}", time.time() - 310)

    assert not library.accepts(library.secret, b"{}", headers)
    assert not accepted_by_us(library, b"{}", headers)
