"""Mailgun: HMAC over a time and a token in the body; the event itself is not signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from webhookctl.core.detect import DetectionRule
from webhookctl.core.form import (
    boundary_of,
    form_fields,
    last_value,
    replaced_fields,
    write_url_encoded,
)
from webhookctl.core.headers import HeaderPairs
from webhookctl.core.locate import FirstOf, InForm, InJson, parsed
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.recipe import without_body
from webhookctl.core.recipe_own import (
    FaultError,
    Mac,
    OwnRecipe,
    json_object,
    moment_of,
    settle,
    text_of,
    with_body,
    with_json,
)
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp, TimestampRule
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault
from webhookctl.core.verdict import Reason, Verdict

_MAC = Mac("sha256")
_TOKEN_LENGTH = 50
_HINT = "only a time and a token are signed: remember the tokens, so that none comes twice"


@dataclass(frozen=True, slots=True)
class _Signature:
    """The three values that Mailgun adds, in JSON or as fields of a form; None when absent."""

    timestamp: object
    token: object
    signature: object


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    found = _signature(message)
    signature = _MAC.read(found.signature, "`signature` in the body")
    if found.timestamp is None or found.token is None:
        missing = "timestamp" if found.timestamp is None else "token"
        reason = Reason.MISSING_TIMESTAMP if missing == "timestamp" else Reason.MISSING_SIGNATURE
        raise FaultError(Fault(reason, f"the body has a signature, but no `{missing}`"))
    signed = text_of(found.timestamp) + text_of(found.token)
    moment = moment_of(found.timestamp, "s", "`timestamp` in the body")

    def fits(secret: Secret) -> bool | None:
        return _MAC.fits(secret, signed, signature)

    return without_body(settle(scheme, secrets, fits, now, moment), _HINT)


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    timestamp = str(int(stamp.now))
    fresh = f"{stamp.id} {stamp.now}".encode("utf-8", "surrogatepass")
    token = sha256(fresh + message.body).hexdigest()[:_TOKEN_LENGTH]
    signature = _MAC.sign(scheme, secret, (timestamp + token).encode()).decode()
    values = {"timestamp": timestamp, "token": token, "signature": signature}
    if not _is_form(message):
        body = json_object(message.body, "Mailgun event")
        return with_json(message, {**body, "signature": values})
    fields = form_fields(message.headers, message.body)
    new = tuple((name.encode(), value.encode()) for name, value in values.items())
    return with_body(message, write_url_encoded(replaced_fields(fields, new)))


def _is_form(message: SignedMessage) -> bool:
    """Say whether the body is a form of today. Raises FaultError for a form in parts."""
    if boundary_of(message.headers) is not None:
        text = "a form in parts cannot be signed here"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text, "send it URL-encoded, or as JSON"))
    return parsed(message.body) is None and b"=" in message.body


def _signature(message: SignedMessage) -> _Signature:
    body = parsed(message.body)
    if isinstance(body, dict):
        values = body.get("signature")
        values = values if isinstance(values, dict) else {}
        return _Signature(values.get("timestamp"), values.get("token"), values.get("signature"))
    fields = form_fields(message.headers, message.body)
    names = (b"timestamp", b"token", b"signature")
    return _Signature(*(last_value(fields, name) for name in names))


SCHEME = Scheme(
    id="mailgun",
    title="Mailgun webhooks",
    recipe=OwnRecipe(frozenset({Part.TIMESTAMP}), _judge, _sign),
    signature_header=None,
    string_to_sign="{timestamp}{token}",
    timestamp=TimestampRule("json:signature.timestamp", tolerance=900.0),
    detection=DetectionRule(
        priority=50,
        body_paths=("signature.token", "event-data"),
        form_fields=("token", "signature", "timestamp"),
    ),
    event=FirstOf((InJson("event-data.event"), InForm("event"))),
    delivery_id=InJson("event-data.id"),
    secret_words="the HTTP webhook signing key as raw text",
    pitfalls=(
        "the event itself is NOT signed: only timestamp+token; cache tokens to stop replays",
        "signing key is not the API key",
        "legacy/inbound routes send form or multipart fields",
    ),
    sources=(
        "mailgun 1.10.0 (PyPI) mailgun/security.py verify_webhook",
        "https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhooks"
        "#securing-webhooks",
    ),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="hex in `signature` of the body",
)


def _dress(outline: Outline) -> HeaderPairs:  # noqa: ARG001 - all events have the same headers
    return (
        (b"Accept", b"*/*"),
        (b"Content-Type", b"application/json"),
        (b"User-Agent", b"mailgun/treq-16.12.0"),
    )


RETRY = RetryPolicy(
    name="mailgun",
    title="Mailgun",
    delays=(300.0, 600.0, 900.0, 3600.0, 7200.0, 14400.0),
    success=((200, 200),),
    final=frozenset({406}),
    note="Mailgun retries no notification of the type delivered; its time-out is not "
    "published: 30 s are assumed",
    sources=(
        "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-retries",
    ),
)

PROVIDER = Provider(
    name="mailgun",
    title="Mailgun",
    schemes=(SCHEME,),
    dress=_dress,
    id_path="event-data.id",
    retry=RETRY,
)
