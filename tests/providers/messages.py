"""Requests made, changed, signed and judged in few words."""

from dataclasses import replace

from tests.providers.fixed import NOW
from webhookctl.core import signature
from webhookctl.core.headers import without
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Verdict

URL = "https://hooks.example.test/hook?a=1"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def a_request(
    body: bytes = b"",
    content_type: str | None = JSON,
    *,
    url: str | None = URL,
    method: str = "POST",
    **params: str,
) -> SignedMessage:
    headers = () if content_type is None else ((b"Content-Type", content_type.encode()),)
    return SignedMessage(method, url, headers, body, params)


def having(message: SignedMessage, name: str, value: bytes | str | None) -> SignedMessage:
    """Return the message with that header, or without it."""
    if value is None:
        return replace(message, headers=without(message.headers, [name]))
    data = value.encode() if isinstance(value, str) else value
    return replace(message, headers=signature.with_header(message.headers, name, data))


def holding(message: SignedMessage, body: bytes) -> SignedMessage:
    return replace(message, body=body)


def at(message: SignedMessage, url: str | None) -> SignedMessage:
    return replace(message, url=url)


def given(message: SignedMessage, **params: str) -> SignedMessage:
    return replace(message, params={**message.params, **params})


def signed(
    scheme: Scheme, message: SignedMessage, secret: bytes, *, now: float = NOW, id_: str = "msg_1"
) -> SignedMessage:
    return scheme.sign(message, Secret("env:SECRET", secret), Stamp(now, id_))


def judged(
    scheme: Scheme, message: SignedMessage, *secrets: bytes, now: float | None = NOW
) -> Verdict:
    named = [Secret(f"s{number}", secret) for number, secret in enumerate(secrets)]
    return scheme.judge(message, named, now)
