"""Certificates and keys made for tests."""

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()
"""When the certificates are valid, unless they say otherwise."""


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    """Return the same key for the same number; another in each run."""
    return rsa.generate_private_key(65537, 1024 + 1024 * (number == 0))


def certificate(
    subject: str,
    number: int,
    issuer: str,
    issuer_number: int,
    *,
    authority: bool | None = False,
    years: tuple[int, int] = (2025, 2027),
) -> bytes:
    """Return a certificate as PEM; `authority` None leaves out what it may be used for."""
    start, end = (datetime(year, 1, 1, tzinfo=UTC) for year in years)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key(number).public_key())
        .serial_number(number + 1)
        .not_valid_before(start)
        .not_valid_after(end)
    )
    if authority is not None:
        constraints = x509.BasicConstraints(ca=authority, path_length=None)
        builder = builder.add_extension(constraints, critical=True)
    made = builder.sign(key(issuer_number), SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


def private_pem(number: int) -> bytes:
    return key(number).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_pem(number: int) -> bytes:
    return (
        key(number)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)] if text else [])
