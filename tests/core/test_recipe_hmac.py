import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.messages import NOW, OTHER, SECRET, a_message, a_scheme, mac
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare, KeyValues, Prefixed, VersionedList
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers import all_schemes

URL = "https://hooks.example.test/hook?a=1"
BODY = b'{"a":1}'
SCHEMES = [
    scheme
    for _, scheme in all_schemes().values()
    if isinstance(scheme.recipe, HmacRecipe)
    and scheme.recipe.key in ("utf8", "whsec")
    and Part.URL not in scheme.recipe.covers
    and (scheme.timestamp is None or scheme.timestamp.source.startswith(("header:", "kv:")))
]
"""Those that sign with any text, and need nothing but the message."""


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_signature_is_an_hmac_of_that_hash(algorithm: str) -> None:
    scheme = a_scheme(hash=algorithm)
    value = mac(BODY, algorithm=algorithm).hex()

    assert scheme.judge(a_message(("x-signature", value)), [SECRET], None).valid


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        (("v0:", "{body}"), (b"v0:", BODY)),
        (("{method}", "{url}", "{body}"), (b"POST", URL.encode(), BODY)),
        (("{header:X-One}", ".", "{body}"), (b"1", b".", BODY)),
        (("{param:notification_url}", "{body}"), (b"https://caf\xc3\xa9", BODY)),
        (("{config:notification_url}", "{body}"), (b"https://caf\xc3\xa9", BODY)),
        (("{config_header:time_header}", "{body}"), (b"2", BODY)),
        (("{json:a}", "{body}"), (b"1", BODY)),
        (("{body}", "{secret}"), (BODY, SECRET.value)),
    ],
)
def test_template_is_what_is_signed(template: tuple[str, ...], parts: tuple[bytes, ...]) -> None:
    message = a_message(
        ("X-Signature", mac(*parts).hex()),
        ("X-One", "1"),
        ("X-Two", "2"),
        url=URL,
        notification_url="https://café",
        time_header="X-Two",
    )

    assert a_scheme(message=template).judge(message, [SECRET], None).valid


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        ("whsec", b"whsec_" + base64.b64encode(b"the key")),
        ("base64", base64.b64encode(b"the key")),
        ("hex", b"the key".hex().encode()),
    ],
)
def test_secret_is_decoded_to_the_key(key: str, secret: bytes) -> None:
    message = a_message(("X-Signature", mac(BODY, key=b"the key").hex()))

    assert a_scheme(key=key).judge(message, [Secret("s", secret)], None).valid


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (("{header:X-Missing}", "{body}"), Reason.MISSING_HEADER),
        (("{header:X-Empty}", "{body}"), Reason.MISSING_HEADER),
        (("{url}", "{body}"), Reason.MISSING_PARAMETER),
        (("{param:webhook_id}", "{body}"), Reason.MISSING_PARAMETER),
        (("{kv:t}", "{body}"), Reason.MISSING_HEADER),
    ],
)
def test_what_is_missing_is_told(template: tuple[str, ...], reason: Reason) -> None:
    message = a_message(("X-Signature", "0" * 64), ("X-Empty", ""))

    assert a_scheme(message=template).judge(message, [SECRET], None).reason is reason


def test_first_flaw_in_order_decides() -> None:
    rule = TimestampRule("header:X-Timestamp")
    scheme = a_scheme(Prefixed("X-Signature", b"v1="), ("{header:X-Timestamp}", "{body}"), rule)

    def reason(*headers: tuple[str, str]) -> Reason:
        return scheme.judge(a_message(*headers), [SECRET], NOW).reason

    assert reason() is Reason.MISSING_HEADER
    assert reason(("X-Signature", "v1=00")) is Reason.MALFORMED_SIGNATURE
    assert reason(("X-Signature", f"v0={'0' * 64}")) is Reason.WRONG_VERSION
    signature = ("X-Signature", f"v1={'0' * 64}")
    assert reason(signature) is Reason.MISSING_TIMESTAMP
    assert reason(signature, ("X-Timestamp", "soon")) is Reason.MALFORMED_TIMESTAMP
    assert reason(signature, ("X-Timestamp", "1")) is Reason.MISMATCH
    genuine = mac(b"1", BODY).hex()
    assert reason(("X-Signature", f"v1={genuine}"), ("X-Timestamp", "1")) is Reason.STALE_TIMESTAMP


