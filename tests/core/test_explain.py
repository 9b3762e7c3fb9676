import base64
import gzip
import json
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.messages import NOW, OTHER, SECRET, a_message, a_scheme
from webhookctl.core.explain import explain
from webhookctl.core.headers import without
from webhookctl.core.provider import Provider
from webhookctl.core.recognise import judge
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Prefixed, with_header
from webhookctl.core.verdict import Reason, Verdict
from webhookctl.providers import all_schemes, find

URL_SCHEME = a_scheme(message=("{method}", "{url}", "{body}"))
ACME = Provider("acme", "Acme", (URL_SCHEME,))
BY_ID = {scheme.id: (owner, scheme) for owner, scheme in all_schemes().values()}
BY_ID["acme"] = (ACME, URL_SCHEME)

WHSEC = Secret("env:WHSEC", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
JSON_BODY = '{"id":"evt_1","type":"a.b","note":"é/","n":1.0}'.encode()


def scheme_of(name: str) -> Scheme:
    return find(name)[1][0]


def signed(
    name: str, *headers: tuple[str, str], body: bytes = JSON_BODY, secret: Secret = SECRET
) -> SignedMessage:
    message = a_message(*headers, body=body, url="https://x.test/hook")
    return scheme_of(name).sign(message, secret, Stamp(NOW, "msg_1"))


def explained(
    message: SignedMessage,
    name: str | Scheme,
    secrets: Sequence[Secret] = (SECRET,),
    now: float | None = NOW,
) -> Verdict:
    schemes = (name,) if isinstance(name, Scheme) else find(name)[1]
    return explain(judge(message, [schemes], secrets, now), message, secrets, BY_ID)


def test_genuine_signature_needs_no_explanation() -> None:
    verdict = explained(signed("stripe"), "stripe")

    assert verdict.valid
    assert verdict.hint is None


@pytest.mark.parametrize(
    ("received", "words"),
    [
        (b'{"id": "evt_1", "type": "a.b", "note": "\\u00e9/", "n": 1.0}', "compact JSON"),
        (json.dumps(json.loads(JSON_BODY), indent=2).encode(), "compact JSON"),
        (json.dumps(json.loads(JSON_BODY)).encode() + b"\n", "compact JSON"),
    ],
)
def test_reserialised_body_is_named(received: bytes, words: str) -> None:
    verdict = explained(replace(signed("stripe"), body=received), "stripe")

    assert verdict.reason is Reason.BODY_RESERIALISED
    assert words in verdict.message
    assert "before anything reads" in (verdict.hint or "")
    assert not verdict.valid


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b'{"b": 1, "a": "\\u00e9"}', "JSON with blanks with escaped characters"),
        (b'{\n  "b": 1,\n  "a": "\xc3\xa9"\n}', "JSON indented by 2 blanks"),
        (b'{"a":"\xc3\xa9","b":1}', "compact JSON with sorted names"),
        (b'{"b":1,"a":"\xc3\xa9"}\n', "with a line break at its end"),
    ],
)
def test_layout_that_was_signed_is_named(sent: bytes, words: str) -> None:
    received = '{"b":1,"a":"é"}'.encode()

    verdict = explained(replace(signed("github", body=sent), body=received), "github")

    assert verdict.reason in (Reason.BODY_RESERIALISED, Reason.BODY_CHANGED)
    assert words in verdict.message


@pytest.mark.parametrize(
    ("sent", "received", "words"),
    [
        (b"{}", b"{}\n", "without the line break"),
        (b"{}\n", b"{}", "with a line break"),
        (b"a\r\nb", b"a\nb", "CRLF"),
        (b"{}", b"\xef\xbb\xbf{}", "byte order mark"),
        ("é".encode(), "Ã©".encode(), "a second time"),
    ],
)
def test_altered_body_is_named(sent: bytes, received: bytes, words: str) -> None:
    verdict = explained(replace(signed("shopify", body=sent), body=received), "shopify")

    assert verdict.reason is Reason.BODY_CHANGED
    assert words in verdict.message
    assert words in str(verdict.facts["fits"])


