"""RSA keys as PEM: certificates (X.509, RFC 5280), public and private keys; what they signed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from webhookctl.core.public_key import private_key_of, public_key_of
from webhookctl.core.span import span

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
    from cryptography.hazmat.primitives.hashes import HashAlgorithm
    from cryptography.x509 import Certificate

_PRIVATE = re.compile(
    rb"-----BEGIN ([A-Z ]*)PRIVATE KEY-----.+?-----END \1PRIVATE KEY-----", re.DOTALL
)
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class RsaKey:
    """A public key, and the certificates it came with: its own first, then those above it."""

    key: "RSAPublicKey"
    certificates: tuple["Certificate", ...] = ()

    @property
    def size(self) -> int:
        """How many bytes its signatures have."""
        return self.key.key_size // 8

    def has_signed(self, data: bytes, signature: bytes, hash_name: str) -> bool:
        """Say whether a signature (RSASSA-PKCS1-v1_5, RFC 8017 section 8.2) is that of data."""
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

        try:
            self.key.verify(signature, data, PKCS1v15(), _hash(hash_name))
        except (InvalidSignature, UnsupportedAlgorithm):
            return False
        return True

    def why_untrusted(
        self, now: float | None, trusted: bytes | None, name_end: str | None
    ) -> str | None:
        """Return why its certificate is not to be trusted, None when it is (or there is none).

        It must be valid at `now` (Unix seconds, None leaves it unchecked), its common name end in
        `name_end`, and a certificate of `trusted` (PEM) be above it, where these are given.
        """
        if not self.certificates:
            return None
        if name_end is not None and not _common_name(self.certificates[0]).endswith(name_end):
            return f"the certificate is not for a name that ends in `{name_end}`"
        if now is not None and (fault := _out_of_date(self.certificates[0], now)):
            return fault
        return None if trusted is None else _unchained(self.certificates, trusted, now)


def rsa_key_of(pem: bytes) -> RsaKey | None:
    """Return the RSA key of PEM text: of its first certificate, else the key itself, or None."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    certificates = _certificates(pem)
    if certificates is None:
        return None
    try:
        key = certificates[0].public_key() if certificates else public_key_of("pem", pem)
    except (ValueError, UnsupportedAlgorithm):  # of a kind, or on a curve, that nobody knows
        return None
    return RsaKey(key, certificates) if isinstance(key, RSAPublicKey) else None


def is_certificate(pem: bytes) -> bool:
    """Say whether PEM text holds a certificate of an RSA key, whoever may trust it."""
    key = rsa_key_of(pem)
    return key is not None and bool(key.certificates)


def signed_by(pem: bytes, data: bytes, hash_name: str) -> bytes | None:
    """Return the signature that the RSA private key in PEM text makes, None when there is none."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    key = _private_key(pem)
    return None if key is None else key.sign(data, PKCS1v15(), _hash(hash_name))


def _private_key(pem: bytes) -> "RSAPrivateKey | None":
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    block = _PRIVATE.search(pem)
    key = private_key_of("pem", block[0]) if block else None
    return key if isinstance(key, RSAPrivateKey) else None


def _hash(name: str) -> "HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    return hashes.SHA1() if name == "sha1" else hashes.SHA256()  # noqa: S303 - SNS version 1


def _certificates(pem: bytes) -> tuple["Certificate", ...] | None:
    """Return the certificates in PEM text, none where it has none, None when they are broken."""
    from cryptography.x509 import load_pem_x509_certificates

    if _CERTIFICATE not in pem:
        return ()
    try:
        return tuple(load_pem_x509_certificates(pem))
    except ValueError:
        return None


def _common_name(certificate: "Certificate") -> str:
    from cryptography.x509.oid import NameOID

    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value).lower() if names else ""


def _out_of_date(certificate: "Certificate", now: float) -> str | None:
    end = certificate.not_valid_after_utc.timestamp()
    start = certificate.not_valid_before_utc.timestamp()
    if now > end:
        return f"the certificate expired {span(now - end)} before ({_day(end)})"
    if now < start:
        return f"the certificate is not valid before {_day(start)}"
    return None


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def _unchained(
    certificates: Sequence["Certificate"], trusted: bytes, now: float | None
) -> str | None:
    """Return why no way leads from a certificate to a trusted one (RFC 5280 section 6)."""
    roots = _certificates(trusted)
    if not roots:
        return "`trusted_ca_pem` holds no certificate"
    place, others = certificates[0], list(certificates[1:])
    while True:
        if any(place == root or _issued(root, place, now) for root in roots):
            return None
        above = next((one for one in others if _issued(one, place, now)), None)
        if above is None:
            return "the certificate is not issued by one of `trusted_ca_pem`"
        others.remove(above)
        place = above


def _issued(issuer: "Certificate", subject: "Certificate", now: float | None) -> bool:
    """Say whether a certificate is an authority's, of the time, and signed the other."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    try:
        subject.verify_directly_issued_by(issuer)
        authority = issuer.extensions.get_extension_for_class(BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, ExtensionNotFound):
        return False
    return authority and (now is None or _out_of_date(issuer, now) is None)
