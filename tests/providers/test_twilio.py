import hmac
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.providers.messages import (
    FORM,
    a_request,
    at,
    given,
    having,
    holding,
    judged,
    signed,
)
from webhookctl.core.explain import explain
from webhookctl.core.recognise import judge
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers import all_schemes
from webhookctl.providers.twilio import FORM as FORM_SCHEME
from webhookctl.providers.twilio import JSON, PROVIDER, SHARED_KEY

TOKEN = b"12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
SIGNATURE, SETTINGS = "X-Twilio-Signature", "X-Twilio-Webhooks-Signature-Settings"
BODY = b"CallSid=CA123&Digits=5678&Digits=1234&Digits=1234&From=%2B1415&Empty=&B=%C3%A9+x&a="
BY_FORM = signed(FORM_SCHEME, a_request(BODY, FORM, url=URL), TOKEN)
BY_HASH = signed(JSON, a_request(b'{"a": true}', url=URL), TOKEN)
BY_KEY = signed(SHARED_KEY, a_request(BODY, FORM, url=URL), TOKEN)
BY_KEY_HASH = signed(SHARED_KEY, a_request(b'{"a": true}', url=URL), TOKEN)
BY_URL = b64encode(hmac.digest(TOKEN, URL.encode(), "sha1"))
"""The signature of a GET request."""

EACH = [
    pytest.param(FORM_SCHEME, BY_FORM, id="form"),
    pytest.param(JSON, BY_HASH, id="json"),
    pytest.param(SHARED_KEY, BY_KEY, id="shared key"),
    pytest.param(SHARED_KEY, BY_KEY_HASH, id="shared key, json"),
]


