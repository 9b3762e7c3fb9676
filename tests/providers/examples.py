"""For each scheme a message it can sign, and keys to sign and to judge it with."""

import json
from base64 import b64encode
from dataclasses import dataclass, replace
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from tests.providers.fixed import NOW, fixed_facts
from webhookctl.core.event import Json
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.recipe_token import BasicRecipe
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.secret import Secret

URL = "https://hooks.example.test/hook?a=1"

PARAMS = {
    "api_key": "APIkey",
    "key": "app-key",
    "timestamp_header": "X-Grafana-Alerting-Timestamp",
}

WHSEC = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_WHSEC = b"whsec_3f8gKMOQ9PP9hG8h4VuNvQ5pS8qg8Q1S"

_KEYS = {
    "base64": (WHSEC.removeprefix(b"whsec_"), OTHER_WHSEC.removeprefix(b"whsec_")),
    "hex": (b"0f" * 32, b"f0" * 32),
}
"""Secrets of schemes that take another encoding."""


@dataclass(frozen=True)
class Keys:
    """Secrets of a scheme: one to sign with, one to judge that by, and a wrong one."""

    signing: Secret
    judging: Secret
    other: Secret


@cache
def keys_for(scheme: Scheme) -> Keys:
    """Return secrets in the form that the scheme takes."""
    recipe = scheme.recipe
    if isinstance(recipe, BasicRecipe):
        return _shared("user:pässword".encode(), b"user:other")
    if isinstance(recipe, PublicKeyRecipe):
        return _ed25519(recipe.key) if recipe.algorithm == "ed25519" else _ecdsa()
    if isinstance(recipe, JwtRecipe) and recipe.key == "jwk":
        return _ecdsa()
    return _shared(*_KEYS.get(getattr(recipe, "key", ""), (WHSEC, OTHER_WHSEC)))


def a_delivery(provider: Provider, type_: str = "thing.happened") -> SignedMessage:
    """Return a request as the provider dresses it, not signed, with all that schemes may need."""
    facts = fixed_facts()
    id_ = provider.new_id(facts)
    moment = int(NOW) * 1000
    payload: Json = {
        "id": id_,
        "event_id": id_,
        "type": type_,
        "amount": 4200,
        "webhookTimestamp": moment,
        "time_ms": moment,
    }
    headers = provider.dress(Outline(type_, id_, payload, facts))
    return SignedMessage("POST", URL, headers, json.dumps(payload).encode(), PARAMS)


def _shared(right: bytes, wrong: bytes) -> Keys:
    secret = Secret("env:RIGHT", right)
    return Keys(secret, secret, Secret("env:WRONG", wrong))


def _ed25519(encoding: str) -> Keys:
    def public(seed: int) -> bytes:
        key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        raw = key.public_key().public_bytes_raw()
        return raw.hex().encode() if encoding == "hex" else b64encode(raw)

    seed = bytes([7]) * 32
    signing = seed.hex().encode() if encoding == "hex" else b64encode(seed)
    return Keys(
        Secret("env:PRIVATE", signing),
        Secret("env:RIGHT", public(7)),
        Secret("env:WRONG", public(8)),
    )


def _ecdsa() -> Keys:
    right, wrong = (ec.derive_private_key(number, ec.SECP256R1()) for number in (7, 8))
    private = right.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Keys(
        Secret("env:PRIVATE", private),
        Secret("env:RIGHT", _pem(right.public_key())),
        Secret("env:WRONG", _pem(wrong.public_key())),
    )


def _pem(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def with_body(message: SignedMessage, body: bytes) -> SignedMessage:
    """Return the message with another body."""
    return replace(message, body=body)
