import hmac
import json
from dataclasses import replace
from hashlib import md5
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from tests.providers.fixed import NOW
from tests.providers.messages import FORM, a_request, given, having, holding, judged, signed
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.recognise import judge
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError
from webhookctl.providers.vonage import JWT, PROVIDER, SMS

SECRET = b"vonage_sig_secret"
SENT = {"msisdn": "447700900001", "messageId": "0A1", "text": "Hello & welcome = ok é", "type": ""}
URL = "https://hooks.example.test/vonage"
GENUINE = signed(SMS, a_request(json.dumps(SENT).encode()), SECRET)
VALUES = json.loads(GENUINE.body)
METHODS = ["md5", "sha1", "sha256", "sha512"]


def as_json(**fields: object) -> bytes:
    values = {name: value for name, value in {**VALUES, **fields}.items() if value is not None}
    return json.dumps(values).encode()


@pytest.mark.parametrize("method", METHODS)
def test_library_accepts_what_we_sign(method: str) -> None:
    library = pytest.importorskip("vonage_http_client.auth", reason="vonage is not installed")
    message = signed(SMS, a_request(json.dumps(SENT).encode(), signature_method=method), SECRET)

    def accepts(values: dict[str, Any]) -> bool:
        client = library.Auth(
            api_key="k", signature_secret=SECRET.decode(), signature_method=method
        )
        found: bool = client.check_signature(dict(values))
        return found

    assert accepts(json.loads(message.body))
    assert not accepts({**json.loads(message.body), "text": "evil"})
    assert judged(SMS, message, b"x", SECRET).valid
    assert judged(SMS, replace(message, params={}), b"x", SECRET).valid


def test_library_accepts_our_tokens() -> None:
    library = pytest.importorskip("vonage_jwt", reason="vonage-jwt is not installed")
    message = signed(JWT, a_request(b"{}"), SECRET * 2)
    token = dict(message.headers)[b"Authorization"].decode().removeprefix("Bearer ")

    assert library.verify_signature(token, SECRET.decode() * 2)
    assert not library.verify_signature(token, SECRET.decode() * 2 + "x")


def test_md5hash_has_the_secret_at_its_end() -> None:
    values = {**SENT, "timestamp": str(int(NOW))}
    text = "".join(
        f"&{name}={value.replace('&', '_').replace('=', '_')}"
        for name, value in sorted(values.items())
    )
    made = md5(text.encode() + SECRET, usedforsecurity=False).hexdigest()
    message = a_request(json.dumps({**values, "sig": made}).encode())

    assert judged(SMS, message, SECRET).valid
    assert judged(SMS, given(message, signature_method="md5hash"), SECRET).valid
    assert judged(SMS, given(message, signature_method="md5"), SECRET).reason is Reason.MISMATCH
    again = signed(SMS, given(message, signature_method="md5hash"), SECRET)
    assert json.loads(again.body)["sig"] == made
    with pytest.raises(UsageError, match="with the secret"):
        signed(SMS, given(message, signature_method="md5hash"), b"")


def by_url(message: SignedMessage) -> SignedMessage:
    return replace(message, method="GET", headers=())