def test_form_that_was_encoded_anew_is_named() -> None:
    form = ("Content-Type", "application/x-www-form-urlencoded")

    verdict = explained(replace(signed("slack", form, body=b"a=x+y"), body=b"a=x%20y"), "slack")

    assert verdict.reason is Reason.BODY_RESERIALISED
    assert "form" in verdict.message


def test_packed_body_is_named() -> None:
    message = signed("github", ("Content-Encoding", "gzip"), body=b"{}")

    verdict = explained(replace(message, body=gzip.compress(b"{}")), "github")

    assert "unpacked" in verdict.message


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ((("Content-Length", "99"),), JSON_BODY[:-1] + b" ", "Content-Length says 99"),
        ((("Content-Type", "application/json"),), JSON_BODY[:-3], "not the JSON"),
        ((("Content-Type", "application/json"),), b"", "it is empty"),
    ],
)
def test_body_that_is_not_whole_is_told_by_its_headers(
    headers: tuple[tuple[str, str], ...], body: bytes, words: str
) -> None:
    verdict = explained(replace(signed("github", *headers), body=body), "github")

    assert verdict.reason is Reason.BODY_CHANGED
    assert words in verdict.message


@pytest.mark.parametrize("length", ["", "x", "9" * 5000, "-1"])
def test_nonsense_in_content_length_is_no_evidence(length: str) -> None:
    message = signed("github", ("Content-Length", length))

    assert explained(message, "github", [OTHER]).reason is Reason.MISMATCH


@pytest.mark.parametrize("body", [b"null", b"not json"])
def test_body_without_evidence_is_not_called_changed(body: bytes) -> None:
    content_type = "application/json" if body == b"null" else "text/plain"
    message = signed("github", ("Content-Type", content_type), body=b"{1}")

    assert explained(replace(message, body=body), "github").reason is Reason.MISMATCH


@pytest.mark.parametrize(
    ("name", "right", "given", "words"),
    [
        ("stripe", b"whsec_abc", b"abc", "with a whsec_ prefix"),
        ("stripe", b"abc", b"whsec_abc", "without its whsec_ prefix"),
        ("stripe", b"whsec_abc", b"whsec_abc\n", "without the blanks or line break"),
        ("stripe", b"abc\n", b"abc", "with a line break after it"),
        ("stripe", b"whsec_abc", b'"whsec_abc"', "without the quotes"),
        ("stripe", b"whsec_abc", b"S=whsec_abc", "without the `NAME=`"),
        ("github", b"abcd", base64.b64encode(b"abcd"), "decoded from base64"),
        ("github", b"abcd", b"61626364", "decoded from hex"),
        ("slack", "é".encode(), b"\xe9", "as UTF-8"),
        ("standard_webhooks", b"whsec_YWJjZGVm", b"abcdef", "as raw text"),
        ("standard_webhooks", base64.b64encode(b"whsec_a!"), b"whsec_a!", "as raw text"),
        ("standard_webhooks", b"whsec_YWJjZGVm", b"616263646566", "decoded from hex"),
    ],
)
def test_secret_in_the_wrong_form_is_named(
    name: str, right: bytes, given: bytes, words: str
) -> None:
    message = signed(name, secret=Secret("right", right))

    verdict = explained(message, name, [OTHER, Secret("env:GIVEN", given)])

    assert verdict.reason is Reason.SECRET_ENCODING
    assert words in verdict.message
    assert "`env:GIVEN`" in verdict.message
    assert verdict.secret == "env:GIVEN"  # noqa: S105 - a name
    assert given.decode("latin-1") not in verdict.message.replace("whsec_ prefix", "")


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        (Secret("literal", b"ENV:STRIPE_SECRET"), "a reference to a secret"),
        (Secret("literal", b"env=STRIPE_SECRET"), "a reference to a secret"),
        (Secret("literal 2", b"$STRIPE_SECRET"), "a reference to a secret"),
        (Secret("env:S", b"sk_test_" + b"4eC39HqLyjWDarjtT1zdp7dc"), "a Stripe API key"),
        (Secret("env:S", b"xoxb-123"), "a Slack token"),
        (Secret("env:S", b"shpat_123"), "a Shopify access token"),
        (Secret("env:S", b"ghp_123"), "a GitHub token"),
    ],
)
def test_what_is_plainly_no_signing_secret_is_named(secret: Secret, words: str) -> None:
    verdict = explained(signed("stripe"), "stripe", [OTHER, secret])

    assert verdict.reason is Reason.WRONG_SECRET
    assert words in verdict.message
    assert verdict.secret == secret.name


