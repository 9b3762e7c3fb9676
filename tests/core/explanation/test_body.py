import gzip
import json
import time
from dataclasses import replace

import pytest

from tests.core.explanation.cases import BY_ID, JSON_BODY, explained, scheme_of, signed
from tests.core.messages import NOW, OTHER, SECRET, a_message
from webhookctl.core.explain import explain
from webhookctl.core.scheme import Stamp
from webhookctl.core.verdict import Reason


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


@pytest.mark.parametrize("sent", [b"a=x+y&b=%c3%a9", b"a=x%20y&b=%c3%a9"])
def test_form_with_escapes_in_small_letters_is_known_as_well(sent: bytes) -> None:
    form = ("Content-Type", "application/x-www-form-urlencoded")
    arrived = replace(signed("slack", form, body=sent), body=b"a=x+y&b=%C3%A9")

    verdict = explained(arrived, "slack")

    assert verdict.reason is Reason.BODY_RESERIALISED
    assert "small letters in escapes" in verdict.message


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


def test_body_that_a_token_was_not_made_for_is_looked_into() -> None:
    netlify = scheme_of("netlify")
    signed_one = netlify.sign(a_message(body=b'{"a": 1}'), SECRET, Stamp(NOW, ""))
    rewritten = replace(signed_one, body=b'{"a":1}')
    other = replace(signed_one, body=b'{"a":2}')

    for message, reason in ((rewritten, Reason.BODY_RESERIALISED), (other, Reason.BODY_CHANGED)):
        verdict = netlify.judge(message, [SECRET], NOW)
        assert verdict.reason is Reason.BODY_CHANGED
        assert explain(verdict, message, [SECRET], BY_ID).reason is reason


def test_large_bodies_are_explained_in_bounded_time() -> None:
    body = b'{"a":"' + b"x" * (20 * 1024 * 1024) + b'"}'
    started = time.perf_counter()

    verdict = explained(signed("github", body=body), "github", [OTHER])

    assert verdict.reason is Reason.MISMATCH
    assert time.perf_counter() - started < 20
