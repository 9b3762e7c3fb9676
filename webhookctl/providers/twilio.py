"""Twilio: HMAC over the URL and the sorted form fields, or over a URL with a hash of the body."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from hmac import compare_digest

from webhookctl.core.detect import DetectionRule
from webhookctl.core.form import MULTIPART, URL_ENCODED, form_fields, url_encoded
from webhookctl.core.headers import HeaderPairs, first, text
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import FirstOf, InForm, InHeader, InJson
from webhookctl.core.model import FailureKind
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe import URL_PARAMETER, to_bytes
from webhookctl.core.recipe_own import FaultError, Mac, OwnRecipe, header, settle
from webhookctl.core.retry import RetryPolicy, status_set
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, shape, shown, with_header
from webhookctl.core.signed_url import signed_url, url_text
from webhookctl.core.verdict import Reason, Verdict

_SIGNATURE = "X-Twilio-Signature"
_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
_HASH = b"bodySHA256"
_SHA1, _SHA256 = Mac("sha1", encoding="base64"), Mac("sha256", encoding="base64")
_MACS = {b"HMAC_SHA1": _SHA1, b"HMAC_SHA256": _SHA256}
_KEY = b"webhooks_sharedkey_test"
"""The name of the key in what we sign, when no other is given."""


def _judge_form(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    header(message, _SIGNATURE)
    if _algorithm(_settings(message)) != b"HMAC_SHA1":
        raise _other_kind("it is signed with a SharedKey", "twilio_sharedkey")
    if _hash_in_url(message) is not None or not _is_form(message):
        raise _other_kind("its body is no form", "twilio_json")
    return _settled(scheme, message, secrets, now, _SHA1)


def _judge_json(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    header(message, _SIGNATURE)
    message = _with_sent_hash(message)
    if _content_type(message).startswith((URL_ENCODED, MULTIPART)):
        raise _other_kind("its body is a form", "twilio")
    stated = _hash_in_url(message)
    verdict = _settled(scheme, message, secrets, now, _SHA1, stated or b"")
    if verdict.valid and stated is None:
        raise _other_kind("its URL has no bodySHA256", "twilio")
    return _same_body(verdict, message, stated)


def _judge_shared_key(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    header(message, _SIGNATURE)
    header(message, _SETTINGS)
    message = _with_sent_hash(message)
    settings = _settings(message)
    mac = _MACS.get(_algorithm(settings))
    if mac is None:
        text_ = f"the {_SETTINGS} header names the algorithm `{shown(_algorithm(settings))}`"
        raise FaultError(Fault(Reason.WRONG_VERSION, text_, "HMAC_SHA256 and HMAC_SHA1 are known"))
    key, ours = settings.get(b"key", b""), message.params.get("key")
    if ours is not None and key != ours.encode():
        text_ = f"signed with the SharedKey `{shown(key)}`, not with `{ours}`"
        raise FaultError(Fault(Reason.UNTRUSTED_KEY, text_, "is it of another account?"))
    if mac is _SHA256 and shape("base64", 20).fullmatch(header(message, _SIGNATURE)):
        text_ = f"the {_SETTINGS} header says HMAC_SHA256, but the signature is one of HMAC_SHA1"
        raise FaultError(Fault(Reason.WRONG_VERSION, text_))
    stated = _hash_in_url(message)
    return _same_body(_settled(scheme, message, secrets, now, mac, stated), message, stated)


def _settled(
    scheme: Scheme,
    message: SignedMessage,
    secrets: Sequence[Secret],
    now: float | None,
    mac: Mac,
    stated: bytes | None = None,
) -> Verdict:
    """Return the verdict on the signature over the URL, and the form where no hash is stated."""
    signature = mac.read(header(message, _SIGNATURE), f"signature in the {_SIGNATURE} header")
    fields = b"" if stated is not None else _fields(message)
    # Twilio's own libraries try the URL with and without a port, since it signs either
    url = signed_url(message)
    urls = dict.fromkeys((url_text(message), url.without_port, url.with_port))

    def fits(secret: Secret) -> bool | None:
        if not secret.value:
            return None
        return any(mac.fits(secret, to_bytes(one) + fields, signature) for one in urls)

    return settle(scheme, secrets, fits, now)


def _same_body(verdict: Verdict, message: SignedMessage, stated: bytes | None) -> Verdict:
    """Return the verdict, unless the genuine URL states the hash of another body."""
    if not verdict.valid or stated is None or compare_digest(stated, _hash_of(message.body)):
        return verdict
    text_ = "the signature is genuine, but was made for another body (bodySHA256 in the URL)"
    hint = "verify the bytes as they arrive, before anything reads, decodes or formats them"
    changed = Fault(Reason.BODY_CHANGED, text_, hint).verdict(verdict.scheme)
    return replace(changed, secret=verdict.secret)


def _sign_form(
    scheme: Scheme,
    message: SignedMessage,
    secret: Secret,
    stamp: Stamp,  # noqa: ARG001 - nothing is fresh in the signature
) -> SignedMessage:
    if _hash_in_url(message) is not None or not _is_form(message):
        text_ = "the body is no form, by its Content-Type or a bodySHA256 in the URL"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text_, "sign it as `twilio_json`"))
    return _signed(scheme, message, secret, _SHA1)


def _sign_json(
    scheme: Scheme,
    message: SignedMessage,
    secret: Secret,
    stamp: Stamp,  # noqa: ARG001 - nothing is fresh in the signature
) -> SignedMessage:
    if _content_type(message).startswith((URL_ENCODED, MULTIPART)):
        text_ = "the body is a form, by its Content-Type"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text_, "sign it as `twilio`"))
    return _signed(scheme, _with_hash(message), secret, _SHA1)


def _sign_shared_key(
    scheme: Scheme,
    message: SignedMessage,
    secret: Secret,
    stamp: Stamp,  # noqa: ARG001 - nothing is fresh in the signature
) -> SignedMessage:
    named = _settings(message).get(b"key", _KEY)
    key = message.params["key"].encode() if "key" in message.params else named
    value = b"key=" + key + b",algorithm=HMAC_SHA256"
    message = replace(message, headers=with_header(message.headers, _SETTINGS, value))
    if _hash_in_url(message) is not None or not _is_form(message):
        message = _with_hash(message)
    return _signed(scheme, message, secret, _SHA256)


def _signed(scheme: Scheme, message: SignedMessage, secret: Secret, mac: Mac) -> SignedMessage:
    fields = b"" if _hash_in_url(message) is not None else _fields(message)
    signature = mac.sign(scheme, secret, to_bytes(url_text(message)) + fields)
    return replace(message, headers=with_header(message.headers, _SIGNATURE, signature))


def _with_hash(message: SignedMessage) -> SignedMessage:
    """Return the message with the hash of its body in the query of its URL."""
    url = signed_url(message)
    query = [part for part in (url.query or "").split("&") if part]
    query = [part for part in query if part.partition("=")[0] != _HASH.decode()]
    query.append(f"{_HASH.decode()}={_hash_of(message.body).decode()}")
    params = {name: value for name, value in message.params.items() if name != URL_PARAMETER}
    return replace(message, url=f"{url.plain}?{'&'.join(query)}", params=params)


def _with_sent_hash(message: SignedMessage) -> SignedMessage:
    """Return the message with the hash of the URL it came by in the URL that was registered, too.

    Twilio adds the hash to the registered URL, which has none itself.
    """
    registered = message.params.get(URL_PARAMETER)
    if not registered or message.url is None or _hash_in_url(message) is not None:
        return message
    sent = _hash_in_url(replace(message, params={}))
    if sent is None:
        return message
    mark = "&" if "?" in registered else "?"
    url = f"{registered}{mark}{_HASH.decode()}={shown(sent, len(sent))}"
    return replace(message, params={**message.params, URL_PARAMETER: url})


def _fields(message: SignedMessage) -> bytes:
    """Return names and values of the form, in order and each once."""
    fields = form_fields(message.headers, message.body)
    return b"".join(name + value for name, value in sorted(set(fields)))


def _hash_in_url(message: SignedMessage) -> bytes | None:
    """Return the hash of the body that the URL states, None for a form, which is signed itself."""
    if _content_type(message).startswith((URL_ENCODED, MULTIPART)):
        return None
    query = url_encoded(to_bytes(signed_url(message).query or ""))
    return next((value for name, value in query if name == _HASH), None)


def _hash_of(body: bytes) -> bytes:
    return sha256(body).hexdigest().encode()


def _is_form(message: SignedMessage) -> bool:
    """Say whether the body is a form, or nothing at all."""
    content_type = _content_type(message)
    is_form = content_type.startswith((URL_ENCODED, MULTIPART))
    return is_form or not content_type or not message.body


def _content_type(message: SignedMessage) -> str:
    return (text(message.headers, "content-type") or "").strip().lower()


def _settings(message: SignedMessage) -> Mapping[bytes, bytes]:
    parts = (first(message.headers, _SETTINGS) or b"").split(b",")
    pairs = (part.partition(b"=") for part in reversed(parts))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals and value}


def _algorithm(settings: Mapping[bytes, bytes]) -> bytes:
    return settings.get(b"algorithm", b"HMAC_SHA1").upper()


def _other_kind(what: str, scheme: str) -> FaultError:
    text_ = f"this is not how Twilio signs such a request: {what}"
    return FaultError(Fault(Reason.WRONG_VERSION, text_, f"judge it as `{scheme}`"))


_COVERS = frozenset({Part.BODY, Part.URL})
_AUTH_TOKEN = "the account's auth token as raw text"  # noqa: S105 - words about a secret
_EVENT = FirstOf((InForm("MessageStatus"), InForm("CallStatus"), InForm("SmsStatus")))
_DELIVERY = InHeader("I-Twilio-Idempotency-Token")
_SOURCES = (
    "twilio 9.13.0 (PyPI) twilio/request_validator.py; twilio 6.2.0 (npm) lib/webhooks/webhooks.js",
    "https://www.twilio.com/docs/usage/security#validating-requests",
)

FORM = Scheme(
    id="twilio",
    title="Twilio webhooks (form)",
    recipe=OwnRecipe(_COVERS, _judge_form, _sign_form),
    signature_header=_SIGNATURE,
    string_to_sign="{full URL}{sorted unique param name + sorted unique values, concatenated}",
    detection=DetectionRule(
        priority=50, all_header=(_SIGNATURE,), not_header=(_SETTINGS,), content_type="form|^$"
    ),
    event=_EVENT,
    delivery_id=_DELIVERY,
    secret_words=_AUTH_TOKEN,
    pitfalls=(
        "URL must be the public one incl. query; SDKs try with and without the default port "
        "(443/80)",
        "parameter names sorted by Unicode code point, case-sensitive; duplicate values "
        "de-duplicated and sorted",
        "parameters are url-DECODED values; blank values count",
        "http vs https behind a TLS-terminating proxy is the most common failure",
        "GET requests: only the URL is signed",
    ),
    sources=_SOURCES,
    certainty="oracle",
    key_form=SharedSecret(size=16),
    algorithm="HMAC-SHA1",
    encoding="base64",
)

JSON = Scheme(
    id="twilio_json",
    title="Twilio webhooks (JSON body, bodySHA256)",
    recipe=OwnRecipe(_COVERS, _judge_json, _sign_json),
    signature_header=_SIGNATURE,
    string_to_sign="{full URL including ?bodySHA256=<hex sha256 of raw body>}",
    detection=DetectionRule(
        priority=45, all_header=(_SIGNATURE,), not_header=(_SETTINGS,), query=(_HASH.decode(),)
    ),
    event=FirstOf((InJson("0.type"), InJson("EventType"))),
    delivery_id=_DELIVERY,
    secret_words=_AUTH_TOKEN,
    pitfalls=("check BOTH the URL signature and the body digest",),
    sources=_SOURCES,
    certainty="oracle",
    key_form=SharedSecret(size=16),
    algorithm="HMAC-SHA1",
    encoding="base64; the URL has the SHA-256 of the body in hex",
)

SHARED_KEY = Scheme(
    id="twilio_sharedkey",
    title="Twilio webhooks (SharedKey, HMAC-SHA256)",
    recipe=OwnRecipe(_COVERS, _judge_shared_key, _sign_shared_key),
    signature_header=_SIGNATURE,
    string_to_sign="as twilio / twilio_json, algorithm named in the settings header",
    detection=DetectionRule(priority=30, all_header=(_SETTINGS,)),
    event=_EVENT,
    delivery_id=_DELIVERY,
    secret_words="the SharedKey's secret as raw text",
    rotation="settings header names the key id",
    pitfalls=(
        "new: PyPI twilio 9.13.0 knows it, npm twilio 6.2.0 does not",
        "missing settings header means legacy HMAC-SHA1 with the Auth Token",
    ),
    sources=("twilio 9.13.0 (PyPI) twilio/request_validator.py get_signature_algorithm",),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="base64",
    parameters=("key",),
)

RETRY = RetryPolicy(
    name="twilio",
    title="Twilio voice and messaging webhooks",
    delays=(0.0,),
    connect_timeout=5.0,
    response_timeout=15.0,
    final=status_set("3xx,4xx,5xx"),
    final_failures=frozenset(FailureKind) - {FailureKind.CONNECT_TIMEOUT, FailureKind.REFUSED},
    exact=False,
    note="the default is one retry, and only when no connection stands; that it comes "
    "at once is assumed; the fragment of the URL may ask for more (#rc=, #rp=)",
    sources=(
        "https://twilio.com/docs/usage/webhooks/webhooks-connection-overrides",
        "https://twilio.com/docs/api/errors/11205",
    ),
)
_SENT_AS_JSON = "verification."


def _dress(outline: Outline) -> HeaderPairs:
    """Return Twilio's headers; verifications alone are no forms."""
    is_json = outline.type.startswith(_SENT_AS_JSON)
    content_type = b"application/json" if is_json else f"{URL_ENCODED}; charset=UTF-8".encode()
    return (
        (b"Content-Type", content_type),
        (b"User-Agent", b"TwilioProxy/1.1"),
        (b"Accept", b"*/*"),
        (b"I-Twilio-Idempotency-Token", outline.id.encode()),
    )


PROVIDER = Provider(
    name="twilio",
    title="Twilio",
    schemes=(FORM, JSON, SHARED_KEY),
    dress=_dress,
    refusal_status=403,  # twilio.com/docs/usage/webhooks/webhooks-security, the Flask decorator
    retry=RETRY,
)
