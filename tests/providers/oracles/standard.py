"""Standard Webhooks, and those who sign like it: id, time and body in three headers."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from tests.providers.oracles.oracle import (
    JSON_TEXT,
    SOME_TEXT,
    Library,
    Oracle,
    Sent,
)

NAMES = ("id", "timestamp", "signature")
API_KEY = "of nobody"
REFUSED = ("standardwebhooks:WebhookVerificationError",)


def standard(library: Library, sent: Sent) -> None:
    library.Webhook(sent.secret).verify(sent.body, sent.headers, json_parse=False)


def bigcommerce(library: Library, sent: Sent) -> None:
    standard(library, _encoded(sent))


def bigcommerce_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    return signs(library, _encoded(sent), now)


def _encoded(sent: Sent) -> Sent:
    """Return the request with its secret in the encoding that the library wants of raw text."""
    return replace(sent, secret=b64encode(sent.secret.encode()).decode())


def svix(library: Library, sent: Sent) -> None:
    library.Webhook(sent.secret).verify(sent.body, sent.headers)


def signs(library: Library, sent: Sent, now: int, *, prefix: str = "webhook") -> dict[str, str]:
    moment = datetime.fromtimestamp(now, UTC)
    signature = library.Webhook(sent.secret).sign("msg_1", moment, sent.text)
    values = ("msg_1", str(now), signature)
    return {f"{prefix}-{name}": value for name, value in zip(NAMES, values, strict=True)}


def openai(library: Library, sent: Sent) -> None:
    client = library.OpenAI(api_key=API_KEY, webhook_secret=sent.secret)
    client.webhooks.verify_signature(sent.text, sent.headers)


def anthropic(library: Library, sent: Sent) -> None:
    client = library.Anthropic(api_key=API_KEY, webhook_key=sent.secret)
    client.beta.webhooks.unwrap(sent.text, headers=sent.lower_headers)


def increase(library: Library, sent: Sent) -> None:
    client = library.Increase(api_key=API_KEY, webhook_secret=sent.secret)
    client.events.unwrap(sent.text, headers=sent.lower_headers, key=sent.secret)


def dodo_payments(library: Library, sent: Sent) -> None:
    client = library.DodoPayments(bearer_token=API_KEY, webhook_key=sent.secret)
    client.webhooks.unwrap(sent.text, headers=sent.lower_headers)


def lithic(library: Library, sent: Sent) -> None:
    client = library.Lithic(api_key=API_KEY, webhook_secret=sent.secret)
    client.webhooks.verify_signature(sent.text, sent.headers)


def replicate(library: Library, sent: Sent) -> None:
    secret = library.WebhookSigningSecret(key=sent.secret)
    library.Webhooks.validate(headers=sent.headers, body=sent.text, secret=secret, tolerance=300)


def polar(library: Library, sent: Sent) -> None:
    event: Callable[[Any], Any] = lambda payload: payload  # noqa: E731
    library.validate_event(sent.body, sent.headers, sent.secret, frozenset({"x"}), event)


def liveblocks(library: Library, sent: Sent) -> None:
    library.WebhookHandler(sent.secret).verify_request(headers=sent.headers, raw_body=sent.text)


def resend(library: Library, sent: Sent) -> None:
    headers = {name: sent[f"svix-{name}"] for name in NAMES}
    library.Webhooks.verify(
        {"payload": sent.text, "headers": headers, "webhook_secret": sent.secret}
    )


def _plain(scheme: str, *, official: bool = False) -> Oracle:
    return Oracle(
        scheme,
        "standardwebhooks",
        "standardwebhooks",
        standard,
        refusals=REFUSED,
        sign=signs,
        tolerance=300,
        is_official=official,
    )


def _svix(scheme: str, prefix: str, *, official: bool = False) -> Oracle:
    return Oracle(
        scheme,
        "svix",
        "svix",
        svix,
        refusals=("svix:WebhookVerificationError",),
        sign=partial(signs, prefix=prefix),
        tolerance=300,
        is_official=official,
    )


def _own(scheme: str, judge: Callable[[Library, Sent], object]) -> Oracle:
    """Return the library of a maker that calls standardwebhooks itself."""
    name = scheme.replace("_", "")
    return Oracle(scheme, name, name, judge, refusals=REFUSED, tolerance=300, bodies=JSON_TEXT)


ORACLES = (
    _plain("standard_webhooks", official=True),
    _plain("gitlab_signed"),
    replace(_plain("bigcommerce"), judge=bigcommerce, sign=bigcommerce_signs),
    _svix("svix", "svix", official=True),
    _svix("clerk", "svix"),
    _svix("standard_webhooks", "webhook"),
    Oracle(
        "openai",
        "openai",
        "openai",
        openai,
        refusals=("openai:InvalidWebhookSignatureError",),
        tolerance=300,
    ),
    _own("anthropic", anthropic),
    _own("increase", increase),
    _own("dodo_payments", dodo_payments),
    _own("lithic", lithic),
    Oracle(
        "replicate",
        "replicate",
        "replicate.webhook",
        replicate,
        refusals=(
            "replicate.webhook:InvalidSignatureError",
            "replicate.webhook:InvalidTimestampError",
        ),
        tolerance=300,
        bodies=SOME_TEXT,
    ),
    Oracle(
        "polar",
        "polar-sdk",
        "polar.webhooks",
        polar,
        refusals=("polar.webhooks:PolarWebhookVerificationError",),
        tolerance=300,
        bodies=('{"type":"x","a":1}', '{"type":"x","é":"\\u00e9","n":1.0}'),
    ),
    Oracle(
        "liveblocks",
        "liveblocks",
        "liveblocks.webhooks",
        liveblocks,
        refusals=("builtins:ValueError",),
        refusal_says="[Ss]ignature|[Tt]imestamp",
        tolerance=300,
        bodies=('{"type":"roomCreated","data":{}}', '{"type":"roomCreated","é":"\\u00e9"}'),
    ),
    Oracle(
        "resend",
        "resend",
        "resend",
        resend,
        refusals=("builtins:ValueError",),
        refusal_says="[Ss]ignature|[Tt]imestamp",
        tolerance=300,
        bodies=JSON_TEXT,
    ),
)
