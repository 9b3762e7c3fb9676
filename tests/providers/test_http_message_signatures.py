import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from tests.core.certificates import private_pem, public_pem
from tests.providers.fixed import NOW
from tests.providers.messages import a_request, at, given, having, holding, judged, signed
from webhookctl.core.headers import first, text
from webhookctl.core.locate import RequestView
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.http_message_signatures import SCHEME

SHARED = b"uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
PEM = serialization.Encoding.PEM


def pair(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> tuple[bytes, bytes]:
    private = key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, public


RSA = (private_pem(0), public_pem(0))
PAIRS: Mapping[str, tuple[bytes, bytes]] = {
    "hmac-sha256": (SHARED, SHARED),
    "ed25519": pair(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))),
    "ecdsa-p256-sha256": pair(ec.derive_private_key(7, ec.SECP256R1())),
    "ecdsa-p384-sha384": pair(ec.derive_private_key(7, ec.SECP384R1())),
    "rsa-pss-sha512": RSA,
    "rsa-v1_5-sha256": RSA,
}
EACH = pytest.mark.parametrize("algorithm", PAIRS)

UNSIGNED = a_request(b'{"hello": "world"}', url="https://example.com/foo?param=Value&Pet=dog")
GENUINE = signed(SCHEME, given(UNSIGNED, keyid="k1"), SHARED)
INPUT = text(GENUINE.headers, "Signature-Input") or ""
VALUE = text(GENUINE.headers, "Signature") or ""


def by_us(algorithm: str) -> SignedMessage:
    return signed(SCHEME, given(UNSIGNED, alg=algorithm, keyid="k1"), PAIRS[algorithm][0])


class Request:
    """A request as the library wants it."""

    def __init__(self, message: SignedMessage) -> None:
        self.method = message.method
        self.url = message.url
        self.headers = {name.decode(): value.decode() for name, value in message.headers}


@pytest.fixture
def library() -> Any:
    return pytest.importorskip(
        "http_message_signatures", reason="http-message-signatures is not installed"
    )


def the_class(library: Any, algorithm: str) -> Any:
    return getattr(library.algorithms, algorithm.replace("-", "_").upper())


def resolver(library: Any, algorithm: str) -> Any:
    private, public = PAIRS[algorithm]
    shared = algorithm == "hmac-sha256"
    keys = [b64decode(one) if shared else one for one in (private, public)]
    return library.MappingKeyResolver(private_keys={"k1": keys[0]}, public_keys={"k1": keys[1]})


@EACH
def test_library_accepts_what_we_sign(library: Any, algorithm: str) -> None:
    message = by_us(algorithm)
    verifier = library.HTTPMessageVerifier(
        signature_algorithm=the_class(library, algorithm),
        key_resolver=resolver(library, algorithm),
    )
    now = datetime.now(UTC).timestamp()
    fresh = signed(SCHEME, message, PAIRS[algorithm][0], now=now)

    results = verifier.verify(Request(fresh), body=message.body)

    assert len(results) == 1
    with pytest.raises(library.HTTPMessageSignaturesException):
        verifier.verify(Request(fresh), body=message.body + b" ")


@EACH
def test_we_accept_what_the_library_signs(library: Any, algorithm: str) -> None:
    request = Request(holding(UNSIGNED, b""))
    signer = library.HTTPMessageSigner(
        signature_algorithm=the_class(library, algorithm),
        key_resolver=resolver(library, algorithm),
    )
    signer.sign(
        request,
        key_id="k1",
        created=datetime.fromtimestamp(NOW, UTC),
        covered_component_ids=(
            "@method",
            "@authority",
            "@target-uri",
            "@path",
            "@query",
            '"@query-param";name="Pet"',
            "@request-target",
            "@scheme",
            "content-type",
            '"content-digest";key="sha-256"',
        ),
        body=UNSIGNED.body,
        label="sig-b",
    )
    headers = tuple((name.encode(), value.encode()) for name, value in request.headers.items())
    message = replace(UNSIGNED, headers=headers)

    verdict = judged(SCHEME, message, b"other", PAIRS[algorithm][1])

    assert (verdict.valid, verdict.secret, verdict.age) == (True, "s1", 0.0)
    assert verdict.facts["label"] == "sig-b"
    assert judged(SCHEME, holding(message, b"x"), PAIRS[algorithm][1]).reason is (
        Reason.BODY_CHANGED
    )


@EACH
def test_nothing_that_is_covered_can_be_changed(algorithm: str) -> None:
    message, public = by_us(algorithm), PAIRS[algorithm][1]
    said = text(message.headers, "Signature-Input") or ""

    assert judged(SCHEME, message, public).valid
    for changed in (
        replace(message, method="PUT"),
        at(message, "https://example.com/foo?param=Value&Pet=cat"),
        having(message, "Content-Type", "text/plain"),
        having(message, "Content-Digest", f"sha-256=:{b64encode(bytes(32)).decode()}:"),
        having(message, "Signature-Input", said.replace(str(int(NOW)), str(int(NOW) - 1))),
        having(message, "Signature-Input", said.replace("msg_1", "msg_2")),
    ):
        assert judged(SCHEME, changed, public).reason is Reason.MISMATCH
    assert judged(SCHEME, holding(message, b"{}"), public).reason is Reason.BODY_CHANGED


