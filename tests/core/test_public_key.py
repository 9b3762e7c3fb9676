from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from webhookctl.core.public_key import private_key_of, public_key_of

# RFC 8032 section 7.1, test 1.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")

EC = derive_private_key(7, SECP256R1())
EC_PEM = EC.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
EC_OLD_PEM = EC.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
EC_DER = EC.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
EC_PUBLIC_PEM = EC.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
EC_PUBLIC_DER = EC.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
LOCKED_PEM = EC.private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"password")
)


@pytest.mark.parametrize(
    ("encoding", "secret"),
    [
        ("hex", PUBLIC.hex().encode()),
        ("hex", PUBLIC.hex().upper().encode() + b"\n"),
        ("base64", b64encode(PUBLIC)),
        ("base64", b64encode(PUBLIC).rstrip(b"=")),
        ("whpk", b"whpk_" + b64encode(PUBLIC)),
        ("whpk", b64encode(PUBLIC)),
        ("whpk", b"whsk_" + b64encode(SEED + PUBLIC)),
        ("hex", b"whsk_" + b64encode(SEED)),
    ],
)
def test_ed25519_key_is_read_in_its_encoding(encoding: str, secret: bytes) -> None:
    key = public_key_of(encoding, secret)

    assert isinstance(key, Ed25519PublicKey)
    assert key.public_bytes_raw() == PUBLIC


@pytest.mark.parametrize(
    "secret",
    [EC_PUBLIC_PEM, b64encode(EC_PUBLIC_DER), EC_PEM, EC_OLD_PEM, b64encode(EC_DER)],
    ids=["public PEM", "public DER", "PEM", "old PEM", "DER"],
)
def test_ecdsa_key_is_read_from_either_half(secret: bytes) -> None:
    assert public_key_of("spki_der_base64", secret) == EC.public_key()
    assert public_key_of("spki_der_base64", b"\n " + secret + b"\r\n") == EC.public_key()


def test_seed_is_never_taken_for_a_private_key_to_judge_with() -> None:
    """Whoever knows a public key could use it as a seed, and sign with that."""
    forged = Ed25519PrivateKey.from_private_bytes(PUBLIC).public_key()

    for encoding, text in (("hex", PUBLIC.hex().encode()), ("base64", b64encode(PUBLIC))):
        key = public_key_of(encoding, text)
        assert isinstance(key, Ed25519PublicKey)
        assert key != forged


@pytest.mark.parametrize(
    ("encoding", "secret"),
    [
        ("hex", SEED.hex().encode()),
        ("hex", (SEED + PUBLIC).hex().encode()),
        ("base64", b64encode(SEED)),
        ("base64", SEED.hex().encode()),
        ("whpk", b"whsk_" + b64encode(SEED + PUBLIC)),
        ("whpk", b"whsk_" + b64encode(SEED)),
    ],
)
def test_private_key_is_read_from_a_seed(encoding: str, secret: bytes) -> None:
    key = private_key_of(encoding, secret)

    assert isinstance(key, Ed25519PrivateKey)
    assert key.private_bytes_raw() == SEED


@pytest.mark.parametrize("secret", [EC_PEM, EC_OLD_PEM, b64encode(EC_DER)])
def test_private_key_is_read_from_pem_and_der(secret: bytes) -> None:
    key = private_key_of("spki_der_base64", secret)

    assert isinstance(key, EllipticCurvePrivateKey)
    assert key.private_numbers() == EC.private_numbers()


@pytest.mark.parametrize("encoding", ["hex", "base64", "whpk", "spki_der_base64", "pem"])
@pytest.mark.parametrize(
    "secret",
    [
        b"",
        b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        b"\xff\xfe",
        b"-----BEGIN PUBLIC KEY-----",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        b"whsk_AAAA",
        b"whpk_AAAA",
        LOCKED_PEM,
        SEED[:31].hex().encode(),
    ],
)
def test_what_is_no_key_is_none(encoding: str, secret: bytes) -> None:
    assert public_key_of(encoding, secret) is None
    assert private_key_of(encoding, secret) is None


def test_public_key_cannot_sign() -> None:
    assert private_key_of("spki_der_base64", EC_PUBLIC_PEM) is None
    assert private_key_of("spki_der_base64", b64encode(EC_PUBLIC_DER)) is None
