"""Sinch: HMAC over the body, with nonce and time, or over the whole request."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import md5

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import SharedSecret
from webhookctl.core.locate import InHeader, InJson, InJsonKey
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import stamp_text, to_bytes
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_own import FaultError, Mac, OwnRecipe, header, parameter, settle
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare, Fault, shown, with_header
from webhookctl.core.signed_url import signed_url
from webhookctl.core.verdict import Reason, Verdict

_MAC = Mac("sha256", encoding="base64", key="base64")
_AUTHORIZATION = "Authorization"
_WORDS = (b"service", b"application")
"""What the signature may be called; the SDK knows the first, the voice documentation the other."""


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    word, _, credentials = header(message, _AUTHORIZATION).strip().partition(b" ")
    if word.lower() not in _WORDS:
        text = f"the {_AUTHORIZATION} header holds no signature of Sinch"
        raise FaultError(Fault(Reason.WRONG_VERSION, text, "expected `Service key:signature`"))
    key, _, value = credentials.strip().partition(b":")
    ours = message.params.get("key")
    signature = _MAC.read(value, f"signature in the {_AUTHORIZATION} header")
    if ours is not None and key != ours.encode():
        text = f"signed with the key `{shown(key)}`, not with `{ours}`"
        raise FaultError(Fault(Reason.UNTRUSTED_KEY, text, "it is of another application"))
    signed = _strings_to_sign(message)

    def fits(secret: Secret) -> bool | None:
        found = [_MAC.fits(secret, text, signature) for text in signed]
        return None if None in found else any(found)

    return settle(scheme, secrets, fits, now)


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    headers = with_header(message.headers, "x-timestamp", stamp_text("iso8601", stamp.now))
    fresh = replace(message, headers=headers)
    signature = _MAC.sign(scheme, secret, _strings_to_sign(fresh)[0])
    value = b"Service " + parameter(message, "key").encode() + b":" + signature
    return replace(fresh, headers=with_header(headers, _AUTHORIZATION, value))


def _strings_to_sign(message: SignedMessage) -> list[bytes]:
    """Return what may have been signed: the path alone, or with the query."""
    url = signed_url(message)
    lines = (
        to_bytes(message.method.upper()),
        b64encode(md5(message.body, usedforsecurity=False).digest()),
        header(message, "Content-Type"),
        b"x-timestamp:" + header(message, "x-timestamp"),
    )
    paths = dict.fromkeys((url.path or "/", url.origin_form))
    return [b"\n".join((*lines, to_bytes(path))) for path in paths]


NUMBERS = Scheme(
    id="sinch_numbers",
    title="Sinch Numbers callbacks",
    recipe=HmacRecipe(Bare("X-Sinch-Signature"), hash="sha1"),
    signature_header="X-Sinch-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("X-Sinch-Signature",)),
    event=InJson("eventType"),
    delivery_id=InJson("eventId"),
    secret_words="the callback secret as raw text",
    sources=("sinch 2.3.0 (PyPI) authentication_validation.py validate_signature_header",),
    certainty="oracle",
)

CONVERSATION = Scheme(
    id="sinch_conversation",
    title="Sinch Conversation / SMS webhooks",
    recipe=HmacRecipe(
        Bare("x-sinch-webhook-signature", encoding="base64"),
        message=(
            "{body}",
            ".",
            "{header:x-sinch-webhook-signature-nonce}",
            ".",
            "{header:x-sinch-webhook-signature-timestamp}",
        ),
        id_header="x-sinch-webhook-signature-nonce",
    ),
    signature_header="x-sinch-webhook-signature",
    string_to_sign="{raw body}.{nonce}.{timestamp}",
    timestamp=TimestampRule("header:x-sinch-webhook-signature-timestamp", tolerance=None),
    detection=DetectionRule(priority=50, any_header=("x-sinch-webhook-signature",)),
    event=InJsonKey(r".*_event"),
    delivery_id=InHeader("x-sinch-webhook-signature-nonce"),
    secret_words="the webhook's secret as raw text",
    pitfalls=("no staleness check in the SDK",),
    sources=("sinch 2.3.0 (PyPI) validate_sinch_event_signature_with_nonce",),
    certainty="oracle",
)

APPLICATION_AUTH = Scheme(
    id="sinch_application_auth",
    title="Sinch application/service signed requests",
    recipe=OwnRecipe(
        frozenset({Part.BODY, Part.METHOD, Part.URL, Part.HEADERS, Part.TIMESTAMP}), _judge, _sign
    ),
    signature_header=_AUTHORIZATION,
    string_to_sign=(
        "{METHOD}\\n{base64(MD5(body))}\\n{Content-Type}\\nx-timestamp:{x-timestamp}\\n{path}"
    ),
    detection=DetectionRule(
        priority=50,
        all_header=("Authorization", "x-timestamp"),
        patterns=(("authorization", "(?i)^(?:service|application) [^ ]+:"),),
    ),
    event=InJson("event"),
    delivery_id=InJson("callid"),
    secret_words="the application's secret, in base64 as the dashboard shows it",
    pitfalls=(
        "Voice docs use the scheme word 'application'; the Python SDK only accepts 'Service'",
        "the body is covered by its MD5 hash only",
    ),
    sources=("sinch 2.3.0 (PyPI) core/internal/sinch_events/authorization_helpers.py",),
    certainty="oracle",
    key_form=SharedSecret(encoding="base64"),
    algorithm="HMAC-SHA256",
    encoding="base64 behind `Service KEY:`",
    parameters=("key",),
    needed=("key",),
)

PROVIDER = Provider(name="sinch", title="Sinch", schemes=(CONVERSATION, NUMBERS, APPLICATION_AUTH))
