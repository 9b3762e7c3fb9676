"""The algorithms of HTTP message signatures (RFC 9421 section 3.3), by what a secret can do."""

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest, digest
from typing import TYPE_CHECKING, Any

from webhookctl.core.certificate import rsa_key_of
from webhookctl.core.public_key import private_key_of, public_key_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

HMAC = "hmac-sha256"
ALGORITHMS = (
    HMAC,
    "ed25519",
    "ecdsa-p256-sha256",
    "ecdsa-p384-sha384",
    "rsa-pss-sha512",
    "rsa-v1_5-sha256",
)

_PEM = b"-----BEGIN "
_COORDINATES = {"secp256r1": ("ecdsa-p256-sha256", 32), "secp384r1": ("ecdsa-p384-sha384", 48)}
_SALT = 64


@dataclass(frozen=True, slots=True)
class Verifier:
    """Judges signatures of `size` bytes: `accepts` is given a signature and what was signed."""

    size: int
    accepts: Callable[[bytes, bytes], bool]


def verifiers_of(secret: bytes) -> Mapping[str, Verifier]:
    """Return how to judge with a secret, by algorithm; none for a secret that is no key.

    PEM is a public (or private) key and never taken for a shared secret, which is anything else:
    as it is, or decoded where it is base64.
    """
    if not secret.strip():
        return {}
    if _PEM not in secret:
        return {HMAC: Verifier(32, _hmac_verifier(secret))}
    rsa = rsa_key_of(secret)
    if rsa is not None:
        return {
            name: Verifier(rsa.size, _verifier(rsa.key, *_rsa(name))) for name in ALGORITHMS[-2:]
        }
    return _curve_verifiers(public_key_of("pem", secret))


def signers_of(secret: bytes) -> Mapping[str, Callable[[bytes], bytes]]:
    """Return how to sign with a secret, by algorithm; none for a secret that cannot sign."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if not secret.strip():
        return {}
    if _PEM not in secret:
        return {HMAC: lambda data: digest(_hmac_keys(secret)[0], data, "sha256")}
    key = private_key_of("pem", secret)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return {"ed25519": key.sign}
    if isinstance(key, rsa.RSAPrivateKey):
        return {name: _rsa_signer(key, *_rsa(name)) for name in ALGORITHMS[-2:]}
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _COORDINATES:
        name, size = _COORDINATES[key.curve.name]
        return {name: _curve_signer(key, size)}
    return {}


def _hmac_keys(secret: bytes) -> list[bytes]:
    try:
        return [b64decode(secret.strip(), validate=True), secret]
    except (ValueError, binascii.Error):
        return [secret]


def _hmac_verifier(secret: bytes) -> Callable[[bytes, bytes], bool]:
    def accepts(signature: bytes, data: bytes) -> bool:
        made = [digest(key, data, "sha256") for key in _hmac_keys(secret)]
        return any(compare_digest(one, signature) for one in made)

    return accepts


def _curve_verifiers(key: object) -> Mapping[str, Verifier]:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if isinstance(key, ed25519.Ed25519PublicKey):
        return {"ed25519": Verifier(64, _verifier(key))}
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _COORDINATES:
        name, size = _COORDINATES[key.curve.name]
        check = _verifier(key, _ecdsa(size))
        return {name: Verifier(size * 2, lambda one, data: check(_to_der(one, size), data))}
    return {}


def _verifier(key: Any, *arguments: object) -> Callable[[bytes, bytes], bool]:
    """Return what says whether a key of cryptography's accepts a signature."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    def accepts(signature: bytes, data: bytes) -> bool:
        try:
            key.verify(signature, data, *arguments)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return True

    return accepts


def _rsa(name: str) -> tuple["AsymmetricPadding", "HashAlgorithm"]:
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256, SHA512

    if name == "rsa-pss-sha512":
        return PSS(MGF1(SHA512()), _SALT), SHA512()
    return PKCS1v15(), SHA256()


def _rsa_signer(
    key: Any, padding: "AsymmetricPadding", hash_: "HashAlgorithm"
) -> Callable[[bytes], bytes]:
    def sign(data: bytes) -> bytes:
        signature: bytes = key.sign(data, padding, hash_)
        return signature

    return sign


def _curve_signer(key: Any, size: int) -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    def sign(data: bytes) -> bytes:
        pair = decode_dss_signature(key.sign(data, _ecdsa(size)))
        return b"".join(number.to_bytes(size, "big") for number in pair)

    return sign


def _ecdsa(size: int) -> "ECDSA":
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384

    return ECDSA(SHA256() if size == _COORDINATES["secp256r1"][1] else SHA384())


def _to_der(signature: bytes, size: int) -> bytes:
    """Return two numbers of `size` bytes each as other libraries write them."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    halves = (signature[:size], signature[size:])
    return encode_dss_signature(*(int.from_bytes(half, "big") for half in halves))
