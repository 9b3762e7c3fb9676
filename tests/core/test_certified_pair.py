from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import (
    BasicConstraints,
    Certificate,
    DNSName,
    KeyUsage,
    SubjectAlternativeName,
    load_pem_x509_certificate,
)
from cryptography.x509.oid import NameOID

from tests.providers.fixed import NOW, fixed_facts
from webhookctl.core.certified_pair import CertifiedPair
from webhookctl.core.key_form import NewKeys

HOST = "certs.example.test"
ALONE = CertifiedPair(HOST).make(fixed_facts())
CHAINED = CertifiedPair(HOST, "Test Authority").make(fixed_facts())


def certificate(keys: NewKeys, number: int = 1) -> Certificate:
    return load_pem_x509_certificate(keys.files[number].content)


def name_of(one: Certificate) -> str:
    return str(one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


@pytest.mark.parametrize("keys", [ALONE, CHAINED], ids=["alone", "chained"])
def test_certificate_is_of_the_private_key_and_the_host(keys: NewKeys) -> None:
    key = load_pem_private_key(keys.signing.content, None)
    one = certificate(keys)

    assert isinstance(key, RSAPrivateKey)
    assert key.key_size == 2048
    assert one.public_key() == key.public_key()
    assert name_of(one) == HOST
    names = one.extensions.get_extension_for_class(SubjectAlternativeName).value
    assert names.get_values_for_type(DNSName) == [HOST]
    assert not one.extensions.get_extension_for_class(BasicConstraints).value.ca


def test_certificate_is_good_from_a_day_before_for_ten_years() -> None:
    one, now = certificate(ALONE), datetime.fromtimestamp(NOW, UTC)

    assert one.not_valid_before_utc == now - timedelta(days=1)
    assert one.not_valid_after_utc == now + timedelta(days=3650)


def test_certificate_alone_has_signed_itself() -> None:
    one = certificate(ALONE)

    one.verify_directly_issued_by(one)
    assert [file.ending for file in ALONE.files] == ["private.pem", "certificate.pem"]


def test_authority_has_signed_the_certificate_and_may_sign_no_authority() -> None:
    leaf, root = certificate(CHAINED), certificate(CHAINED, 2)

    leaf.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    with pytest.raises(InvalidSignature):
        certificate(ALONE).verify_directly_issued_by(
            certificate(CertifiedPair(HOST, HOST).make(fixed_facts()), 2)
        )
    rules = root.extensions.get_extension_for_class(BasicConstraints).value
    assert (rules.ca, rules.path_length) == (True, 0)
    usage = root.extensions.get_extension_for_class(KeyUsage).value
    assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)
    assert name_of(root) == "Test Authority"


def test_only_the_private_key_is_private() -> None:
    assert [file.private for file in CHAINED.files] == [True, False, False]
    assert [file.role for file in CHAINED.files] == [
        "private key",
        "certificate",
        "certificate of the authority",
    ]
    assert CertifiedPair(HOST).is_pair


def test_serial_numbers_differ_and_have_at_most_twenty_octets() -> None:
    serials = {certificate(CHAINED).serial_number, certificate(CHAINED, 2).serial_number}

    assert len(serials) == 2
    assert all(0 < serial < 2**159 for serial in serials)
