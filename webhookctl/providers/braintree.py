"""Braintree: HMAC, keyed with a hash of the private key, over a form field of base64."""

import hmac
import re
from base64 import b64decode, encodebytes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha1

from webhookctl.core.challenge import Computed, text_challenge_reply
from webhookctl.core.detect import DetectionRule
from webhookctl.core.form import (
    URL_ENCODED,
    Fields,
    form_fields,
    last_value,
    replaced_fields,
    write_url_encoded,
)
from webhookctl.core.handshake import Asked, Evidence, Handshake
from webhookctl.core.locate import InQuery, RequestView
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_own import FaultError, Mac, OwnRecipe, parameter, settle, with_body
from webhookctl.core.recipe_template import unusable_secret
from webhookctl.core.reply import Reply
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import HOUR, growing
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, shown, with_header
from webhookctl.core.verdict import Reason, Verdict

_MAC = Mac("sha1")
_SIGNATURE, _PAYLOAD = b"bt_signature", b"bt_payload"
_ILLEGAL = re.compile(rb"[^A-Za-z0-9+=/\n]")
_KIND = re.compile(rb"<kind>([^<>]{1,80})</kind>")
_XML = b"<"


@dataclass(frozen=True, slots=True)
class _Kind:
    """The kind of a notification, in the XML that its payload holds."""

    def find(self, view: RequestView) -> str | None:
        payload = view.form.get(_PAYLOAD.decode(), "")
        try:
            match = _KIND.search(b64decode(payload))
        except ValueError:
            return None
        return match[1].decode("utf-8", "replace").strip() or None if match else None

    def describe(self) -> str:
        return "form field bt_payload -> base64 -> XML kind"


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    fields = form_fields(message.headers, message.body)
    payload = _payload(fields)
    signatures = _signatures(message, last_value(fields, _SIGNATURE))

    def fits(secret: Secret) -> bool | None:
        key = _key(secret)
        if key is None:
            return None
        # the SDKs try again with the line break that frameworks strip
        return any(_MAC.fits(key, text, *signatures) for text in (payload, payload + b"\n"))

    return settle(scheme, secrets, fits, now)


def _sign(
    scheme: Scheme,
    message: SignedMessage,
    secret: Secret,
    stamp: Stamp,  # noqa: ARG001 - nothing is fresh in the signature
) -> SignedMessage:
    """Return a form with the payload that the message has, or that its XML becomes."""
    fields: Fields = ((_PAYLOAD, encodebytes(message.body)),)
    if not message.body.lstrip().startswith(_XML):
        fields = form_fields(message.headers, message.body)
    payload = _payload(fields)
    key = _key(secret)
    if key is None:
        raise unusable_secret(scheme, secret)
    public_key = parameter(message, "public_key").encode()
    signature = public_key + b"|" + _MAC.sign(scheme, key, payload)
    form = write_url_encoded(replaced_fields(fields, ((_SIGNATURE, signature),)))
    headers = with_header(message.headers, "Content-Type", URL_ENCODED.encode())
    return with_body(replace(message, headers=headers), form)


def _payload(fields: Fields) -> bytes:
    """Return the payload of a form. Raises FaultError when it has none that is base64."""
    payload = last_value(fields, _PAYLOAD)
    if payload is None:
        text = "the body is no form with `bt_payload`"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text))
    if _ILLEGAL.search(payload):
        text = "the form has a `bt_payload` that is no base64"
        hint = "a `+` must arrive as `%2B`; was the form encoded anew?"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text, hint))
    return payload


def _signatures(message: SignedMessage, value: bytes | None) -> list[bytes]:
    """Return the signatures made with our key, or with any when our public key is not known."""
    if not value:
        return [_MAC.read(value, "form field `bt_signature`")]
    pairs = [pair.split(b"|") for pair in value.split(b"&") if b"|" in pair]
    if not pairs:
        text = f"the form field `bt_signature` names no public key: `{shown(value)}`"
        hint = "expected `public_key|signature`, with `&` between several"
        raise FaultError(Fault(Reason.MALFORMED_SIGNATURE, text, hint))
    ours = message.params.get("public_key")
    found = [pair[1] for pair in pairs if ours is None or pair[0] == ours.encode()]
    if not found:
        names = ", ".join(shown(pair[0]) for pair in pairs[:8])
        text = f"signed for the public key `{names}`, not for `{ours}`"
        raise FaultError(Fault(Reason.UNTRUSTED_KEY, text, "it is of another merchant account"))
    return [_MAC.read(signature, "signature in `bt_signature`") for signature in found]


def _key(secret: Secret) -> Secret | None:
    """Return what signs: the raw SHA-1 of the private key."""
    if not secret.value:
        return None
    return Secret(secret.name, sha1(secret.value, usedforsecurity=False).digest())


SCHEME = Scheme(
    id="braintree",
    title="Braintree webhooks",
    recipe=OwnRecipe(frozenset({Part.BODY}), _judge, _sign),
    signature_header=None,
    string_to_sign="{bt_payload} (base64 text incl. newlines)",
    detection=DetectionRule(priority=50, form_fields=("bt_signature", "bt_payload")),
    event=_Kind(),
    secret_words="the private key of the API keys as raw text (its SHA-1 is the HMAC's key)",
    rotation="'&'-joined public_key|signature pairs; pick the one with your public key",
    pitfalls=(
        "payload must match [A-Za-z0-9+=/\\n]",
        "SDK retries payload + '\\n'",
        "'+' in form values must be decoded correctly",
    ),
    sources=("braintree 4.48.0 (PyPI) webhook_notification_gateway.py; braintree 3.40.0 (npm)",),
    certainty="oracle",
    algorithm="HMAC-SHA1",
    encoding="hex behind `public_key|`, in the form field `bt_signature`",
    parameters=("public_key",),
    needed=("public_key",),
)


def _response(asked: Asked) -> Reply:
    """Return `public key|HMAC-SHA1(SHA-1(private key), challenge)`, as its libraries do."""
    challenge = asked.challenge(InQuery("bt_challenge"), "[a-f0-9]{20,32}")
    key = sha1(asked.secret("the private key")).digest()  # noqa: S324 - Braintree's choice
    public = asked.param("public_key", "the public key")
    made = hmac.new(key, challenge.encode(), "sha1").hexdigest()
    return text_challenge_reply(f"{public}|{made}")


CHALLENGE = Handshake(
    id="braintree_challenge",
    title="bt_challenge",
    opening=Opening("GET", ((InQuery("bt_challenge"), None),)),
    responder=Computed("the public key, `|` and an HMAC-SHA1 of bt_challenge, hex", _response),
    evidence=Evidence.SDK,
    when="creating the webhook",
    sources=("braintree 4.48.0 (PyPI) and 3.40.0 (npm), webhook_notification.verify",),
)

RETRY = RetryPolicy(
    name="braintree",
    title="Braintree",
    delays=growing(HOUR, 1.0, retries=24),
    note="every hour for up to 24 hours; the sandbox stops after 3 hours",
    sources=("https://developer.paypal.com/braintree/docs/guides/webhooks/parse",),
)

PROVIDER = Provider(
    name="braintree",
    title="Braintree",
    schemes=(SCHEME,),
    handshakes=(CHALLENGE,),
    retry=RETRY,
)
