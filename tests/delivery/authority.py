"""Certificates made for a test: an authority, and what it signs, rightly or not."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

_SIGNS_OTHERS = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)

GOOD = (-1, 30)
"""From which to which day a certificate is valid, counted from now."""

EXPIRED = (-30, -1)

NOT_YET = (1, 30)


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def authority(cls, name: str = "Test authority") -> Self:
        """Return an authority that signs itself."""
        return cls._make(name, None, GOOD, ())

    @classmethod
    def self_signed(cls, host: str = "127.0.0.1") -> Self:
        """Return a server's identity that nobody has signed but itself."""
        return cls._make("self", None, GOOD, (host,))

    def sign(self, host: str = "127.0.0.1", days: tuple[int, int] = GOOD) -> "Identity":
        """Return an identity for a host that this authority has signed."""
        return self._make("leaf", self, days, (host,))

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self, password: bytes | None = None) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password)
            if password
            else serialization.NoEncryption(),
        )

    def certificate_in(self, folder: Path) -> str:
        """Write the certificate alone into a file and return its path."""
        return _write(folder, f"{self.certificate.serial_number}.pem", self.pem)

    def key_in(self, folder: Path) -> str:
        """Write the key alone into a file and return its path."""
        return _write(folder, f"{self.certificate.serial_number}.key", self.key_pem())

    def both_in(self, folder: Path) -> str:
        """Write certificate and key into one file and return its path."""
        both = self.pem + self.key_pem()
        return _write(folder, f"{self.certificate.serial_number}.both.pem", both)

    @classmethod
    def _make(
        cls, name: str, issuer: "Identity | None", days: tuple[int, int], hosts: tuple[str, ...]
    ) -> Self:
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(_certificate(name, key, issuer, days, hosts), key)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: Identity | None,
    days: tuple[int, int],
    hosts: tuple[str, ...],
) -> x509.Certificate:
    start, end = (datetime.now(UTC) + timedelta(days=day) for day in days)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = key if issuer is None else issuer.key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=not hosts, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if not hosts:
        builder = builder.add_extension(_SIGNS_OTHERS, critical=True)
    else:
        names = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, SHA256())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


@cache
def the_authority() -> Identity:
    """Return the one authority of a test run."""
    return Identity.authority()