def test_verdict_says_what_is_covered() -> None:
    verdict = judged(SCHEME, GENUINE, SHARED)

    assert verdict.message == "the signature is genuine"
    assert verdict.facts == {
        "label": "sig1",
        "keyid": "k1",
        "covers": '"@method" "@target-uri" "content-digest" "content-type"',
    }


def shared(components: str, params: str, message: SignedMessage = GENUINE) -> SignedMessage:
    """Return the message with what we make of other components, written by hand."""
    values = {
        '"@method"': message.method,
        '"content-digest"': text(message.headers, "content-digest") or "",
        '"content-digest";key="sha-256"': (text(message.headers, "content-digest") or "")[8:],
    }
    names = re.findall(r'"[^"]+"(?:;key="[^"]+")?', components)
    lines = [f"{name}: {values[name]}" for name in names]
    lines.append(f'"@signature-params": {components}{params}')
    made = b64encode(digest(b64decode(SHARED), "\n".join(lines).encode(), "sha256")).decode()
    changed = having(message, "Signature-Input", f"x={components}{params}")
    return having(changed, "Signature", f"x=:{made}:")


@pytest.mark.parametrize(
    ("components", "words"), [("()", "covers nothing"), ('("@method")', 'covers "@method"')]
)
def test_body_that_is_not_covered_is_told(components: str, words: str) -> None:
    verdict = judged(SCHEME, holding(shared(components, f";created={int(NOW)}"), b"x"), SHARED)

    assert (verdict.valid, verdict.facts["body_covered"]) == (True, False)
    assert words in (verdict.hint or "")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (f"sha-256=:{b64encode(sha256(UNSIGNED.body).digest()).decode()}:", Reason.VALID),
        ("md5=:AAAA:", Reason.WRONG_ALGORITHM),
        ("sha-256=x", Reason.WRONG_ALGORITHM),
        ("sha-256=:AAAA:", Reason.BODY_CHANGED),
        ("nonsense!", Reason.MALFORMED_SIGNATURE),
        ("", Reason.EMPTY_SIGNATURE),
    ],
)
def test_covered_digest_must_be_that_of_the_body(value: str, reason: Reason) -> None:
    message = shared('("content-digest")', ";created=1", having(GENUINE, "Content-Digest", value))

    assert judged(SCHEME, message, SHARED, now=None).reason is reason


def test_every_known_digest_must_be_that_of_the_body() -> None:
    right = f"sha-256=:{b64encode(sha256(UNSIGNED.body).digest()).decode()}:"
    value = f"{right}, sha-512=:{b64encode(bytes(64)).decode()}:"
    message = shared('("content-digest")', "", having(GENUINE, "Content-Digest", value))

    assert judged(SCHEME, message, SHARED).reason is Reason.BODY_CHANGED


@pytest.mark.parametrize(
    ("params", "reason", "age"),
    [
        ("", Reason.VALID, None),
        (f";created={int(NOW)}", Reason.VALID, 0.0),
        (f";created={int(NOW) - 10**6}", Reason.VALID, 10.0**6),
        (f";created={int(NOW) + 5}", Reason.VALID, -5.0),
        (f";created={int(NOW) + 6}", Reason.FUTURE_TIMESTAMP, -6.0),
        (f";expires={int(NOW) - 5}", Reason.VALID, None),
        (f";created={int(NOW) - 9};expires={int(NOW) - 6}", Reason.STALE_TIMESTAMP, 9.0),
        (";created=soon", Reason.MALFORMED_TIMESTAMP, None),
        (";created", Reason.MALFORMED_TIMESTAMP, None),
        (';expires="1"', Reason.MALFORMED_TIMESTAMP, None),
    ],
)
def test_times_of_the_signature_count(params: str, reason: Reason, age: float | None) -> None:
    message = shared('("@method")', params)

    verdict = judged(SCHEME, message, SHARED)

    assert (verdict.reason, verdict.age) == (reason, age)
    assert judged(SCHEME, message, SHARED, now=None).valid


