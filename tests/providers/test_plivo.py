import hmac
from base64 import b64encode
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.providers.messages import FORM, a_request, at, having, holding, judged, signed
from webhookctl.core.headers import first
from webhookctl.core.scheme import Scheme, SignedMessage
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.plivo import V2, V3

TOKEN = b"my_auth_token"
URL = "https://answer.url/path/?b=two&a=1&b=1&e="
BODY = b"From=1415&CallUUID=97ceeb52&Digits=2&Digits=1&Text=a+b%C3%A9&Empty="
BY_V2 = signed(V2, a_request(BODY, FORM, url=URL), TOKEN)
BY_V3 = signed(V3, a_request(BODY, FORM, url=URL), TOKEN)
EACH = [pytest.param(V2, BY_V2, id="v2"), pytest.param(V3, BY_V3, id="v3")]


def values(message: SignedMessage, scheme: Scheme) -> tuple[str, str]:
    """Return nonce and signature."""
    name = scheme.signature_header or ""
    found = [first(message.headers, one) or b"" for one in (f"{name}-Nonce", name)]
    return found[0].decode(), found[1].decode()


@pytest.fixture
def library() -> Any:
    return pytest.importorskip("plivo.utils", reason="plivo is not installed")


def test_library_accepts_version_2(library: Any) -> None:
    nonce, signature = values(BY_V2, V2)

    assert library.validate_signature(URL, nonce, signature, TOKEN.decode())
    assert not library.validate_signature(URL, nonce + "0", signature, TOKEN.decode())


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", URL, BODY),
        ("POST", "https://answer.url/path/", BODY),
        ("POST", "https://answer.url/path/", b""),
        ("POST", URL, b""),
        ("GET", URL, b""),
        ("GET", "https://answer.url", b""),
        ("GET", "https://answer.url/a%20b?x=%2F+y&X=1&_=2", b""),
    ],
)
def test_library_accepts_version_3(library: Any, method: str, url: str, body: bytes) -> None:
    unsigned = replace(a_request(body, FORM, url=url), method=method)
    message = signed(V3, unsigned, TOKEN)
    nonce, signature = values(message, V3)

    def accepts(text: bytes) -> bool:
        params = parse_qs(text.decode(), keep_blank_values=True)
        found: bool = library.validate_v3_signature(
            method, url, nonce, TOKEN.decode(), signature, params
        )
        return found

    assert accepts(body)
    assert not accepts(body + b"&other=1")
    assert judged(V3, message, b"x", TOKEN).valid


@pytest.mark.parametrize(("scheme", "message"), EACH)
def test_signature_of_the_main_account_counts_too(scheme: Scheme, message: SignedMessage) -> None:
    name = scheme.signature_header or ""
    _, signature = values(message, scheme)
    main = name.replace("Signature-", "Signature-Ma-")
    other = b64encode(bytes(32)).decode()

    assert judged(scheme, having(having(message, name, None), main, signature), TOKEN).valid
    assert judged(scheme, having(having(message, name, other), main, signature), TOKEN).valid
    again = signed(scheme, having(message, main, other), TOKEN)
    assert first(again.headers, main) is None


@pytest.mark.parametrize(("scheme", "message"), EACH)
def test_each_flaw_has_its_reason(scheme: Scheme, message: SignedMessage) -> None:
    name = scheme.signature_header or ""
    nonce, signature = values(message, scheme)
    for changed, reason in (
        (having(message, name, None), Reason.MISSING_HEADER),
        (having(message, name, ""), Reason.EMPTY_SIGNATURE),
        (having(message, name, signature[:-4]), Reason.TRUNCATED_SIGNATURE),
        (having(message, name, "*"), Reason.MALFORMED_SIGNATURE),
        (having(message, name, "A" + signature[1:]), Reason.MISMATCH),
        (having(message, name, f"*, {signature}"), Reason.VALID),
        (having(message, f"{name}-Nonce", None), Reason.MISSING_HEADER),
        (having(message, f"{name}-Nonce", nonce[:-1]), Reason.MISMATCH),
        (at(message, URL.replace("path", "other")), Reason.MISMATCH),
        (at(message, URL.replace("https", "http")), Reason.MISMATCH),
        (at(message, None), Reason.MISSING_PARAMETER),
    ):
        assert judged(scheme, changed, TOKEN).reason is reason
    assert judged(scheme, message, b"x").reason is Reason.MISMATCH
    assert judged(scheme, message, b"").reason is Reason.MALFORMED_SECRET


@pytest.mark.parametrize(
    "changed",
    [
        holding(BY_V3, BODY + b"&x=1"),
        holding(BY_V3, b""),
        at(BY_V3, URL + "&x=1"),
        at(BY_V3, URL[:-4]),
    ],
)
def test_only_version_3_covers_parameters(changed: SignedMessage) -> None:
    nonce, signature = values(BY_V2, V2)
    by_v2 = having(
        having(changed, "X-Plivo-Signature-V2-Nonce", nonce), "X-Plivo-Signature-V2", signature
    )

    assert judged(V3, changed, TOKEN).reason is Reason.MISMATCH
    verdict = judged(V2, by_v2, TOKEN)
    assert (verdict.valid, verdict.facts) == (True, {"body_covered": False})


def test_body_of_a_get_request_is_not_covered() -> None:
    message = signed(V3, replace(a_request(b"", None, url=URL), method="GET"), TOKEN)

    assert judged(V3, message, TOKEN).facts == {}
    assert judged(V3, holding(message, b"a=1"), TOKEN).facts == {"body_covered": False}
    assert not judged(V3, holding(message, b"a=1"), b"x").valid


def test_version_2_is_an_hmac_of_the_plain_url_and_the_nonce() -> None:
    nonce, signature = values(BY_V2, V2)
    made = hmac.digest(TOKEN, b"https://answer.url/path/" + nonce.encode(), "sha256")

    assert b64encode(made).decode() == signature
    assert nonce.isdecimal()
    assert values(signed(V2, BY_V2, TOKEN, id_="other"), V2)[0] != nonce
    with pytest.raises(UsageError, match="URL"):
        signed(V2, at(BY_V2, None), TOKEN)
