"""Small messages and schemes for the tests of signatures."""

import hashlib
from typing import Any

from webhookctl.core.detect import DetectionRule
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, SignedMessage, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare, SignatureFormat

NOW = 1_767_225_600.0
SECRET = Secret("env:SECRET", b"a secret")
OTHER = Secret("env:OTHER", b"another secret")


def a_message(
    *headers: tuple[str, str | bytes],
    body: bytes = b'{"a":1}',
    method: str = "POST",
    url: str | None = None,
    **params: str,
) -> SignedMessage:
    pairs = tuple(
        (name.encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in headers
    )
    return SignedMessage(method, url, pairs, body, params)


def a_scheme(
    signature: SignatureFormat | None = None,
    message: tuple[str, ...] = ("{body}",),
    timestamp: TimestampRule | None = None,
    **recipe: Any,
) -> Scheme:
    signature = signature or Bare("X-Signature")
    return Scheme(
        id="acme",
        title="Acme",
        recipe=HmacRecipe(signature, message, **recipe),
        signature_header=signature.header,
        string_to_sign="words",
        detection=DetectionRule(any_header=(signature.header,)),
        timestamp=timestamp,
    )


def mac(*parts: bytes, key: bytes = SECRET.value, algorithm: str = "sha256") -> bytes:
    """Return an HMAC, made the long way (RFC 2104 section 2)."""
    block = hashlib.new(algorithm).block_size
    key = key if len(key) <= block else hashlib.new(algorithm, key).digest()
    padded = key.ljust(block, b"\0")
    inner = hashlib.new(algorithm, bytes(byte ^ 0x36 for byte in padded) + b"".join(parts))
    outer = hashlib.new(algorithm, bytes(byte ^ 0x5C for byte in padded) + inner.digest())
    return outer.digest()
