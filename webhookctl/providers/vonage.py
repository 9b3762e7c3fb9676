"""Vonage: a hash of the sorted parameters among them, or a JSON Web Token."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import md5

from webhookctl.core.detect import DetectionRule
from webhookctl.core.form import (
    boundary_of,
    form_fields,
    replaced_fields,
    url_encoded,
    write_url_encoded,
)
from webhookctl.core.jwt_claims import Claim
from webhookctl.core.locate import FirstOf, InForm, InJson, InQuery, parsed
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import read_moment, to_bytes, without_body
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.recipe_own import (
    FaultError,
    Mac,
    OwnRecipe,
    settle,
    text_of,
    well_formed,
    with_body,
    with_json,
)
from webhookctl.core.recipe_template import unusable_secret
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, same
from webhookctl.core.signed_url import signed_url
from webhookctl.core.verdict import Reason, Verdict

_SIGNATURE, _TIMESTAMP = "sig", "timestamp"
_METHOD = "signature_method"
_SIZES = {"sha256": 32, "sha512": 64, "sha1": 20, "md5": 16, "md5hash": 16}
"""The methods of an account's settings, and how many bytes their hashes have."""


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    inside, in_url = _inside(message), _in_url(message)
    from_url = _SIGNATURE.encode() not in inside and _SIGNATURE.encode() in in_url
    values = dict(in_url if from_url else inside)
    found = values.pop(_SIGNATURE.encode(), None)
    sent = None if found is None else found.lower()  # as the SDK does
    methods = _methods(message, sent)
    signature = well_formed(sent, "hex", _SIZES[methods[0]], "parameter `sig`")
    stamp = values.get(_TIMESTAMP.encode())
    if not stamp:
        text = "the request has no timestamp: no parameter `timestamp`"
        raise FaultError(Fault(Reason.MISSING_TIMESTAMP, text))
    signed = _string_to_sign(values)

    def fits(secret: Secret) -> bool | None:
        made = [_made(method, secret, signed) for method in methods]
        return None if None in made else any(same("hex", one or b"", (signature,)) for one in made)

    moment = read_moment(stamp, "s")
    verdict = settle(scheme, secrets, fits, now, moment)
    return without_body(verdict) if from_url and message.body else verdict


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    """Return the message with its parameters signed: in JSON, in a form, or in the URL."""
    fresh = _added(message, _TIMESTAMP, str(int(stamp.now)))
    values = dict(_inside(fresh) if fresh.body else _in_url(fresh))
    values.pop(_SIGNATURE.encode(), None)
    made = _made(_methods(message, b"")[0], secret, _string_to_sign(values))
    if made is None:
        raise unusable_secret(scheme, secret)
    return _added(fresh, _SIGNATURE, made.decode())


def _added(message: SignedMessage, name: str, value: str) -> SignedMessage:
    body = parsed(message.body)
    if isinstance(body, dict):
        return with_json(message, {**body, name: value})
    new = ((name.encode(), value.encode()),)
    if message.body:
        if boundary_of(message.headers) is not None:
            text = "a form in parts cannot be signed here"
            raise FaultError(Fault(Reason.MALFORMED_BODY, text, "send it URL-encoded, or as JSON"))
        fields = form_fields(message.headers, message.body)
        return with_body(message, write_url_encoded(replaced_fields(fields, new)))
    url = signed_url(message)
    fields = replaced_fields(url_encoded(to_bytes(url.query or "")), new)
    return replace(message, url=f"{url.plain}?{write_url_encoded(fields).decode()}")


