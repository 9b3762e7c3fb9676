import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519

from tests.core.certificates import certificate, private_pem, public_pem
from webhookctl.core.message_algorithm import ALGORITHMS, signers_of, verifiers_of

PEM = serialization.Encoding.PEM

Key = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey

KEYS: dict[str, Key] = {
    "ed25519": ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)),
    "ecdsa-p256-sha256": ec.derive_private_key(7, ec.SECP256R1()),
    "ecdsa-p384-sha384": ec.derive_private_key(7, ec.SECP384R1()),
}
SIZES = {"ed25519": 64, "ecdsa-p256-sha256": 64, "ecdsa-p384-sha384": 96}


def private(key: Key | x25519.X25519PrivateKey) -> bytes:
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def public(key: Key) -> bytes:
    return key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("name", KEYS)
def test_curves_have_one_algorithm_each(name: str) -> None:
    key = KEYS[name]
    signers, verifiers = signers_of(private(key)), verifiers_of(public(key))

    assert list(signers) == list(verifiers) == list(verifiers_of(private(key))) == [name]
    signature = signers[name](b"data")
    assert len(signature) == verifiers[name].size == SIZES[name]
    assert verifiers[name].accepts(signature, b"data")
    assert not verifiers[name].accepts(signature, b"dada")
    assert not verifiers[name].accepts(bytes(len(signature)), b"data")
    assert not verifiers[name].accepts(signature[:-1], b"data")


@pytest.mark.parametrize("secret", [public_pem(2), certificate("a", 2, "a", 2)])
def test_rsa_has_two_algorithms(secret: bytes) -> None:
    signers, verifiers = signers_of(private_pem(0)), verifiers_of(public_pem(0))

    assert list(signers) == list(verifiers) == ["rsa-pss-sha512", "rsa-v1_5-sha256"]
    assert list(verifiers_of(secret)) == list(signers)
    for name, other in zip(signers, reversed(list(signers)), strict=True):
        signature = signers[name](b"data")
        assert len(signature) == verifiers[name].size
        assert verifiers[name].accepts(signature, b"data")
        assert not verifiers[other].accepts(signature, b"data")


@pytest.mark.parametrize(("secret", "other"), [(b"aGVsbG8=", b"hello"), (b"no base64!", None)])
def test_shared_secret_is_taken_decoded_or_as_it_is(secret: bytes, other: bytes | None) -> None:
    signature = signers_of(secret)["hmac-sha256"](b"data")

    for one in filter(None, (secret, other)):
        verifier = verifiers_of(one)["hmac-sha256"]
        assert verifier.size == len(signature)
        assert verifier.accepts(signature, b"data")
        assert not verifier.accepts(signature, b"dada")


def test_raw_text_that_looks_like_base64_fits_too() -> None:
    raw = signers_of(b"not!base64")["hmac-sha256"](b"data")

    assert verifiers_of(b"not!base64")["hmac-sha256"].accepts(raw, b"data")
    assert ALGORITHMS[0] == "hmac-sha256"


@pytest.mark.parametrize(
    "secret",
    [
        b"",
        b" \n",
        b"-----BEGIN PUBLIC KEY-----\nxxx\n-----END PUBLIC KEY-----",
        private(x25519.X25519PrivateKey.from_private_bytes(bytes(32))),
        private(ec.derive_private_key(7, ec.SECP521R1())),
    ],
    ids=["empty", "blank", "broken", "x25519", "p521"],
)
def test_other_secrets_can_do_nothing(secret: bytes) -> None:
    assert verifiers_of(secret) == {}
    assert signers_of(secret) == {}


def test_public_key_is_never_a_shared_secret() -> None:
    for key in KEYS.values():
        assert "hmac-sha256" not in verifiers_of(public(key))
        assert signers_of(public(key)) == {}
