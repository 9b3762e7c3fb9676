"""Adyen: HMAC over eight fields of each notification item, or over the body of newer webhooks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.mode import ModeRule
from webhookctl.core.opening import InText, Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe import without_body
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_own import (
    FaultError,
    Mac,
    OwnRecipe,
    json_object,
    settle,
    text_of,
    with_json,
)
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.schedule import DAY, repeated
from webhookctl.core.scheme import Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.signature import Bare, Fault
from webhookctl.core.verdict import Reason, Verdict

_MAC = Mac("sha256", encoding="base64", key="hex")
_KEY_WORDS = "the HMAC key of the Customer Area, in hex"
_ITEM = "notificationItems.0.NotificationRequestItem"
_HINT = (
    "it covers pspReference, originalReference, merchantAccountCode, merchantReference, amount, "
    "eventCode and success of each item, nothing else"
)


def _judge(
    scheme: Scheme, message: SignedMessage, secrets: Sequence[Secret], now: float | None
) -> Verdict:
    """Judge every item: the SDKs look at the first only, so others could be slipped in."""
    items = _items(json_object(message.body, "Adyen notification"))
    place = "`additionalData.hmacSignature` of a notification item"
    signed = [(_string_to_sign(item), _MAC.read(_signature(item), place)) for item in items]

    def fits(secret: Secret) -> bool | None:
        found = [_MAC.fits(secret, text, signature) for text, signature in signed]
        return None if None in found else all(found)

    verdict = settle(scheme, secrets, fits, now)
    about = {**verdict.facts, "covers": "eight fields of each item"}
    return without_body(replace(verdict, facts=about), _HINT)


def _sign(
    scheme: Scheme,
    message: SignedMessage,
    secret: Secret,
    stamp: Stamp,  # noqa: ARG001 - nothing is fresh in the signature
) -> SignedMessage:
    body = json_object(message.body, "Adyen notification")
    for item in _items(body):
        signature = _MAC.sign(scheme, secret, _string_to_sign(item))
        data = item.get("additionalData")
        extra = data if isinstance(data, dict) else {}
        item["additionalData"] = {**extra, "hmacSignature": signature.decode()}
    return with_json(message, body)


def _items(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the items of a notification. Raises FaultError for any other body."""
    rows = body.get("notificationItems")
    rows = rows if isinstance(rows, list) else []
    items = [row.get("NotificationRequestItem") if isinstance(row, dict) else None for row in rows]
    found = [item for item in items if isinstance(item, dict)]
    if not found or len(found) != len(rows):
        text = "the body is no Adyen notification: no `notificationItems` with items"
        raise FaultError(Fault(Reason.MALFORMED_BODY, text))
    return found


def _signature(item: Mapping[str, Any]) -> object:
    data = item.get("additionalData")
    return data.get("hmacSignature") if isinstance(data, dict) else None


def _string_to_sign(item: Mapping[str, Any]) -> bytes:
    """Return the eight fields with colons between them; nothing in them is escaped."""
    amount = item.get("amount")
    amount = amount if isinstance(amount, dict) else {}
    fields = (
        item.get("pspReference"),
        item.get("originalReference"),
        item.get("merchantAccountCode"),
        item.get("merchantReference"),
        amount.get("value"),
        amount.get("currency"),
        item.get("eventCode"),
        item.get("success"),
    )
    return b":".join(map(text_of, fields))


STANDARD = Scheme(
    id="adyen_standard",
    title="Adyen standard webhooks",
    recipe=OwnRecipe(frozenset(), _judge, _sign),
    signature_header=None,
    string_to_sign=(
        "pspReference:originalReference:merchantAccountCode:merchantReference:value:currency:"
        "eventCode:success (empty string for missing, NO escaping)"
    ),
    detection=DetectionRule(priority=50, body_paths=(_ITEM,)),
    event=InJson(f"{_ITEM}.eventCode"),
    delivery_id=Joined(
        (InJson(f"{_ITEM}.pspReference"), InJson(f"{_ITEM}.eventCode"), InJson(f"{_ITEM}.success"))
    ),
    secret_words=_KEY_WORDS,
    pitfalls=(
        "key is HEX",
        "do NOT escape ':' or '\\\\' (Adyen's own fixtures prove it; old docs and the HPP scheme "
        "did escape)",
        "only 8 fields are covered",
        "every item of a notification has a signature of its own: check them all",
        "basic auth is configured in addition",
    ),
    sources=(
        "Adyen 16.0.0 (PyPI) Adyen/util.py; @adyen/api-library 32.1.0 (npm) hmacValidator",
        "https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures",
    ),
    certainty="oracle",
    algorithm="HMAC-SHA256",
    encoding="base64 in `additionalData.hmacSignature` of each item",
)

HEADER = Scheme(
    id="adyen_header",
    title="Adyen Platforms/Management webhooks",
    recipe=HmacRecipe(Bare("HmacSignature", encoding="base64"), key="hex"),
    signature_header="HmacSignature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("HmacSignature",)),
    event=InJson("type"),
    delivery_id=Joined((InJson("data.id"), InJson("timestamp"))),
    secret_words=_KEY_WORDS,
    pitfalls=("key is HEX", "Node deprecated validateBankingHMAC has its parameters swapped"),
    sources=(
        "Adyen 16.0.0 (PyPI) Adyen/util.py; @adyen/api-library 32.1.0 (npm) hmacValidator",
        "https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures",
    ),
    certainty="oracle",
)

ACCEPTED = Handshake(
    id="adyen_accept",
    title="acknowledgement",
    opening=Opening("POST", ((InText('"notificationItems"'), None),)),
    responder=Nothing(202),
    evidence=Evidence.RECALL,
    when="every notification; accounts of long ago want the body `[accepted]` instead",
    timeout=10.0,
    every=True,
    sources=("https://docs.adyen.com/development-resources/webhooks/",),
)

RETRY = RetryPolicy(
    name="adyen",
    title="Adyen",
    delays=repeated(
        (9.0, 9.0, 9.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0),
        within=30 * DAY,
    ),
    response_timeout=10.0,
    exact=False,
    note="the first three retries come 9, 18 and 27 s after the first attempt (another"
    " copy of the page has them at once); every 8 hours in the end, for 30 days",
    sources=("https://docs.adyen.com/development-resources/webhooks/troubleshoot.md",),
)

PROVIDER = Provider(
    name="adyen",
    title="Adyen",
    schemes=(STANDARD, HEADER),
    mode=ModeRule(InJson("live"), live="true", test="false"),
    handshakes=(ACCEPTED,),
    retry=RETRY,
)