def _methods(message: SignedMessage, signature: bytes | None) -> tuple[str, ...]:
    """Return the method of the settings, or those whose hashes have the signature's size."""
    fitting = tuple(name for name, size in _SIZES.items() if len(signature or b"") == size * 2)
    method = message.params.get(_METHOD)
    if method is None:
        return fitting or tuple(_SIZES)[:1]
    if method not in _SIZES:
        hint = f"give one of {', '.join(_SIZES)} with `--param {_METHOD}=…`"
        text = f"`{method}` is no signature method of Vonage"
        raise FaultError(Fault(Reason.MISSING_PARAMETER, text, hint))
    if fitting and method not in fitting:
        text = f"the parameter `sig` has the size of {' or '.join(fitting)}, not of {method}"
        raise FaultError(Fault(Reason.WRONG_ALGORITHM, text, "compare the account's settings"))
    return (method,)


def _inside(message: SignedMessage) -> Mapping[bytes, bytes]:
    """Return the parameters of the body; the last of a name counts."""
    body = parsed(message.body)
    if not isinstance(body, dict):
        return dict(form_fields(message.headers, message.body))
    return {text_of(name): text_of(value) for name, value in body.items()}


def _in_url(message: SignedMessage) -> Mapping[bytes, bytes]:
    query = (message.url or "").partition("?")[2].partition("#")[0]
    return dict(url_encoded(to_bytes(query)))


def _string_to_sign(values: Mapping[bytes, bytes]) -> bytes:
    return b"".join(
        b"&" + name + b"=" + value.replace(b"&", b"_").replace(b"=", b"_")
        for name, value in sorted(values.items())
    )


def _made(method: str, secret: Secret, text: bytes) -> bytes | None:
    """Return the signature of a text, or None when the secret is empty."""
    if method != "md5hash":
        return Mac(method).made(secret, text)
    if not secret.value:
        return None
    return md5(text + secret.value, usedforsecurity=False).hexdigest().encode()


SMS = Scheme(
    id="vonage_sms_signature",
    title="Vonage (Nexmo) SMS signed webhooks",
    recipe=OwnRecipe(frozenset({Part.BODY, Part.TIMESTAMP}), _judge, _sign),
    signature_header=None,
    string_to_sign=(
        "'&k=v' for every parameter except sig, sorted by key, with & and = in values replaced by _"
    ),
    timestamp=TimestampRule("param:timestamp", tolerance=None),
    detection=DetectionRule(
        priority=50, body_paths=("sig", "messageId"), form_fields=("sig", "messageId", "msisdn")
    ),
    event=FirstOf((InJson("type"), InForm("type"), InQuery("type"))),
    delivery_id=FirstOf((InJson("messageId"), InForm("messageId"), InQuery("messageId"))),
    secret_words="the signature secret as raw text",
    pitfalls=(
        "parameters may arrive in query, form or JSON",
        "legacy 'md5hash' (unkeyed MD5 with secret appended) is another variant",
    ),
    sources=("vonage-http-client 1.5.2 (PyPI) auth.py sign_params/check_signature",),
    certainty="oracle",
)

JWT = Scheme(
    id="vonage_jwt",
    title="Vonage Messages/Voice/Dispatch webhooks",
    recipe=JwtRecipe(
        "Authorization",
        prefix="Bearer ",
        algorithms=("HS256",),
        claims=(Claim("payload_hash", equals="sha256_hex(body)", optional=True),),
        id_claim="jti",
    ),
    signature_header="Authorization",
    string_to_sign="JWT; body bound by payload_hash claim",
    detection=DetectionRule(
        priority=50, patterns=(("authorization", "^Bearer eyJ"),), body_paths=("message_uuid",)
    ),
    event=FirstOf((InJson("status"), InJson("message_type"))),
    delivery_id=InJson("message_uuid"),
    secret_words="the account's signature secret as raw text",
    pitfalls=(
        "SDK helpers check only the JWT signature: compare payload_hash yourself",
        "a token without payload_hash does not cover the body",
    ),
    sources=("vonage-jwt 1.1.5 (PyPI); @vonage/jwt 1.17.1 (npm)",),
    certainty="oracle",
)

PROVIDER = Provider(name="vonage", title="Vonage", schemes=(JWT, SMS), aliases=("nexmo",))
