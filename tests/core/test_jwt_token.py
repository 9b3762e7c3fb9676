import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from webhookctl.core.jwt_token import InToken, Token, is_genuine, put_together, take_apart
from webhookctl.core.locate import RequestView
from webhookctl.core.signature import Fault
from webhookctl.core.verdict import Reason

KEY = b"a shared secret of more than sixty-four bytes, as RFC 7518 wants it for HS512"
PRIVATE = ec.derive_private_key(7, ec.SECP256R1())
OTHER = ec.derive_private_key(8, ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)
CLAIMS = {"iss": "acme", "n": 1}


def text_of(claims: dict[str, Any], key: Any = KEY, algorithm: str = "HS256") -> bytes:
    return jwt.encode(claims, key, algorithm).encode()


def taken(text: bytes, *algorithms: str) -> Token:
    token = take_apart(text, algorithms or ("HS256",), "X-Token")
    assert isinstance(token, Token), token
    return token


def refused(text: bytes, *algorithms: str) -> Reason:
    fault = take_apart(text, algorithms or ("HS256",), "X-Token")
    assert isinstance(fault, Fault)
    return fault.reason


def part(value: object) -> bytes:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def jwk(key: ec.EllipticCurvePrivateKey, private: bool = False) -> dict[str, Any]:
    half = key if private else key.public_key()
    return {**ECAlgorithm.to_jwk(half, as_dict=True), "kid": "key-1"}


def test_example_of_the_standard_is_genuine() -> None:
    # RFC 7515 appendix A.1.
    text = (
        b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        b".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        b"cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        b".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    )
    key = base64.urlsafe_b64decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="
    )

    token = taken(text)

    assert token.claims["iss"] == "joe"
    assert is_genuine(token, "utf8", key)
    assert not is_genuine(token, "utf8", key[:-1])


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_shared_secret_signs_and_judges(algorithm: str) -> None:
    made = put_together(CLAIMS, algorithm, "utf8", KEY)

    assert made is not None
    assert jwt.decode(made, KEY, [algorithm]) == CLAIMS
    assert is_genuine(taken(text_of(CLAIMS, KEY, algorithm), algorithm), "utf8", KEY)
    assert not is_genuine(taken(made, algorithm), "utf8", b"another")
    assert is_genuine(taken(made, algorithm), "utf8", b"") is None


def test_short_secret_is_used_without_a_warning() -> None:
    made = put_together(CLAIMS, "HS256", "utf8", b"x")

    assert made is not None
    assert is_genuine(taken(made), "utf8", b"x")


def test_public_key_is_no_shared_secret() -> None:
    """A token signed with the public key as if it were a secret (RFC 8725 section 2.1)."""
    pem = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    assert refused(text_of(CLAIMS, KEY), "ES256") is Reason.WRONG_ALGORITHM
    assert is_genuine(taken(text_of(CLAIMS)), "utf8", pem) is None
    assert put_together(CLAIMS, "HS256", "utf8", pem) is None


@pytest.mark.parametrize(
    "secret",
    [
        json.dumps(jwk(PRIVATE)).encode(),
        json.dumps({"key": jwk(PRIVATE), "request_id": "x"}).encode(),
        json.dumps({"keys": [jwk(OTHER), jwk(PRIVATE)]}).encode(),
        json.dumps(jwk(PRIVATE, private=True)).encode(),
        PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    ],
    ids=["key", "answer of Plaid", "set", "private key", "PEM", "private PEM"],
)
def test_public_key_is_read_in_every_form(secret: bytes) -> None:
    token = taken(text_of(CLAIMS, PRIVATE, "ES256"), "ES256")

    assert is_genuine(token, "jwk", secret)
    assert not is_genuine(taken(text_of(CLAIMS, OTHER, "ES256"), "ES256"), "jwk", secret) or (
        b"keys" in secret
    )


def test_rsa_key_judges_its_algorithm() -> None:
    secret = json.dumps(RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True)).encode()
    token = taken(text_of(CLAIMS, RSA, "RS256"), "RS256")

    assert is_genuine(token, "jwk", secret)
    assert is_genuine(token, "jwk", json.dumps(jwk(PRIVATE)).encode()) is None
    broken = text_of(CLAIMS, RSA, "RS256")[:-3] + b"!!!"
    assert refused(broken, "RS256") is Reason.MALFORMED_SIGNATURE


