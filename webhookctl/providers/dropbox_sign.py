"""Dropbox Sign (HelloSign): HMAC over time and type of an event, inside the event."""

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from webhookctl.core.challenge import Fixed
from webhookctl.core.detect import DetectionRule
from webhookctl.core.form import MULTIPART, form_fields, last_value, write_parts
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InFormJson
from webhookctl.core.opening import InText, Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import without_body
from webhookctl.core.recipe_own import (
    FaultError,
    Mac,
    OwnRecipe,
    json_object,
    settle,
    text_of,
    with_body,
)
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Fault, with_header
from webhookctl.core.verdict import Reason, Verdict

_MAC = Mac("sha256")
_FIELD = b"json"
_HINT = "only event_time and event_type are signed: ask the API before acting on the rest"


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    event = _event(_callback(message))
    signature = _MAC.read(event.get("event_hash"), "`event_hash` of the event")
    signed = _string_to_sign(event)

    def fits(secret: Secret) -> bool | None:
        return _MAC.fits(secret, signed, signature)

    return without_body(settle(scheme, secrets, fits, now), _HINT)


def _sign(scheme: Scheme, message: SignedMessage, secret: Secret, stamp: Stamp) -> SignedMessage:
    """Return the callback as a form in parts, whatever it was before."""
    callback = _callback(message)
    event = _event(callback)
    event["event_time"] = str(int(stamp.now))
    event["event_hash"] = _MAC.sign(scheme, secret, _string_to_sign(event)).decode()
    text = json.dumps(callback)
    boundary = "------webhookctl" + sha256(text.encode()).hexdigest()[:24]
    content_type = f"{MULTIPART}; boundary={boundary}"
    headers = with_header(message.headers, "Content-Type", content_type.encode())
    body = write_parts(((_FIELD, text.encode()),), boundary.encode())
    return with_body(replace(message, headers=headers), body)


def _callback(message: SignedMessage) -> dict[str, Any]:
    """Return what the field `json` of the form holds, or a body that is that JSON itself."""
    field = last_value(form_fields(message.headers, message.body), _FIELD)
    return json_object(message.body if field is None else field, "Dropbox Sign callback")


def _event(callback: dict[str, Any]) -> dict[str, Any]:
    event = callback.get("event")
    if not isinstance(event, dict):
        text = "the body is no Dropbox Sign callback: it has no `event`"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text))
    return event


def _string_to_sign(event: dict[str, Any]) -> bytes:
    return text_of(event.get("event_time")) + text_of(event.get("event_type"))


SCHEME = Scheme(
    id="dropbox_sign",
    title="Dropbox Sign (HelloSign) callbacks",
    recipe=OwnRecipe(frozenset({Part.TIMESTAMP}), _judge, _sign),
    signature_header=None,
    string_to_sign="{event_time}{event_type}",
    detection=DetectionRule(priority=50, user_agent="HelloSign", form_fields=("json",)),
    event=InFormJson("json", "event.event_type"),
    secret_words="the API key as raw text",
    pitfalls=(
        "multipart/form-data with a 'json' field",
        "response body text is mandatory",
        "SDK compares with ==",
    ),
    sources=("dropbox-sign 2.0.0 (PyPI) event_callback_helper.py; @dropbox/sign 1.11.0 (npm)",),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="hex in `event_hash` of the event",
)

_HELLO = Fixed("text/plain", "Hello API Event Received")
_WALKTHROUGH = "https://developers.hellosign.com/docs/events/walkthrough/"

TEST = Handshake(
    id="dropbox_sign_test",
    title="callback_test",
    opening=Opening("POST", ((InText('"callback_test"'), None),)),
    responder=_HELLO,
    evidence=Evidence.COMMUNITY,
    when="testing the URL",
    sources=(_WALKTHROUGH,),
)

EVENT = Handshake(
    id="dropbox_sign_event",
    title="acknowledgement",
    opening=Opening("POST"),
    responder=_HELLO,
    evidence=Evidence.COMMUNITY,
    when="every event",
    every=True,
    sources=(_WALKTHROUGH,),
)

PROVIDER = Provider(
    name="dropbox_sign",
    title="Dropbox Sign (HelloSign)",
    schemes=(SCHEME,),
    aliases=("hellosign",),
    handshakes=(
        TEST,
        EVENT,
    ),
)