def test_secret_that_is_no_key_at_all_stays_so() -> None:
    message = signed("standard_webhooks", secret=WHSEC)

    verdict = explained(message, "standard_webhooks", [Secret("env:S", b"not base64!")])

    assert verdict.reason is Reason.MALFORMED_SECRET
    assert "base64" in verdict.message


@pytest.mark.parametrize(
    ("secrets", "words"), [((OTHER,), "the secret"), ((OTHER, WHSEC), "2 secrets")]
)
def test_what_cannot_be_told_apart_is_not(secrets: tuple[Secret, ...], words: str) -> None:
    verdict = explained(signed("stripe"), "stripe", secrets)

    assert verdict.reason is Reason.MISMATCH
    assert words in verdict.message
    assert verdict.facts["likely"] == Reason.WRONG_SECRET


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (310, "compare the clocks"),
        (100_000, "--at captured"),
        (-310, "clock is ahead"),
    ],
)
def test_time_is_explained_by_how_far_it_is_off(off: float, words: str) -> None:
    verdict = explained(signed("slack"), "slack", now=NOW + off)

    assert verdict.reason in (Reason.STALE_TIMESTAMP, Reason.FUTURE_TIMESTAMP)
    assert words in (verdict.hint or "")


def test_signature_of_another_provider_is_named() -> None:
    verdict = explained(signed("stripe"), "github")

    assert verdict.reason is Reason.MISSING_HEADER
    assert "genuine Stripe" in verdict.message
    assert verdict.hint == "judge it with `--provider stripe`"
    assert verdict.facts["fits_scheme"] == "stripe"


def test_sha1_where_sha256_was_expected_is_named() -> None:
    message = signed("github")
    alone = replace(message, headers=without(message.headers, ["X-Hub-Signature-256"]))

    verdict = explained(alone, BY_ID["github_sha256"][1])

    assert verdict.reason is Reason.WRONG_ALGORITHM
    assert "--provider github_sha1" in (verdict.hint or "")


def test_sha1_in_the_header_of_sha256_is_named() -> None:
    message = signed("github")
    value = dict(message.headers)[b"X-Hub-Signature"]
    headers = with_header(
        without(message.headers, ["X-Hub-Signature"]), "X-Hub-Signature-256", value
    )

    verdict = explained(replace(message, headers=headers), "github")

    assert verdict.reason is Reason.WRONG_ALGORITHM


def test_header_under_a_similar_name_is_named() -> None:
    message = signed("stripe")
    headers = tuple((name.replace(b"-", b"_"), value) for name, value in message.headers)

    verdict = explained(replace(message, headers=headers), "stripe")

    assert verdict.reason is Reason.MISSING_HEADER
    assert "one called Stripe_Signature" in verdict.message


def test_request_of_nobody_stays_unexplained() -> None:
    message = a_message(("Host", "x"))
    verdict = judge(message, [], [SECRET], NOW)

    assert explain(verdict, message, [SECRET], BY_ID) == verdict


def test_signature_of_nobody_is_found_among_all() -> None:
    verdict = explain(judge(signed("github"), [], [SECRET], NOW), signed("github"), [SECRET], BY_ID)

    assert "genuine GitHub" in verdict.message


@pytest.mark.parametrize(
    "sent",
    [
        "http://x.test/hook",
        "https://x.test/hook/",
        "https://x.test:443/hook",
        "https://other.test/hook",
        "https://x.test/hook?b=1&a=2",
    ],
)
def test_url_that_was_signed_is_named(sent: str) -> None:
    message = a_message(("X-Forwarded-Host", "other.test"), url=sent)
    received = "https://x.test/hook" + ("?a=2&b=1" if "?" in sent else "")
    seen = replace(URL_SCHEME.sign(message, SECRET, Stamp(NOW, "")), url=received)

    verdict = explained(seen, URL_SCHEME)

    assert verdict.reason is Reason.URL_DIFFERS
    assert "--url" in (verdict.hint or "")


