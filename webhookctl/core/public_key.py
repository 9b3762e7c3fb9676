"""Keys of signatures that are made with a private key and judged with the public half.

A secret is either half, in the form its provider shows it, or as PEM. A private key is only taken
for one where it cannot be a public key as well: whoever knows a public key could sign otherwise.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

PUBLIC_PREFIX = b"whpk_"
"""What the public keys of Standard Webhooks begin with."""

PRIVATE_PREFIX = b"whsk_"
"""What its private keys begin with: base64 of the 32 bytes of the key and those of its public half.

(Standard Webhooks specification, "Asymmetric".)
"""

_SEED = 32
_PAIR = 64
_PEM = b"-----BEGIN "
_ANY_PRIVATE = b"PRIVATE KEY-----"

Reader: TypeAlias = Callable[[bytes], bytes]


def public_key_of(encoding: str, secret: bytes) -> "PublicKeyTypes | None":
    """Return the public key a secret is, or is the private half of; None when it is neither.

    `encoding` is `hex` or `base64` (the 32 bytes of an Ed25519 key), `whpk` (the same behind
    `whpk_`), or `spki_der_base64` (base64 of a SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7).
    """
    private = _unmistakable_private(encoding, secret)
    if private is not None:
        return private.public_key()
    try:
        return _read_public(encoding, secret.strip())
    except (ValueError, TypeError, _unsupported()):
        return None


def private_key_of(encoding: str, secret: bytes) -> "PrivateKeyTypes | None":
    """Return the private key a secret is: PEM, `whsk_…`, or a seed.

    Seeds are in the provider's encoding of public keys, or in hex.
    """
    private = _unmistakable_private(encoding, secret)
    if private is not None or encoding not in _READERS:
        return private
    for read in (_READERS[encoding], _READERS["hex"]):
        with suppress(ValueError):
            return _from_seed(read(secret.strip()))
    return None


def _unmistakable_private(encoding: str, secret: bytes) -> "PrivateKeyTypes | None":
    from cryptography.hazmat.primitives.serialization import (
        load_der_private_key,
        load_pem_private_key,
    )

    secret = secret.strip()
    try:
        if secret.startswith(_PEM):
            return load_pem_private_key(secret, None) if _ANY_PRIVATE in secret else None
        if secret.startswith(PRIVATE_PREFIX):
            return _from_seed(_base64(secret.removeprefix(PRIVATE_PREFIX)))
        if encoding == "spki_der_base64":
            return load_der_private_key(_base64(secret), None)
    except (ValueError, TypeError, _unsupported()):
        return None
    return None


def _read_public(encoding: str, secret: bytes) -> "PublicKeyTypes":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import (
        load_der_public_key,
        load_pem_public_key,
    )

    if secret.startswith(_PEM):
        return load_pem_public_key(secret)
    if encoding in _READERS:
        return Ed25519PublicKey.from_public_bytes(_READERS[encoding](secret))
    return load_der_public_key(_base64(secret))


def _from_seed(data: bytes) -> "PrivateKeyTypes":
    """Return the Ed25519 key of a seed, with or without its public half behind it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if len(data) not in (_SEED, _PAIR):
        raise ValueError("no Ed25519 seed")
    return Ed25519PrivateKey.from_private_bytes(data[:_SEED])


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm

    return UnsupportedAlgorithm


def _base64(text: bytes) -> bytes:
    plain = b"".join(text.split()).rstrip(b"=")
    return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)


def _whpk(text: bytes) -> bytes:
    return _base64(text.removeprefix(PUBLIC_PREFIX))


_READERS: Mapping[str, Reader] = {"hex": binascii.unhexlify, "base64": _base64, "whpk": _whpk}
