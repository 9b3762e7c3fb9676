"""Plivo: HMAC over the URL and a nonce, and in version 3 over the sorted parameters too."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from webhookctl.core.detect import DetectionRule
from webhookctl.core.form import form_fields, url_encoded
from webhookctl.core.headers import every, without
from webhookctl.core.locate import FirstOf, InForm
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import to_bytes, without_body
from webhookctl.core.recipe_own import FaultError, Mac, OwnRecipe, header, settle
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, with_header
from webhookctl.core.signed_url import signed_url
from webhookctl.core.verdict import Reason, Verdict

_MAC = Mac("sha256", encoding="base64")
_V2, _V3 = "X-Plivo-Signature-V2", "X-Plivo-Signature-V3"
_MAIN = {_V2: "X-Plivo-Signature-Ma-V2", _V3: "X-Plivo-Signature-Ma-V3"}
"""Where the signature made with the main account's token stands, when a subaccount is used."""

_WORDS = "the auth token (of the account, or of its main account) as raw text"


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    name = scheme.signature_header or ""
    signatures = _signatures(message, name)
    signed = _string_to_sign(message, name, header(message, f"{name}-Nonce"))

    def fits(secret: Secret) -> bool | None:
        return _MAC.fits(secret, signed, *signatures)

    verdict = settle(scheme, secrets, fits, now)
    is_bare = message.method.upper() == "GET" and message.body
    return without_body(verdict) if is_bare else verdict


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    name = scheme.signature_header or ""
    fresh = f"{stamp.id} {stamp.now}".encode("utf-8", "surrogatepass")
    nonce = str(int.from_bytes(sha256(fresh + message.body).digest()[:8], "big")).encode()
    signature = _MAC.sign(scheme, secret, _string_to_sign(message, name, nonce))
    headers = without(message.headers, [_MAIN[name]])
    headers = with_header(with_header(headers, f"{name}-Nonce", nonce), name, signature)
    return replace(message, headers=headers)


def _signatures(message: SignedMessage, name: str) -> list[bytes]:
    """Return the well-formed signatures of both headers; several stand with commas between."""
    values = every(message.headers, name) + every(message.headers, _MAIN[name])
    if not values:
        raise FaultError(Fault(Reason.MISSING_HEADER, f"the request has no {name} header"))
    found: list[bytes] = []
    faults: list[FaultError] = []
    for value in b",".join(values).split(b","):
        try:
            found.append(_MAC.read(value.strip(), f"signature in the {name} header"))
        except FaultError as fault:
            faults.append(fault)
    if not found:
        raise faults[0]
    return found


def _string_to_sign(message: SignedMessage, name: str, nonce: bytes) -> bytes:
    if name == _V2:
        return to_bytes(signed_url(message).plain) + nonce
    return _url_and_parameters(message) + b"." + nonce


def _url_and_parameters(message: SignedMessage) -> bytes:
    """Return the URL with its query in order, then the fields of the form in order."""
    url = signed_url(message)
    query = b"&".join(
        name + b"=" + value for name, value in sorted(url_encoded(to_bytes(url.query or "")))
    )
    is_get = message.method.upper() == "GET"
    fields = () if is_get else sorted(form_fields(message.headers, message.body))
    start = to_bytes(url.plain) + (b"?" + query if query or fields else b"")
    dot = b"." if query and fields else b""
    return start + dot + b"".join(name + value for name, value in fields)


V2 = Scheme(
    id="plivo_v2",
    title="Plivo signature V2",
    recipe=OwnRecipe(frozenset({Part.URL}), _judge, _sign),
    signature_header=_V2,
    string_to_sign="{scheme://host/path without query}{nonce}",
    detection=DetectionRule(priority=50, any_header=(_V2, _MAIN[_V2])),
    event=FirstOf((InForm("Event"), InForm("MessageStatus"))),
    delivery_id=FirstOf((InForm("MessageUUID"), InForm("CallUUID"))),
    secret_words=_WORDS,
    pitfalls=("body and query are NOT covered",),
    sources=("plivo 4.63.0 (PyPI) plivo/utils/__init__.py; plivo 4.79.0 (npm)",),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="base64",
)

V3 = Scheme(
    id="plivo_v3",
    older="plivo_v2",
    title="Plivo signature V3",
    recipe=OwnRecipe(frozenset({Part.BODY, Part.URL}), _judge, _sign),
    signature_header=_V3,
    string_to_sign=(
        "GET: {base}?{sorted k=v incl. query}.{nonce}; POST: {base}?{sorted query}."
        "{sorted kv concat}.{nonce}"
    ),
    detection=DetectionRule(priority=50, any_header=(_V3, _MAIN[_V3])),
    event=InForm("Event"),
    delivery_id=InForm("CallUUID"),
    secret_words=_WORDS,
    rotation="comma separated signatures; any match",
    pitfalls=(
        "POST without query still gets '?' when there are params",
        "GET: only the URL is signed, and a body would not be covered",
    ),
    sources=("plivo 4.63.0 (PyPI) plivo/utils/signature_v3.py; plivo 4.79.0 (npm) v3Security.js",),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="base64, several with commas between them",
)

PROVIDER = Provider(name="plivo", title="Plivo", schemes=(V3, V2))
