import base64
import hashlib
from dataclasses import replace

import pytest

from tests.core.explanation.cases import BY_ID, WHSEC, explained, signed
from tests.core.messages import OTHER, SECRET, a_message, a_scheme, mac
from webhookctl.core.explain import explain
from webhookctl.core.provider import Provider
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.signature import (
    Bare,
    KeyValues,
    Prefixed,
    SignatureFormat,
    VersionedList,
    with_header,
)
from webhookctl.core.verdict import Reason, Verdict

DIGEST = mac(b'{"a":1}')
HEX = DIGEST.hex().encode()
BASE64, BASE64URL = base64.b64encode(DIGEST), base64.urlsafe_b64encode(DIGEST)


@pytest.mark.parametrize(
    ("layout", "value", "reason", "words"),
    [
        (Bare("X-S"), BASE64, Reason.MALFORMED_SIGNATURE, "in base64, not in hex"),
        (Bare("X-S"), HEX.upper(), Reason.MALFORMED_SIGNATURE, "in capital letters"),
        (Bare("X-S"), b"sha256=" + HEX, Reason.MALFORMED_SIGNATURE, "it would fit as hex"),
        (Bare("X-S"), b"sha256=" + BASE64, Reason.MALFORMED_SIGNATURE, "not in hex"),
        (Bare("X-S", "base64"), HEX, Reason.MALFORMED_SIGNATURE, "in hex, not in base64"),
        (Bare("X-S", "base64"), BASE64URL, Reason.MALFORMED_SIGNATURE, "in base64url, not in"),
        (Bare("X-S", "base64"), BASE64.rstrip(b"="), Reason.MALFORMED_SIGNATURE, "fit as base64"),
        (Bare("X-S", "base64url"), HEX, Reason.MALFORMED_SIGNATURE, "in hex, not in base64url"),
        (Prefixed("X-S", b"sha256="), HEX, Reason.WRONG_VERSION, "fit as `sha256=` and hex"),
        (Prefixed("X-S", b"sha256="), b"v1=" + HEX, Reason.WRONG_VERSION, "found v1; it would"),
        (
            Prefixed("X-S", b"sha256="),
            b"sha256=" + BASE64,
            Reason.MALFORMED_SIGNATURE,
            "not in hex",
        ),
        (VersionedList("X-S"), BASE64, Reason.WRONG_VERSION, "`v1,` and base64"),
        (VersionedList("X-S"), b"v2," + BASE64, Reason.WRONG_VERSION, "found v2; it would fit"),
        (VersionedList("X-S"), b"v9,A v1," + HEX, Reason.MALFORMED_SIGNATURE, "in hex, not in"),
        (KeyValues("X-S", b"v1", b"t"), b"t=1,v0=" + HEX, Reason.WRONG_VERSION, "found v0"),
        (KeyValues("X-S", b"v1", b"t"), b"t=1,v1=" + BASE64, Reason.MALFORMED_SIGNATURE, "not in"),
    ],
)
def test_genuine_signature_that_is_written_otherwise_is_named(
    layout: SignatureFormat, value: bytes, reason: Reason, words: str
) -> None:
    scheme = a_scheme(layout)

    verdict = explained_by(scheme, a_message(("X-S", value)))

    assert not verdict.valid
    assert verdict.reason is reason
    assert words in verdict.message
    assert f"expected {layout.wanted} in the X-S header" == verdict.hint
    assert verdict.secret == SECRET.name


@pytest.mark.parametrize("made_with", ["sha1", "sha384", "sha512"])
@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_other_hash_is_named_whatever_it_is_written_in(made_with: str, encoding: str) -> None:
    digest = mac(b'{"a":1}', algorithm=made_with)
    text = digest.hex().encode() if encoding == "hex" else base64.b64encode(digest)
    value = made_with.encode() + b"=" + text

    verdict = explained_by(a_scheme(Prefixed("X-S", b"sha256=")), a_message(("X-S", value)))

    assert verdict.reason is Reason.WRONG_ALGORITHM
    assert verdict.message == f"the signature fits {made_with}, where sha256 was expected"
    assert verdict.facts["fits_algorithm"] == made_with


def test_other_hash_of_a_digest_is_named() -> None:
    body = b"{}"
    value = hashlib.sha512(SECRET.value + body).hexdigest()
    message = a_message(("X-HubSpot-Signature", value), body=body)

    verdict = explained(message, BY_ID["hubspot_v1"][1])

    assert verdict.facts["fits_algorithm"] == "sha512"


def test_other_form_of_what_was_signed_is_tried_with_another_hash() -> None:
    url = "https://x.test/hook"
    digest = mac(b"POST", url.encode(), b"{}", b"1767225600000", algorithm="sha1")
    message = a_message(
        ("X-HubSpot-Signature-v3", base64.b64encode(digest)),
        ("X-HubSpot-Request-Timestamp", "1767225600000"),
        body=b"{}",
        url=url,
    )

    assert explained(message, "hubspot").facts["fits_algorithm"] == "sha1"


def test_signature_over_computed_bytes_is_looked_into_as_well() -> None:
    fields = "https://x.test/hook" + "a1"
    digest = mac(fields.encode(), algorithm="sha1")
    form = ("Content-Type", "application/x-www-form-urlencoded")
    for text, words in (
        (digest.hex(), "in hex, not in base64"),
        (base64.b64encode(mac(fields.encode())).decode(), "fits sha256, where sha1 was expected"),
    ):
        message = a_message(
            form, ("X-Mandrill-Signature", text), body=b"a=1", url="https://x.test/hook"
        )
        assert words in explained(message, "mandrill").message


def test_signature_that_functions_judge_is_tried_in_each_encoding() -> None:
    url, form = "https://x.test/hook", ("Content-Type", "application/x-www-form-urlencoded")
    digest = mac(url.encode() + b"a1", algorithm="sha1")
    message = a_message(form, ("X-Twilio-Signature", digest.hex()), body=b"a=1", url=url)

    verdict = explained(message, "twilio")

    assert verdict.reason is Reason.MALFORMED_SIGNATURE
    assert "in hex, not in base64" in verdict.message
    assert verdict.hint == "expected base64 in the X-Twilio-Signature header"


def test_version_that_a_sibling_reads_is_found_there() -> None:
    message = signed("standard_webhooks", secret=WHSEC)
    value = dict(message.headers)[b"webhook-signature"].removeprefix(b"v1,")
    bare = replace(message, headers=with_header(message.headers, "webhook-signature", value))

    verdict = explained(bare, "standard_webhooks", [WHSEC])

    assert verdict.scheme == "standard_webhooks"
    assert "it would fit as `v1,` and base64" in verdict.message


@pytest.mark.parametrize("value", [HEX[:-1] + b"0", b"AA" * 400, b"=" * 99, b"", b"sha256="])
def test_signature_of_something_else_is_not_explained_away(value: bytes) -> None:
    scheme = a_scheme(Prefixed("X-S", b"sha256="))

    verdict = explained_by(scheme, a_message(("X-S", b"sha256=" + value), body=b"other"))

    assert "fits" not in verdict.facts
    assert "fits_algorithm" not in verdict.facts


def explained_by(scheme: Scheme, message: SignedMessage) -> Verdict:
    schemes = {scheme.id: (Provider("acme", "Acme", (scheme,)), scheme)}
    secrets = [OTHER, SECRET]
    return explain(scheme.judge(message, secrets, None), message, secrets, schemes)
