import json
from base64 import b64decode, urlsafe_b64decode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from tests.providers.fixed import NOW, fixed_facts
from webhookctl.core.event import Facts
from webhookctl.core.key_form import KeyForm, NewKeys
from webhookctl.core.key_pair import P256_ORDER, EcdsaPair, Ed25519Pair, JsonWebKeyPair

# RFC 8032 section 7.1, test 1.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")

FORMS = [*map(Ed25519Pair, ("hex", "base64", "whpk", "pem")), EcdsaPair()]
FORMS_WITH_JSON = [*FORMS, JsonWebKeyPair()]


def with_bits(number: int) -> Facts:
    return Facts(NOW, lambda _: number)


def from_pem(text: bytes) -> bytes:
    key = load_pem_public_key(text)
    assert isinstance(key, Ed25519PublicKey)
    return key.public_bytes_raw()


def public_of(keys: NewKeys) -> bytes:
    assert keys.judging is not None
    return keys.judging.content


@pytest.mark.parametrize(
    ("form", "read"),
    [
        (Ed25519Pair("hex"), lambda text: bytes.fromhex(text.decode())),
        (Ed25519Pair("base64"), b64decode),
        (Ed25519Pair("whpk"), lambda text: b64decode(text.removeprefix(b"whpk_"))),
        (Ed25519Pair("pem"), from_pem),
    ],
)
def test_published_seed_has_its_public_key(form: Ed25519Pair, read: object) -> None:
    keys = form.make(with_bits(int.from_bytes(SEED, "big")))

    assert callable(read)
    assert read(public_of(keys)) == PUBLIC


def test_private_half_is_pem_that_others_read() -> None:
    keys = Ed25519Pair("hex").make(with_bits(int.from_bytes(SEED, "big")))

    key = load_pem_private_key(keys.signing.content, None)

    assert isinstance(key, Ed25519PrivateKey)
    assert key.private_bytes_raw() == SEED
    assert (keys.signing.ending, keys.files[1].ending) == ("private.pem", "public.txt")


def test_private_half_of_standard_webhooks_holds_both() -> None:
    keys = Ed25519Pair("whpk").make(with_bits(int.from_bytes(SEED, "big")))

    assert keys.signing.ending == "private.txt"
    assert b64decode(keys.signing.content.removeprefix(b"whsk_")) == SEED + PUBLIC


def test_ecdsa_halves_belong_together() -> None:
    keys = EcdsaPair().make(fixed_facts())
    private = load_pem_private_key(keys.signing.content, None)
    public = load_der_public_key(b64decode(public_of(keys)))

    assert isinstance(public, EllipticCurvePublicKey)
    assert public.curve.name == "secp256r1"
    signature = private.sign(b"x", ECDSA(SHA256()))  # type: ignore[call-arg, union-attr, arg-type]
    public.verify(signature, b"x", ECDSA(SHA256()))


@pytest.mark.parametrize("bits", [0, P256_ORDER - 2, P256_ORDER - 1, P256_ORDER, 2**320 - 1])
def test_any_random_number_becomes_a_key(bits: int) -> None:
    private = load_pem_private_key(EcdsaPair().make(with_bits(bits)).signing.content, None)

    number = private.private_numbers().private_value  # type: ignore[union-attr]
    assert 1 <= number < P256_ORDER
    assert number == bits % (P256_ORDER - 1) + 1


def test_json_web_keys_sign_and_judge_elsewhere() -> None:
    keys = JsonWebKeyPair().make(fixed_facts())
    private, public = json.loads(keys.signing.content), json.loads(public_of(keys))

    token = jwt.encode({"a": 1}, jwt.PyJWK(private).key, "ES256")

    assert jwt.decode(token, jwt.PyJWK(public).key, ["ES256"]) == {"a": 1}
    assert public == {name: value for name, value in private.items() if name != "d"}
    assert public["created_at"] == int(NOW)
    assert {len(urlsafe_b64decode(f"{private[name]}=")) for name in ("x", "y", "d")} == {32}


@pytest.mark.parametrize("form", FORMS_WITH_JSON)
def test_private_half_is_private_and_never_in_words(form: KeyForm) -> None:
    keys = form.make(fixed_facts())

    assert form.is_pair
    assert [file.private for file in keys.files] == [True, False]
    assert keys.signing.content.decode()[:40] not in repr(keys)


@pytest.mark.parametrize("form", FORMS_WITH_JSON)
def test_public_half_says_nothing_of_the_private_one(form: KeyForm) -> None:
    keys = form.make(fixed_facts())
    again = form.make(fixed_facts())

    assert b"PRIVATE" not in public_of(keys)
    assert public_of(keys) == public_of(again)