def test_url_nobody_knows_is_asked_for() -> None:
    message = URL_SCHEME.sign(a_message(url="https://x.test/"), SECRET, Stamp(NOW, ""))

    verdict = explained(replace(message, url=None), URL_SCHEME)

    assert verdict.reason is Reason.MISSING_PARAMETER
    assert "--url" in (verdict.hint or "")


def test_url_that_fits_nowhere_is_not_blamed() -> None:
    message = URL_SCHEME.sign(a_message(url="https://x.test/"), OTHER, Stamp(NOW, ""))

    assert explained(message, URL_SCHEME).reason is Reason.MISMATCH


def test_scheme_without_a_signature_header_can_be_explained() -> None:
    scheme = replace(a_scheme(Prefixed("X-S", b"v1=")), signature_header=None)
    schemes = {"acme": (Provider("acme", "Acme", (scheme,)), scheme)}
    message = a_message()

    verdict = explain(scheme.judge(message, [SECRET], NOW), message, [SECRET], schemes)

    assert verdict.reason is Reason.MISSING_HEADER


def test_large_bodies_are_explained_in_bounded_time() -> None:
    body = b'{"a":"' + b"x" * (20 * 1024 * 1024) + b'"}'
    started = time.perf_counter()

    verdict = explained(signed("github", body=body), "github", [OTHER])

    assert verdict.reason is Reason.MISMATCH
    assert time.perf_counter() - started < 20


@settings(deadline=None)
@given(
    name=st.sampled_from(["github", "stripe", "slack", "standard_webhooks"]),
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                (
                    b"X-Hub-Signature-256 Stripe-Signature webhook-signature webhook-id "
                    b"Content-Type Content-Length Content-Encoding X-Slack-Signature"
                ).split()
            ),
            st.one_of(
                st.binary(max_size=30),
                st.sampled_from(
                    [b"sha256=" + b"0" * 64, b"t=1,v1=" + b"0" * 64, b"application/json", b"gzip"]
                ),
            ),
        ),
        max_size=8,
    ).map(tuple),
    body=st.one_of(st.binary(max_size=40), st.sampled_from([b'{"a":1}', b"a=1&b=2"])),
    secret=st.binary(max_size=20),
)
def test_no_bytes_make_it_fail(
    name: str, headers: tuple[tuple[bytes, bytes], ...], body: bytes, secret: bytes
) -> None:
    message = SignedMessage("POST", "http://x/", headers, body)

    verdict = explained(message, name, [Secret("s", secret)])

    assert not verdict.valid
    assert verdict.message


def test_body_that_a_token_was_not_made_for_is_looked_into() -> None:
    netlify = scheme_of("netlify")
    signed_one = netlify.sign(a_message(body=b'{"a": 1}'), SECRET, Stamp(NOW, ""))
    rewritten = replace(signed_one, body=b'{"a":1}')
    other = replace(signed_one, body=b'{"a":2}')

    for message, reason in ((rewritten, Reason.BODY_RESERIALISED), (other, Reason.BODY_CHANGED)):
        verdict = netlify.judge(message, [SECRET], NOW)
        assert verdict.reason is Reason.BODY_CHANGED
        assert explain(verdict, message, [SECRET], BY_ID).reason is reason


def test_url_that_a_token_was_made_for_is_found_behind_a_proxy() -> None:
    upstash = scheme_of("upstash_qstash")
    sent = upstash.sign(a_message(url="https://public.test/h"), SECRET, Stamp(NOW, ""))
    seen = replace(
        sent,
        url="http://10.0.0.5:8080/h",
        headers=(*sent.headers, (b"X-Forwarded-Host", b"public.test")),
    )

    verdict = upstash.judge(seen, [SECRET], NOW)
    found = explain(verdict, seen, [SECRET], BY_ID)

    assert verdict.reason is found.reason is Reason.URL_DIFFERS
    assert "as https://public.test with path and query as they are" in found.message