def test_unusable_secrets_are_passed_over() -> None:
    scheme = a_scheme(key="hex")
    good = Secret("env:GOOD", b"00ff")
    bad = Secret("env:BAD", b"no hex")
    message = a_message(("X-Signature", mac(BODY, key=b"\x00\xff").hex()))

    assert scheme.judge(message, [bad, good], None).secret == "env:GOOD"  # noqa: S105 - a name
    assert scheme.judge(message, [bad], None).reason is Reason.MALFORMED_SECRET
    assert "env:BAD" in scheme.judge(message, [bad], None).message
    assert scheme.judge(message, [bad, Secret("env:ELSE", b"11")], None).reason is Reason.MISMATCH


def test_no_secrets_fit_nothing() -> None:
    message = a_message(("X-Signature", mac(BODY).hex()))

    assert a_scheme().judge(message, [], None).reason is Reason.MISMATCH


def test_signing_needs_what_the_template_needs() -> None:
    with pytest.raises(UsageError, match="the signature covers the URL") as caught:
        a_scheme(message=("{url}", "{body}")).sign(a_message(), SECRET, Stamp(NOW, ""))

    assert "--url" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "scheme",
    [
        a_scheme(
            KeyValues("X-Signature", b"v1", b"t"), ("{kv:t}", ".", "{body}"), TimestampRule("kv:t")
        ),
        a_scheme(
            message=("{header:X-Timestamp}", "{body}"),
            timestamp=TimestampRule("header:X-Timestamp", "ms"),
        ),
        a_scheme(Bare("X-Signature", "base64url"), ("{method}", "{url}", "{body}")),
        a_scheme(VersionedList("X-Signature"), ("{header:X-Id}", ".", "{body}"), id_header="X-Id"),
    ],
)
def test_what_is_signed_is_accepted(scheme: Scheme) -> None:
    signed = scheme.sign(a_message(url=URL), SECRET, Stamp(NOW, "id_1"))

    assert scheme.judge(signed, [OTHER, SECRET], NOW).valid
    assert not scheme.judge(replace(signed, body=b"{}"), [SECRET], NOW).valid
    assert not scheme.judge(signed, [OTHER], NOW).valid


ANY_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *sorted({(one.signature_header or "").encode() for one in SCHEMES}),
                b"webhook-id",
                b"webhook-timestamp",
                b"X-Slack-Request-Timestamp",
                b"x",
            ]
        ),
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from([b"sha256=", b"v0=", b"t=1,v1=", b"v1,", b"1", b"t=", b",", b" "]),
            st.text("0123456789abcdef", min_size=64, max_size=64).map(
                lambda text: b"sha256=" + text.encode()
            ),
        ),
    ),
    max_size=8,
).map(tuple)


@settings(deadline=None)
@given(
    scheme=st.sampled_from(SCHEMES),
    headers=ANY_HEADERS,
    body=st.binary(max_size=60),
    secret=st.binary(max_size=20),
    now=st.one_of(st.none(), st.floats(allow_nan=False)),
)
def test_no_bytes_make_a_judge_fail(
    scheme: Scheme,
    headers: tuple[tuple[bytes, bytes], ...],
    body: bytes,
    secret: bytes,
    now: float | None,
) -> None:
    message = SignedMessage("POST", None, headers, body)

    verdict = scheme.judge(message, [Secret("s", secret)], now)

    assert not verdict.valid
    assert verdict.message


@settings(deadline=None)
@given(
    scheme=st.sampled_from(SCHEMES),
    body=st.binary(max_size=200),
    place=st.integers(min_value=0),
    bit=st.integers(min_value=0, max_value=7),
)
def test_one_changed_bit_of_a_body_is_seen(
    scheme: Scheme, body: bytes, place: int, bit: int
) -> None:
    secret = Secret("s", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = scheme.sign(SignedMessage("POST", None, (), body + b"."), secret, Stamp(NOW, "m"))
    changed = bytearray(signed.body)
    changed[place % len(changed)] ^= 1 << bit

    verdict = scheme.judge(replace(signed, body=bytes(changed)), [secret], NOW)

    assert verdict.reason is Reason.MISMATCH


@settings(deadline=None)
@given(
    scheme=st.sampled_from(SCHEMES),
    place=st.integers(min_value=0),
    byte=st.integers(min_value=0, max_value=255),
)
def test_one_changed_byte_of_a_signature_is_seen(scheme: Scheme, place: int, byte: int) -> None:
    secret = Secret("s", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = scheme.sign(SignedMessage("POST", None, (), b"{}"), secret, Stamp(NOW, "m"))
    name = (scheme.signature_header or "").lower().encode()
    headers = []
    for key, value in signed.headers:
        changed = bytearray(value)
        if key.lower() == name:
            changed[place % len(changed)] = byte
        headers.append((key, bytes(changed)))
    forged = replace(signed, headers=tuple(headers))

    verdict = scheme.judge(forged, [secret], NOW)

    assert verdict.valid is (forged == signed)