@pytest.mark.parametrize(
    "message",
    [
        a_request(json.dumps(SENT).encode(), url=None),
        a_request(urlencode(SENT).encode(), FORM, url=URL),
        a_request(urlencode(SENT).encode(), FORM, url=f"{URL}?to=us"),
        by_url(a_request(url=f"{URL}?{urlencode(SENT)}#x")),
        by_url(a_request(url=URL)),
    ],
    ids=["json", "form", "form and query", "query", "nothing"],
)
def test_parameters_are_signed_where_they_are(message: SignedMessage) -> None:
    first = signed(SMS, message, SECRET)
    again = signed(SMS, first, SECRET, now=NOW + 60)

    for made, now in ((first, NOW), (again, NOW + 60)):
        verdict = judged(SMS, made, b"x", SECRET, now=now)
        assert (verdict.valid, verdict.age) == (True, 0.0)
        assert verdict.facts == {}
    assert (first.body == b"") is (message.body == b"")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (as_json(text="evil"), Reason.MISMATCH),
        (as_json(extra="1"), Reason.MISMATCH),
        (as_json(timestamp=str(int(NOW) + 1)), Reason.MISMATCH),
        (as_json(timestamp=None), Reason.MISSING_TIMESTAMP),
        (as_json(timestamp=""), Reason.MISSING_TIMESTAMP),
        (as_json(sig=None), Reason.MISSING_SIGNATURE),
        (as_json(sig=""), Reason.EMPTY_SIGNATURE),
        (as_json(sig=VALUES["sig"][:-4]), Reason.TRUNCATED_SIGNATURE),
        (as_json(sig="*"), Reason.MALFORMED_SIGNATURE),
        (as_json(sig="0" * 64), Reason.MISMATCH),
        (as_json(sig=VALUES["sig"].upper()), Reason.VALID),
        (b"", Reason.MISSING_SIGNATURE),
    ],
)
def test_each_flaw_has_its_reason(body: bytes, reason: Reason) -> None:
    assert judged(SMS, holding(GENUINE, body), SECRET).reason is reason


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("sha256", Reason.VALID),
        ("sha512", Reason.WRONG_ALGORITHM),
        ("md5hash", Reason.WRONG_ALGORITHM),
        ("sha3", Reason.MISSING_PARAMETER),
    ],
)
def test_method_of_the_settings_counts(method: str, reason: Reason) -> None:
    message = given(GENUINE, signature_method=method)

    assert judged(SMS, message, SECRET).reason is reason
    cut = holding(message, as_json(sig=VALUES["sig"][:-2]))
    assert not judged(SMS, cut, SECRET).valid


def test_values_that_are_no_text_are_signed_as_json_has_them() -> None:
    message = a_request(b'{"a":true,"b":10,"c":null}')
    text = f"&a=true&b=10&c=&timestamp={int(NOW)}".encode()

    values = json.loads(signed(SMS, message, SECRET).body)

    assert values["sig"] == hmac.digest(SECRET, text, "sha256").hex()


def test_body_beside_signed_query_is_not_covered() -> None:
    message = signed(SMS, by_url(a_request(url=f"{URL}?{urlencode(SENT)}")), SECRET)

    verdict = judged(SMS, holding(message, b"text=evil"), SECRET)

    assert (verdict.valid, verdict.facts) == (True, {"body_covered": False})
    assert dict(parse_qsl((message.url or "").partition("?")[2]))["text"] == SENT["text"]


def test_time_that_is_no_number_is_not_told() -> None:
    text = "&timestamp=2026-01-01 00:00:00"
    made = hmac.digest(SECRET, text.encode(), "sha256").hex()
    body = json.dumps({"timestamp": "2026-01-01 00:00:00", "sig": made}).encode()

    verdict = judged(SMS, a_request(body), SECRET)

    assert (verdict.valid, verdict.age) == (True, None)


def test_other_secrets_do_not_fit() -> None:
    assert judged(SMS, GENUINE, b"x").reason is Reason.MISMATCH
    assert judged(SMS, GENUINE, b"").reason is Reason.MALFORMED_SECRET
    with pytest.raises(UsageError, match="with the secret"):
        signed(SMS, GENUINE, b"")
    with pytest.raises(UsageError, match="URL"):
        signed(SMS, a_request(url=None), SECRET)


def test_token_without_a_hash_does_not_cover_the_body() -> None:
    bare = JwtRecipe("Authorization", prefix="Bearer ")
    token = signed(replace(JWT, recipe=bare), a_request(), SECRET * 2)

    assert judged(JWT, token, SECRET * 2).facts == {}
    assert judged(JWT, holding(token, b"{}"), SECRET * 2).facts == {"body_covered": False}


def test_either_way_of_signing_is_found_by_the_provider() -> None:
    secrets = [Secret("s", SECRET)]
    token = signed(JWT, a_request(b"{}"), SECRET)
    behind_login = having(GENUINE, "Authorization", "Basic eDp5")

    assert judge(token, [PROVIDER.schemes], secrets, None).scheme == JWT.id
    for message in (GENUINE, behind_login):
        verdict = judge(message, [PROVIDER.schemes], secrets, None)
        assert (verdict.valid, verdict.scheme) == (True, SMS.id)


def test_form_in_parts_is_not_signed() -> None:
    message = a_request(b"--x--", "multipart/form-data; boundary=x")

    with pytest.raises(UsageError, match="in parts"):
        signed(SMS, message, SECRET)
