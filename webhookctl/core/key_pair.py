"""New key pairs as providers have them: they sign with one half, and publish the other."""

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webhookctl.core.event import Facts
from webhookctl.core.key_form import KeyFile, NewKeys
from webhookctl.core.public_key import PRIVATE_PREFIX, PUBLIC_PREFIX

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points the curve P-256 has (SP 800-186 section 3.2.1.3)."""

_SEED = 32
_COORDINATE = 32


@dataclass(frozen=True, slots=True)
class Ed25519Pair:
    """An Ed25519 pair (RFC 8032). `public` is how the provider writes the public half.

    It is `hex`, `base64`, `pem`, or `whpk`: the prefixes of Standard Webhooks, for either half.
    """

    public: str = "hex"

    @property
    def is_pair(self) -> bool:
        """Yes."""
        return True

    def make(self, facts: Facts) -> NewKeys:
        """Return a new pair."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        seed = facts.random_bits(_SEED * 8).to_bytes(_SEED, "big")
        key = Ed25519PrivateKey.from_private_bytes(seed)
        private = private_pem(key)
        if self.public == "whpk":
            text = PRIVATE_PREFIX + base64.b64encode(seed + key.public_key().public_bytes_raw())
            private = KeyFile("private key", "private.txt", text, private=True)
        return NewKeys("Ed25519 key pair", private, self._public(key.public_key()))

    def _public(self, key: "Ed25519PublicKey") -> KeyFile:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        if self.public == "pem":
            pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            return KeyFile("public key", "public.pem", pem)
        half = key.public_bytes_raw()
        if self.public == "hex":
            return _public_text(half.hex().encode())
        prefix = PUBLIC_PREFIX if self.public == "whpk" else b""
        return _public_text(prefix + base64.b64encode(half))


@dataclass(frozen=True, slots=True)
class EcdsaPair:
    """A pair on the curve P-256; the public half is base64 of a SubjectPublicKeyInfo in DER."""

    @property
    def is_pair(self) -> bool:
        """Yes."""
        return True

    def make(self, facts: Facts) -> NewKeys:
        """Return a new pair."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        key = _p256(facts)
        half = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        public = _public_text(base64.b64encode(half))
        return NewKeys("ECDSA P-256 key pair", private_pem(key), public)


@dataclass(frozen=True, slots=True)
class JsonWebKeyPair:
    """A pair on the curve P-256 as JSON Web Keys (RFC 7517), named by a `kid`.

    `created_at` and `expired_at` are there as Plaid adds them; others pass over them.
    """

    @property
    def is_pair(self) -> bool:
        """Yes."""
        return True

    def make(self, facts: Facts) -> NewKeys:
        """Return a new pair."""
        numbers = _p256(facts).private_numbers()
        point = numbers.public_numbers
        public = {
            "kty": "EC",
            "crv": "P-256",
            "alg": "ES256",
            "use": "sig",
            "kid": facts.uuid(),
            "x": _base64url(point.x),
            "y": _base64url(point.y),
            "created_at": facts.unix(),
            "expired_at": None,
        }
        private = json.dumps({**public, "d": _base64url(numbers.private_value)}).encode()
        return NewKeys(
            "JSON Web Key pair (EC P-256)",
            KeyFile("private key", "private.json", private, private=True),
            KeyFile("public key", "public.json", json.dumps(public).encode()),
        )


def private_pem(key: "PrivateKeyTypes") -> KeyFile:
    """Return the file of a private key, as PKCS #8 in PEM (RFC 7468 section 10)."""
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyFile("private key", "private.pem", pem, private=True)


def _public_text(text: bytes) -> KeyFile:
    return KeyFile("public key", "public.txt", text)


def _p256(facts: Facts) -> "EllipticCurvePrivateKey":
    """Return a private key from 64 bits more than it has (FIPS 186-5 appendix A.2.1)."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

    number = facts.random_bits(P256_ORDER.bit_length() + 64) % (P256_ORDER - 1) + 1
    return derive_private_key(number, SECP256R1())


def _base64url(number: int) -> str:
    data = number.to_bytes(_COORDINATE, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
