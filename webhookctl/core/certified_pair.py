"""New RSA keys with a certificate, as providers have them that publish certificates."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from webhookctl.core.event import Facts
from webhookctl.core.key_form import KeyFile, NewKeys
from webhookctl.core.key_pair import private_pem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder, KeyUsage

_BITS = 2048
_EXPONENT = 65537
_SERIAL_BITS = 158
"""A serial number is positive and has at most 20 octets (RFC 5280 section 4.1.2.2)."""

_LEEWAY = timedelta(days=1)
"""How long before now a certificate is good already: clocks differ."""

_LIFETIME = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class CertifiedPair:
    """An RSA pair whose public half is in a certificate (PEM) for a host name.

    With an `authority`, a test authority of that name signs it, whose own certificate is a file
    beside it; else it signs itself.
    """

    host: str
    authority: str | None = None

    @property
    def is_pair(self) -> bool:
        """Yes."""
        return True

    def make(self, facts: Facts) -> NewKeys:
        """Return a new pair and its certificate. It takes a tenth of a second."""
        owner = _Party(self.host, _rsa())
        private = private_pem(owner.key)
        if self.authority is None:
            alone = _leaf(owner, owner, facts)
            return NewKeys("RSA key with a self-signed certificate", private, _file(alone))
        authority = _Party(self.authority, _rsa())
        leaf, root = _leaf(owner, authority, facts), _root(authority, facts)
        more = (_file(root, "certificate of the authority", "authority.pem"),)
        return NewKeys("RSA key with a certificate by a test authority", private, _file(leaf), more)


@dataclass(frozen=True, slots=True)
class _Party:
    """Who a certificate is of, or by."""

    name: str
    key: "RSAPrivateKey"


def _leaf(owner: _Party, issuer: _Party, facts: Facts) -> "Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    names = x509.SubjectAlternativeName([x509.DNSName(owner.name)])
    builder = _plain(owner, issuer, facts).add_extension(names, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
    return builder.sign(issuer.key, SHA256())


def _root(authority: _Party, facts: Facts) -> "Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    builder = _plain(authority, authority, facts)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    builder = builder.add_extension(_only_for_certificates(), True)
    return builder.sign(authority.key, SHA256())


def _plain(owner: _Party, issuer: _Party, facts: Facts) -> "CertificateBuilder":
    """Return a certificate up to its purpose (RFC 5280 sections 4.1 and 4.2.1)."""
    from cryptography import x509

    now = datetime.fromtimestamp(facts.unix(), UTC)
    subject, by = (
        x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, one.name)])
        for one in (owner, issuer)
    )
    public, signer = owner.key.public_key(), issuer.key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(public)
        .serial_number(facts.random_bits(_SERIAL_BITS) + 1)
        .not_valid_before(now - _LEEWAY)
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def _only_for_certificates() -> "KeyUsage":
    from cryptography.x509 import KeyUsage

    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
    more = ("key_agreement", "encipher_only", "decipher_only")
    return KeyUsage(**dict.fromkeys((*names, *more), False), key_cert_sign=True, crl_sign=True)


def _rsa() -> "RSAPrivateKey":
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    return generate_private_key(_EXPONENT, _BITS)


def _file(
    certificate: "Certificate", role: str = "certificate", ending: str = "certificate.pem"
) -> KeyFile:
    from cryptography.hazmat.primitives.serialization import Encoding

    return KeyFile(role, ending, certificate.public_bytes(Encoding.PEM))
