from base64 import b64encode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.core.certificates import NOON, certificate, key, private_pem, public_pem
from webhookctl.core.certificate import is_certificate, rsa_key_of, signed_by

YEAR = 366 * 86_400
ROOT = certificate("root", 0, "root", 0, authority=True)
MIDDLE = certificate("middle", 1, "root", 0, authority=True)
LEAF = certificate("Hooks.acme.test", 2, "middle", 1)
OWN = certificate("own", 3, "own", 3)


def why(pem: bytes, now: float | None = NOON, trusted: bytes | None = None) -> str | None:
    found = rsa_key_of(pem)
    assert found is not None
    return found.why_untrusted(now, trusted, None)


@pytest.mark.parametrize("hash_name", ["sha1", "sha256"])
@pytest.mark.parametrize(
    "pem", [LEAF, LEAF + MIDDLE, public_pem(2), private_pem(2), private_pem(2) + LEAF]
)
def test_what_a_private_key_signs_its_other_half_accepts(pem: bytes, hash_name: str) -> None:
    found, signature = rsa_key_of(pem), signed_by(LEAF + private_pem(2), b"data", hash_name)

    assert found is not None
    assert signature is not None
    assert found.size == len(signature)
    assert found.has_signed(b"data", signature, hash_name)
    assert not found.has_signed(b"dada", signature, hash_name)
    assert not found.has_signed(b"data", signature[:-1] + b"x", hash_name)
    assert not found.has_signed(b"data", signature, "sha256" if hash_name == "sha1" else "sha1")


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"secret",
        b"-----BEGIN CERTIFICATE-----\nxxxx\n-----END CERTIFICATE-----\n",
        b"-----BEGIN PUBLIC KEY-----\nxxxx\n-----END PUBLIC KEY-----\n",
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    ],
    ids=["empty", "text", "broken certificate", "broken key", "elliptic"],
)
def test_anything_but_rsa_is_no_key(pem: bytes) -> None:
    assert rsa_key_of(pem) is None
    assert signed_by(pem, b"data", "sha256") is None


@pytest.mark.parametrize("pem", [LEAF, public_pem(2)])
def test_public_half_cannot_sign(pem: bytes) -> None:
    assert signed_by(pem, b"data", "sha256") is None


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (NOON, None),
        (None, None),
        (NOON - 2 * YEAR, "not valid before 2025-01-01"),
        (NOON + 2 * YEAR, "expired"),
    ],
)
def test_certificate_is_of_its_time(now: float | None, words: str | None) -> None:
    assert (words or "") in (why(OWN, now) or "")
    assert (why(OWN, now) is None) is (words is None)


@pytest.mark.parametrize(
    ("pem", "trusted", "is_trusted"),
    [
        (LEAF + MIDDLE, ROOT, True),
        (LEAF, MIDDLE, True),
        (LEAF, OWN + MIDDLE, True),
        (LEAF + OWN + MIDDLE, ROOT, True),
        (OWN, OWN, True),
        (LEAF, ROOT, False),
        (LEAF + MIDDLE, OWN, False),
        (OWN, ROOT, False),
        (LEAF, b"", False),
        (LEAF, b"-----BEGIN CERTIFICATE-----\n", False),
    ],
)
def test_a_way_leads_to_a_trusted_certificate(pem: bytes, trusted: bytes, is_trusted: bool) -> None:
    found = why(pem, trusted=trusted)

    assert (found is None) is is_trusted
    assert "trusted_ca_pem" in (found or "trusted_ca_pem")


@pytest.mark.parametrize(
    "issuer",
    [
        certificate("middle", 1, "root", 0, authority=False),
        certificate("middle", 1, "root", 0, authority=None),
        certificate("middle", 1, "root", 0, authority=True, years=(2020, 2021)),
        certificate("middle", 4, "root", 0, authority=True),
        certificate("other", 1, "root", 0, authority=True),
    ],
    ids=["no authority", "no word of it", "expired", "other key", "other name"],
)
def test_only_an_authority_of_the_time_can_issue(issuer: bytes) -> None:
    assert why(LEAF, trusted=issuer) is not None
    assert why(LEAF + issuer, trusted=ROOT) is not None


def test_chain_that_goes_round_ends() -> None:
    one = certificate("one", 1, "two", 4, authority=True)
    two = certificate("two", 4, "one", 1, authority=True)

    assert why(one + two + one, trusted=ROOT) is not None


@pytest.mark.parametrize(
    ("name", "is_trusted"),
    [("hooks.acme.test", True), ("Hooks.ACME.test", True), ("hooks.acme.test.evil", False)],
)
def test_name_in_the_certificate_counts_where_it_is_asked_for(name: str, is_trusted: bool) -> None:
    found = rsa_key_of(certificate(name, 3, name, 3))

    assert found is not None
    assert (found.why_untrusted(NOON, None, ".acme.test") is None) is is_trusted


def test_bare_key_and_nameless_certificate() -> None:
    bare, nameless = rsa_key_of(public_pem(3)), rsa_key_of(certificate("", 3, "", 3))

    assert bare is not None
    assert nameless is not None
    assert bare.key.public_numbers() == key(3).public_key().public_numbers()
    assert bare.why_untrusted(0.0, ROOT, ".acme.test") is None
    assert nameless.why_untrusted(NOON, None, ".acme.test") is not None


@pytest.mark.parametrize(
    ("pem", "is_one"),
    [
        (LEAF, True),
        (b"subject=x\n" + LEAF + MIDDLE, True),
        (public_pem(2), False),
        (private_pem(2), False),
        (LEAF[:-300], False),
        (b"", False),
    ],
)
def test_certificate_is_told_from_other_keys(pem: bytes, is_one: bool) -> None:
    assert is_certificate(pem) is is_one


def test_key_of_an_unknown_kind_is_none() -> None:
    rsa_encryption, nobodys = (
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01",
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x7f",
    )
    der = x509.load_pem_x509_certificate(LEAF).public_bytes(serialization.Encoding.DER)
    body = b64encode(der.replace(rsa_encryption, nobodys))
    pem = b"-----BEGIN CERTIFICATE-----\n" + body + b"\n-----END CERTIFICATE-----\n"

    assert rsa_key_of(pem) is None
    assert not is_certificate(pem)