def test_private_key_signs_under_its_name() -> None:
    made = put_together(CLAIMS, "ES256", "jwk", json.dumps(jwk(PRIVATE, private=True)).encode())
    pem = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    assert made is not None
    assert jwt.decode(made, PRIVATE.public_key(), ["ES256"]) == CLAIMS
    assert jwt.get_unverified_header(made)["kid"] == "key-1"
    assert "kid" not in jwt.get_unverified_header(put_together(CLAIMS, "ES256", "jwk", pem) or b"")


@pytest.mark.parametrize(
    "secret",
    [
        b"",
        b"text",
        b"{}",
        b"[]",
        b'{"keys":[1,{}]}',
        b'{"key":"text"}',
        b'{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}',
        b'{"kty":"EC"}',
        b'{"kty":"oct","k":"AAAA"}',
        json.dumps(jwk(PRIVATE)).encode(),
    ],
)
def test_what_is_no_private_key_signs_nothing(secret: bytes) -> None:
    assert put_together(CLAIMS, "ES256", "jwk", secret) is None
    if b'"x": "' not in secret:
        assert is_genuine(taken(text_of(CLAIMS, PRIVATE, "ES256"), "ES256"), "jwk", secret) is None


ZEROS = base64.urlsafe_b64encode(bytes(32)).rstrip(b"=")
HEAD = part({"alg": "HS256"})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"not a token", Reason.MALFORMED_SIGNATURE),
        (b"a.b.c.d", Reason.MALFORMED_SIGNATURE),
        (b"eyJhbGciOiJ", Reason.TRUNCATED_SIGNATURE),
        (HEAD + b"." + part({}), Reason.TRUNCATED_SIGNATURE),
        (HEAD + b".!." + ZEROS, Reason.MALFORMED_SIGNATURE),
        (b".." + ZEROS, Reason.MALFORMED_SIGNATURE),
        (b"a." + part({}) + b"." + ZEROS, Reason.MALFORMED_SIGNATURE),
        (part([1]) + b"." + part({}) + b"." + ZEROS, Reason.MALFORMED_SIGNATURE),
        (HEAD + b"." + part([1]) + b"." + ZEROS, Reason.MALFORMED_SIGNATURE),
        (HEAD + b"." + part(b"[" * 9999) + b"." + ZEROS, Reason.MALFORMED_SIGNATURE),
        (
            part({"alg": "HS256", "crit": ["b64"], "b64": False}) + b"." + part({}) + b"." + ZEROS,
            Reason.MALFORMED_SIGNATURE,
        ),
        (part({"alg": "none"}) + b"." + part({}) + b".", Reason.WRONG_ALGORITHM),
        (part({"alg": ["HS256"]}) + b"." + part({}) + b"." + ZEROS, Reason.WRONG_ALGORITHM),
        (part({}) + b"." + part({}) + b"." + ZEROS, Reason.WRONG_ALGORITHM),
        (part({"alg": "hs256"}) + b"." + part({}) + b"." + ZEROS, Reason.WRONG_ALGORITHM),
        (HEAD + b"." + part({}) + b".", Reason.TRUNCATED_SIGNATURE),
        (HEAD + b"." + part({}) + b"." + ZEROS[:-1], Reason.TRUNCATED_SIGNATURE),
        (HEAD + b"." + part({}) + b"." + ZEROS + b"A", Reason.MALFORMED_SIGNATURE),
        (HEAD + b"." + part({}) + b"." + ZEROS[:-1] + b"=", Reason.MALFORMED_SIGNATURE),
        (HEAD + b"." + part({}) + b"." + ZEROS[:-1] + b"B", Reason.MALFORMED_SIGNATURE),
    ],
)
def test_what_is_wrong_is_said_before_any_key_is_tried(text: bytes, reason: Reason) -> None:
    assert refused(text) is reason


def test_nothing_of_a_token_is_shown() -> None:
    fault = take_apart(b"eyJhbGciOiJIUzI1NiJ9.secret-claims.!", ("HS256",), "Authorization")

    assert isinstance(fault, Fault)
    assert "secret" not in f"{fault.message} {fault.hint}"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (text_of({"jti": "id-1"}), "id-1"),
        (text_of({"jti": ""}), None),
        (text_of({"jti": 7}), None),
        (text_of({}), None),
        (b"x." + part([1]) + b".y", None),
        (b"x.!.y", None),
        (b"nothing", None),
    ],
)
def test_claim_is_found_in_a_header(value: bytes, found: str | None) -> None:
    locator = InToken("X-Token", "jti")

    assert locator.find(RequestView(((b"x-token", value),), b"")) == found
    assert locator.find(RequestView((), b"")) is None
    assert locator.describe() == "header X-Token, claim jti"