class Fields(dict[str, list[str]]):
    """A form as Flask hands it to Twilio's library."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def fields_of(body: bytes) -> Fields:
    fields = Fields()
    for name, value in parse_qsl(body.decode(), keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    return fields


def signature_of(message: SignedMessage) -> str:
    return dict(message.headers)[SIGNATURE.encode()].decode()


@pytest.fixture
def library() -> Any:
    return pytest.importorskip("twilio.request_validator", reason="twilio is not installed")


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (URL, BODY),
        ("http://mycompany.com", b""),
        ("https://mycompany.com:8443/a%20b?x=%2F", b"b=1&B=2&a=3&A=4&_=5&Z9=6"),
        ("https://mycompany.com/?", "e=日本 🚀&=x".encode()),
    ],
)
@pytest.mark.parametrize(
    ("scheme", "algorithm"), [(FORM_SCHEME, "HMAC_SHA1"), (SHARED_KEY, "HMAC_SHA256")]
)
def test_library_accepts_the_forms_we_sign(
    library: Any, scheme: Scheme, algorithm: str, url: str, body: bytes
) -> None:
    message = signed(scheme, a_request(body, FORM, url=url), TOKEN)
    validator = library.RequestValidator(TOKEN.decode())

    def accepts(form: bytes) -> bool:
        found: bool = validator.validate(url, fields_of(form), signature_of(message), algorithm)
        return found

    # the library writes a URL anew, which drops a `?` without a query
    assert accepts(body) or url.endswith("?")
    assert not accepts(body + b"&x=1")


@pytest.mark.parametrize(
    ("scheme", "algorithm", "body"),
    [
        (JSON, "HMAC_SHA1", "{}"),
        (JSON, "HMAC_SHA1", '{"é": "日本"}'),
        (JSON, "HMAC_SHA1", ""),
        (SHARED_KEY, "HMAC_SHA256", "{}"),
        (SHARED_KEY, "HMAC_SHA256", '{"é": "日本"}'),
    ],
)
def test_library_accepts_the_json_we_sign(
    library: Any, scheme: Scheme, algorithm: str, body: str
) -> None:
    message = signed(scheme, a_request(body.encode(), url=URL), TOKEN)
    validator = library.RequestValidator(TOKEN.decode())

    def accepts(text: str) -> bool:
        found: bool = validator.validate(message.url, text, signature_of(message), algorithm)
        return found

    assert accepts(body)
    assert not accepts(body + " ")


@pytest.mark.parametrize("url", ["https://a.test/x", "https://a.test:443/x", "http://a.test:8080"])
def test_port_does_not_count(library: Any, url: str) -> None:
    parts = urlsplit(url)
    bare = url.replace(f":{parts.port}", "")
    ported = bare.replace("a.test", f"a.test:{parts.port or 443}")
    for seen in (bare, ported):
        for signed_url in (bare, ported):
            made = library.RequestValidator(TOKEN.decode()).compute_signature(
                signed_url, {"a": "1"}
            )
            message = having(a_request(b"a=1", FORM, url=seen), SIGNATURE, made)
            expected = library.RequestValidator(TOKEN.decode()).validate(seen, {"a": "1"}, made)
            assert judged(FORM_SCHEME, message, TOKEN).valid is expected


@pytest.mark.parametrize(("scheme", "message"), EACH)
def test_nothing_that_is_covered_can_be_changed(scheme: Scheme, message: SignedMessage) -> None:
    assert judged(scheme, message, b"old", TOKEN).valid
    for changed in (
        holding(message, message.body + b"&x"),
        holding(message, b""),
        at(message, (message.url or "").replace("foo", "fob")),
        at(message, (message.url or "").replace("https", "http")),
        at(message, f"{message.url}&x=1"),
    ):
        assert judged(scheme, changed, TOKEN).reason in (Reason.MISMATCH, Reason.BODY_CHANGED)
    assert judged(scheme, message, b"1234").reason is Reason.MISMATCH
    assert judged(scheme, message, b"").reason is Reason.MALFORMED_SECRET


@pytest.mark.parametrize(("scheme", "message"), EACH)
def test_each_flaw_has_its_reason(scheme: Scheme, message: SignedMessage) -> None:
    value = signature_of(message)
    for other, reason in (
        (None, Reason.MISSING_HEADER),
        ("", Reason.EMPTY_SIGNATURE),
        (value[:-4], Reason.TRUNCATED_SIGNATURE),
        ("*", Reason.MALFORMED_SIGNATURE),
        ("A" + value[1:], Reason.MISMATCH),
    ):
        assert judged(scheme, having(message, SIGNATURE, other), TOKEN).reason is reason
    assert judged(scheme, at(message, None), TOKEN).reason is Reason.MISSING_PARAMETER


def test_changed_json_is_told_apart_from_another_secret() -> None:
    for message in (BY_HASH, BY_KEY_HASH):
        verdict = judged(JSON if message is BY_HASH else SHARED_KEY, holding(message, b"{}"), TOKEN)
        assert (verdict.reason, verdict.secret) == (Reason.BODY_CHANGED, "s0")


def test_hash_cannot_be_taken_out_of_the_url() -> None:
    assert judged(JSON, at(BY_HASH, URL), TOKEN).reason is Reason.MISMATCH


def test_hash_of_the_body_is_in_the_url_once() -> None:
    digest = sha256(b'{"a": true}').hexdigest()
    again = signed(JSON, at(BY_HASH, f"{URL}&bodySHA256=stale"), TOKEN)

    assert BY_HASH.url == again.url == f"{URL}&bodySHA256={digest}"
    bare = signed(JSON, a_request(b"{}", url="https://a.test"), TOKEN)
    assert (bare.url or "").startswith("https://a.test?bodySHA256=")


@pytest.mark.parametrize("scheme", [JSON, SHARED_KEY])
@pytest.mark.parametrize("registered", ["https://a.test/y", "https://a.test/y?z=1"])
def test_hash_that_came_in_another_url_counts_for_the_registered_one(
    scheme: Scheme, registered: str
) -> None:
    sent = signed(scheme, a_request(b"{}", url=registered), TOKEN)
    query = (sent.url or "").partition("?")[2]
    received = given(at(sent, f"http://localhost/x?{query}"), notification_url=registered)

    assert judged(scheme, received, TOKEN).valid
    assert judged(scheme, holding(received, b"[]"), TOKEN).reason is Reason.BODY_CHANGED
    assert not judged(scheme, given(received, notification_url="https://b.test/y"), TOKEN).valid
    for url in (None, "http://localhost/x"):
        assert not judged(scheme, at(received, url), TOKEN).valid


def test_registered_url_counts_and_gets_the_hash() -> None:
    behind = a_request(b"{}", url="http://localhost/x", notification_url="https://a.test/y")

    message = signed(JSON, behind, TOKEN)

    assert (message.url or "").startswith("https://a.test/y?bodySHA256=")
    assert judged(JSON, message, TOKEN).valid
    form = given(at(BY_FORM, "http://localhost/x"), notification_url=URL)
    assert judged(FORM_SCHEME, form, TOKEN).valid


@pytest.mark.parametrize(
    ("scheme", "message"),
    [
        (FORM_SCHEME, BY_HASH),
        (FORM_SCHEME, BY_KEY),
        (FORM_SCHEME, having(BY_FORM, "Content-Type", "text/plain")),
        (JSON, BY_FORM),
        (JSON, having(a_request(b"{}", url=URL), SIGNATURE, BY_URL)),
    ],
)
def test_request_of_another_kind_is_told(scheme: Scheme, message: SignedMessage) -> None:
    verdict = judged(scheme, message, TOKEN)

    assert verdict.reason is Reason.WRONG_VERSION
    assert "judge it as `twilio" in (verdict.hint or "")


@pytest.mark.parametrize("message", [BY_FORM, BY_HASH, BY_KEY, BY_KEY_HASH])
def test_kind_is_found_by_the_provider(message: SignedMessage) -> None:
    verdict = judge(message, [PROVIDER.schemes], [Secret("s", TOKEN)], None)

    assert verdict.valid


def test_get_request_is_signed_by_its_url() -> None:
    message = replace(a_request(b"", None, url=URL), method="GET")
    value = BY_URL.decode()

    assert signature_of(signed(FORM_SCHEME, message, TOKEN)) == value
    assert judged(FORM_SCHEME, having(message, SIGNATURE, value), TOKEN).valid
    assert not judged(FORM_SCHEME, holding(having(message, SIGNATURE, value), b"a=1"), TOKEN).valid


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (None, Reason.MISSING_HEADER),
        ("key=k,algorithm=HMAC_SHA512", Reason.WRONG_VERSION),
        ("key=k, algorithm = hmac_sha256", Reason.VALID),
        ("algorithm=HMAC_SHA256,algorithm=x,nonsense", Reason.VALID),
        ("key=k,algorithm=HMAC_SHA1", Reason.MALFORMED_SIGNATURE),
        ("key=k,algorithm=", Reason.MALFORMED_SIGNATURE),
        ("", Reason.MALFORMED_SIGNATURE),
    ],
)
def test_settings_name_the_algorithm(settings: str | None, reason: Reason) -> None:
    assert judged(SHARED_KEY, having(BY_KEY, SETTINGS, settings), TOKEN).reason is reason


def test_weaker_signature_than_the_settings_say_is_refused() -> None:
    weaker = having(BY_KEY, SIGNATURE, signature_of(BY_FORM))

    assert judged(SHARED_KEY, weaker, TOKEN).reason is Reason.WRONG_VERSION
    as_said = having(weaker, SETTINGS, "key=k,algorithm=HMAC_SHA1")
    assert judged(SHARED_KEY, as_said, TOKEN).valid


def test_key_of_the_settings_is_compared_where_ours_is_known() -> None:
    named = signed(SHARED_KEY, given(a_request(BODY, FORM, url=URL), key="mine"), TOKEN)

    assert judged(SHARED_KEY, named, TOKEN).valid
    assert judged(SHARED_KEY, given(named, key="other"), TOKEN).reason is Reason.UNTRUSTED_KEY
    again = signed(SHARED_KEY, replace(named, params={}), TOKEN)
    assert b"key=mine," in dict(again.headers)[SETTINGS.encode()]


@pytest.mark.parametrize(
    ("scheme", "message", "hint"),
    [
        (FORM_SCHEME, a_request(b"{}", url=URL), "twilio_json"),
        (JSON, a_request(BODY, FORM, url=URL), "`twilio`"),
        (FORM_SCHEME, a_request(BODY, FORM, url=None), "--url"),
        (SHARED_KEY, a_request(b"{}", url=None), "--url"),
    ],
)
def test_what_cannot_be_signed_is_told(scheme: Scheme, message: SignedMessage, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        signed(scheme, message, TOKEN)

    assert hint in (caught.value.hint or "")


def test_url_behind_a_proxy_is_found_out() -> None:
    behind = having(at(BY_FORM, "http://localhost:8080/myapp.php?foo=1&bar=2"), "Host", "x")
    forwarded = having(behind, "X-Forwarded-Host", "mycompany.com")
    by_id = {scheme.id: (provider, scheme) for provider, scheme in all_schemes().values()}
    secrets = [Secret("s", TOKEN)]

    verdict = FORM_SCHEME.judge(forwarded, secrets, None)
    explained = explain(verdict, forwarded, secrets, by_id)

    assert explained.reason is Reason.URL_DIFFERS
    assert "https://mycompany.com" in explained.message