def test_age_counts_where_a_tolerance_is_given() -> None:
    rule = SCHEME.timestamp
    assert rule is not None
    strict = replace(SCHEME, timestamp=replace(rule, tolerance=300.0))

    assert judged(strict, GENUINE, SHARED, now=NOW + 300).valid
    assert judged(strict, GENUINE, SHARED, now=NOW + 301).reason is Reason.STALE_TIMESTAMP
    assert judged(strict, GENUINE, SHARED, now=NOW - 301).reason is Reason.FUTURE_TIMESTAMP


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("Signature", None, Reason.MISSING_HEADER),
        ("Signature-Input", None, Reason.MISSING_HEADER),
        ("Signature", "", Reason.EMPTY_SIGNATURE),
        ("Signature-Input", " ", Reason.EMPTY_SIGNATURE),
        ("Signature", "sig1=::", Reason.EMPTY_SIGNATURE),
        ("Signature", "sig1=:AAAA:", Reason.TRUNCATED_SIGNATURE),
        ("Signature", f"sig1=:{b64encode(bytes(33)).decode()}:", Reason.MALFORMED_SIGNATURE),
        ("Signature", f"sig1=:{b64encode(bytes(32)).decode()}:", Reason.MISMATCH),
        ("Signature", VALUE.replace("sig1", "sig2"), Reason.MALFORMED_SIGNATURE),
        ("Signature", "sig1", Reason.MALFORMED_SIGNATURE),
        ("Signature", "sig1=()", Reason.MALFORMED_SIGNATURE),
        ("Signature", "*=*", Reason.MALFORMED_SIGNATURE),
        ("Signature-Input", "sig1=1", Reason.MALFORMED_SIGNATURE),
        ("Signature-Input", "é", Reason.MALFORMED_SIGNATURE),
        ("Signature-Input", INPUT.replace("@method", "@status"), Reason.MALFORMED_SIGNATURE),
        ("Signature-Input", INPUT.replace("content-type", "date"), Reason.MISSING_HEADER),
        ("Signature-Input", INPUT.replace("hmac-sha256", "none"), Reason.WRONG_ALGORITHM),
        ("Signature-Input", INPUT.replace(';alg="hmac-sha256"', ""), Reason.MISMATCH),
        ("Signature-Input", INPUT.replace("k1", "k2"), Reason.UNTRUSTED_KEY),
        ("Content-Type", None, Reason.MISSING_HEADER),
    ],
)
def test_each_flaw_has_its_reason(name: str, value: str | None, reason: Reason) -> None:
    assert judged(SCHEME, having(GENUINE, name, value), SHARED).reason is reason


def test_any_signature_of_a_message_may_fit() -> None:
    other = b64encode(bytes(32)).decode()
    message = having(GENUINE, "Signature", f"a=:{other}:, {VALUE}, b=x")
    message = having(message, "Signature-Input", f'a=("date"), {INPUT}, c=1')

    assert judged(SCHEME, message, SHARED).valid
    assert judged(SCHEME, having(message, "Content-Type", "x"), SHARED).reason is (
        Reason.MISSING_HEADER
    )


@pytest.mark.parametrize(
    ("params", "secret", "reason"),
    [
        ({"alg": "hmac-sha256"}, SHARED, Reason.VALID),
        ({"alg": "ed25519"}, SHARED, Reason.MALFORMED_SECRET),
        ({"alg": "none"}, SHARED, Reason.MISSING_PARAMETER),
        ({}, PAIRS["ed25519"][1], Reason.WRONG_ALGORITHM),
        ({}, b"", Reason.MALFORMED_SECRET),
        ({}, b"other", Reason.MISMATCH),
        ({"keyid": "k2"}, SHARED, Reason.UNTRUSTED_KEY),
    ],
)
def test_algorithm_and_key_are_ours_to_choose(
    params: dict[str, str], secret: bytes, reason: Reason
) -> None:
    assert judged(SCHEME, replace(GENUINE, params=params), secret).reason is reason


def test_public_key_never_verifies_a_shared_secret() -> None:
    public = PAIRS["ed25519"][1]
    forged = signed(SCHEME, UNSIGNED, public.replace(b"-----BEGIN ", b"-----BEGIN"))

    assert judged(SCHEME, forged, public).reason is Reason.WRONG_ALGORITHM


def test_nonce_is_the_id_of_the_delivery() -> None:
    def found(value: bytes) -> str | None:
        return SCHEME.delivery_id.find(RequestView(((b"Signature-Input", value),), b""))

    assert found(INPUT.encode()) == "msg_1"
    assert found(b'a=();nonce=1, b=();nonce="x"') == "x"
    for value in (b"a=()", b'a=();nonce=""', b"\xff", b"(", b""):
        assert found(value) is None
    assert "nonce" in SCHEME.delivery_id.describe()


def test_only_what_is_there_is_covered() -> None:
    bare = signed(SCHEME, replace(UNSIGNED, headers=()), SHARED, id_="")

    value = (first(bare.headers, "Signature-Input") or b"").decode()
    assert value == (
        f'sig1=("@method" "@target-uri" "content-digest");created={int(NOW)};alg="hmac-sha256"'
    )
    assert judged(SCHEME, bare, SHARED).valid


@pytest.mark.parametrize(
    ("message", "secret", "words"),
    [
        (UNSIGNED, PAIRS["ed25519"][1], "with the secret"),
        (UNSIGNED, b"", "with the secret"),
        (given(UNSIGNED, alg="ed25519"), SHARED, "with the secret"),
        (at(UNSIGNED, None), SHARED, "URL"),
        (given(UNSIGNED, keyid="é"), SHARED, "ASCII"),
    ],
)
def test_what_cannot_be_signed_is_told(message: SignedMessage, secret: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        signed(SCHEME, message, secret)
