from base64 import b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.core.messages import NOW, a_message
from webhookctl.core.detect import DetectionRule
from webhookctl.core.headers import first
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare, VersionedList, with_header
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError

STAMP = Stamp(NOW, "id_1")

# RFC 8032 section 7.1, test 3: key, message of two bytes, signature.
SEED = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
PUBLIC = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
SIGNED = bytes.fromhex("af82")
SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def scheme_of(
    algorithm: str = "ed25519", key: str = "hex", layout: Bare | VersionedList | None = None
) -> Scheme:
    recipe = PublicKeyRecipe(layout or Bare("X-Sign"), ("{body}",), algorithm, key)
    return Scheme("acme", "Acme", recipe, "X-Sign", "words", DetectionRule())


def private(number: int = 7, curve: type = SECP256R1) -> EllipticCurvePrivateKey:
    return derive_private_key(number, curve())


def pem(key: EllipticCurvePrivateKey) -> Secret:
    return Secret("private", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def public_pem(key: EllipticCurvePrivateKey) -> Secret:
    data = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Secret("public", data)


ED25519 = scheme_of()
ECDSA = scheme_of("ecdsa_p256_sha256", "spki_der_base64", Bare("X-Sign", "base64"))


def test_published_signature_is_genuine_and_made_again() -> None:
    message = a_message(("X-Sign", SIGNATURE), body=SIGNED)

    verdict = ED25519.judge(message, [Secret("public", PUBLIC.encode())], None)

    assert (verdict.valid, verdict.secret) == (True, "public")
    signed = ED25519.sign(a_message(body=SIGNED), Secret("private", SEED.encode()), STAMP)
    assert signed.headers == ((b"X-Sign", SIGNATURE.encode()),)
    assert ED25519.recipe.covers == {Part.BODY}


def test_one_private_key_signs_and_judges() -> None:
    signed = ECDSA.sign(a_message(), pem(private()), STAMP)

    assert ECDSA.judge(signed, [pem(private())], None).valid
    assert ECDSA.judge(signed, [public_pem(private(8)), public_pem(private())], None).valid
    assert ECDSA.judge(signed, [public_pem(private(8))], None).reason is Reason.MISMATCH


def test_genuine_one_may_stand_anywhere_in_a_list() -> None:
    scheme = scheme_of(layout=VersionedList("X-Sign", b"v1a"))
    good = b"v1a," + b64encode(bytes.fromhex(SIGNATURE))
    bad = b"v1a," + b64encode(bytes(64))
    message = a_message(("X-Sign", bad + b" v1,x " + good), body=SIGNED)

    assert scheme.judge(message, [Secret("public", PUBLIC.encode())], None).valid


@pytest.mark.parametrize("drop", [1, 4, 8, 9])
def test_cut_der_is_seen_by_its_own_length(drop: int) -> None:
    signed = ECDSA.sign(a_message(), pem(private()), STAMP)
    value = first(signed.headers, "X-Sign") or b""

    verdict = judged_with(signed, value.rstrip(b"=")[:-drop])

    assert verdict in (Reason.TRUNCATED_SIGNATURE, Reason.MALFORMED_SIGNATURE)
    assert drop % 4 or verdict is Reason.TRUNCATED_SIGNATURE


def test_garbage_beside_a_wrong_signature_does_not_count() -> None:
    signed = ECDSA.sign(a_message(), pem(private(8)), STAMP)
    message = replace(signed, headers=((b"X-Sign", b"MEU!"), (b"X-Sign", b"A"), *signed.headers))

    assert ECDSA.judge(message, [public_pem(private())], None).reason is Reason.MISMATCH


@pytest.mark.parametrize("garbage", ["A" * 96, "MEUC" + "A" * 92, "MEQC" + "A" * 89 + "B"])
def test_what_is_no_der_does_not_match(garbage: str) -> None:
    assert not ECDSA.judge(a_message(("X-Sign", garbage)), [public_pem(private())], None).valid


def test_other_text_of_the_same_signature_is_refused() -> None:
    scheme = scheme_of(layout=VersionedList("X-Sign", b"v1a"))
    text = b64encode(bytes.fromhex(SIGNATURE)).decode()
    other = text[:85] + {"g": "h", "Q": "R", "w": "x", "A": "B"}[text[85]] + "=="
    message = a_message(("X-Sign", f"v1a,{other}"), body=SIGNED)

    verdict = scheme.judge(message, [Secret("public", PUBLIC.encode())], None)

    assert verdict.reason is Reason.MISMATCH


@pytest.mark.parametrize(
    ("scheme", "secret"),
    [
        (ED25519, Secret("s", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
        (ED25519, pem(private())),
        (ECDSA, pem(private(7, SECP384R1))),
        (ECDSA, Secret("s", PUBLIC.encode())),
        (ECDSA, Secret("s", b"whsk_" + b64encode(bytes(32)))),
    ],
    ids=["no key", "ECDSA for Ed25519", "another curve", "hex for DER", "Ed25519 for ECDSA"],
)
def test_key_of_another_kind_is_told_and_does_not_sign(scheme: Scheme, secret: Secret) -> None:
    genuine = {id(ED25519): Secret("s", SEED.encode()), id(ECDSA): pem(private())}[id(scheme)]
    signed = scheme.sign(a_message(), genuine, STAMP)

    assert scheme.judge(signed, [secret], None).reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match=f"cannot sign for Acme with the secret `{secret.name}`"):
        scheme.sign(a_message(), secret, STAMP)


def test_public_key_does_not_sign() -> None:
    with pytest.raises(UsageError, match="cannot sign for Acme with the secret `public`"):
        ECDSA.sign(a_message(), public_pem(private()), STAMP)


def test_known_public_key_as_a_seed_forges_nothing() -> None:
    forger = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(PUBLIC))
    message = a_message(("X-Sign", forger.sign(SIGNED).hex()), body=SIGNED)

    assert not ED25519.judge(message, [Secret("public", PUBLIC.encode())], None).valid


def judged_with(message: SignedMessage, value: bytes) -> Reason:
    changed = replace(message, headers=with_header(message.headers, "X-Sign", value))
    return ECDSA.judge(changed, [public_pem(private())], None).reason


@pytest.mark.parametrize(("before", "valid"), [(7, True), (8, False)])
def test_eight_signatures_are_tried_at_most(before: int, valid: bool) -> None:
    layout = VersionedList("X-Sign", b"v1a")
    wrong = b"v1a," + b64encode(bytes(64))
    genuine = b"v1a," + b64encode(bytes.fromhex(SIGNATURE))
    value = b" ".join([*[wrong] * before, genuine])
    message = a_message(("X-Sign", value), body=SIGNED)

    verdict = scheme_of(layout=layout).judge(message, [Secret("s", PUBLIC.encode())], None)

    assert verdict.valid is valid
