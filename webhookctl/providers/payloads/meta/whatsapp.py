"""WhatsApp: messages that come in, what became of those sent, templates and the account."""

from base64 import b64encode
from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, HOUR, NAME

ACCOUNT = "100000000000001"
PHONE_ID = "100000000000002"
PHONE = "15555550100"
"""The business's own number, shown without a plus."""


def _change(account: str, field: str, value: JsonObject) -> JsonObject:
    return {"id": account, "changes": [{"value": value, "field": field}]}


def _entry(facts: Facts, field: str, value: JsonObject) -> JsonObject:
    """Return what happened to the account itself, with its time."""
    entry = {**_change(ACCOUNT, field, value), "time": facts.unix()}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def _about_messages(value: JsonObject) -> JsonObject:
    known: JsonObject = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": PHONE, "phone_number_id": PHONE_ID},
    }
    entry = _change(ACCOUNT, "messages", {**known, **value})
    return {"object": "whatsapp_business_account", "entry": [entry]}


def _customer(facts: Facts) -> str:
    """Return a number that is nobody's, as WhatsApp writes it."""
    return f"1555555{facts.between(101, 199):04d}"


def _message_id(facts: Facts, number: str) -> str:
    """Return a message's id: the number it was exchanged with and hexadecimal digits, packed."""
    digits, shown = facts.hex(20).upper().encode(), number.encode()
    start = b"\x1c\x18" + bytes((len(shown),)) + shown + b"\x15\x02\x00\x12\x18\x14"
    return f"wamid.{b64encode(start + digits + bytes(1)).decode()}"


def _received(
    kind: str, content: Callable[[Facts], JsonObject], *, answers: bool = False
) -> Callable[[Facts], JsonObject]:
    """Return what makes a message of a kind; it may answer one of the business."""

    def payload(facts: Facts) -> JsonObject:
        sender = _customer(facts)
        ours: JsonObject = {"from": PHONE, "id": _message_id(facts, sender)}
        message: JsonObject = {
            **({"context": ours} if answers else {}),
            "from": sender,
            "id": _message_id(facts, sender),
            "timestamp": str(facts.unix()),
            "type": kind,
            kind: content(facts),
        }
        contact: JsonObject = {"profile": {"name": NAME}, "wa_id": sender}
        return _about_messages({"contacts": [contact], "messages": [message]})

    return payload


def _text(_facts: Facts) -> JsonObject:
    return {"body": "Where is my order?"}


def _image(facts: Facts) -> JsonObject:
    digest = b64encode(bytes.fromhex(facts.hex(64))).decode()
    return {
        "caption": "The lid is broken",
        "mime_type": "image/jpeg",
        "sha256": digest,
        "id": facts.digits(16),
    }


def _interactive(facts: Facts) -> JsonObject:
    order = facts.between(1_001, 99_999)
    reply: JsonObject = {"id": f"order:{order}:confirm", "title": "Confirm"}
    return {"type": "button_reply", "button_reply": reply}


def _button(facts: Facts) -> JsonObject:
    return {"payload": f"order:{facts.between(1_001, 99_999)}:track", "text": "Track my order"}


def _reaction(facts: Facts) -> JsonObject:
    return {"message_id": _message_id(facts, _customer(facts)), "emoji": "👍"}


def _location(_facts: Facts) -> JsonObject:
    return {
        "latitude": 37.7936,
        "longitude": -122.3965,
        "name": "Acme Shop",
        "address": "1 Example Street, Exampleville, CA 94105",
    }


def _undeliverable() -> JsonObject:
    return {
        "code": 131026,
        "title": "Message undeliverable",
        "message": "Message undeliverable",
        "error_data": {"details": "Message Undeliverable."},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }


def _status(status: str) -> Callable[[Facts], JsonObject]:
    """Return what makes the report of a message's status."""

    def payload(facts: Facts) -> JsonObject:
        recipient = _customer(facts)
        ends: JsonObject = {}
        if status == "sent":
            ends = {"expiration_timestamp": str(facts.unix(DAY))}
        billed: JsonObject = {
            "conversation": {"id": facts.hex(32), **ends, "origin": {"type": "utility"}},
            "pricing": {
                "billable": True,
                "pricing_model": "PMP",
                "category": "utility",
                "type": "regular",
            },
        }
        report: JsonObject = {
            "id": _message_id(facts, recipient),
            "status": status,
            "timestamp": str(facts.unix()),
            "recipient_id": recipient,
            **({"errors": [_undeliverable()]} if status == "failed" else billed),
        }
        return _about_messages({"statuses": [report]})

    return payload


def _template_approved(facts: Facts) -> Json:
    value: JsonObject = {
        "event": "APPROVED",
        "message_template_id": facts.between(100_000_000_000_000, 999_999_999_999_999),
        "message_template_name": "order_update",
        "message_template_language": "en_US",
        "message_template_category": "UTILITY",
        "reason": "NONE",
    }
    return _entry(facts, "message_template_status_update", value)


def _account_restricted(facts: Facts) -> Json:
    restriction: JsonObject = {
        "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING",
        "expiration": facts.unix(24 * HOUR),
    }
    value: JsonObject = {
        "phone_number": PHONE,
        "event": "ACCOUNT_RESTRICTION",
        "restriction_info": [restriction],
    }
    return _entry(facts, "account_update", value)


_MESSAGES: tuple[tuple[str, str, Callable[[Facts], JsonObject]], ...] = (
    ("messages.text", "somebody wrote on WhatsApp", _received("text", _text)),
    ("messages.image", "somebody sent a picture", _received("image", _image)),
    (
        "messages.interactive",
        "somebody pressed a button under a message",
        _received("interactive", _interactive, answers=True),
    ),
    (
        "messages.button",
        "somebody pressed a button of a template",
        _received("button", _button, answers=True),
    ),
    ("messages.reaction", "somebody reacted to a message", _received("reaction", _reaction)),
    ("messages.location", "somebody sent a place", _received("location", _location)),
    ("statuses.sent", "a message was sent", _status("sent")),
    ("statuses.delivered", "a message was delivered", _status("delivered")),
    ("statuses.read", "a message was read", _status("read")),
    ("statuses.failed", "a message could not be delivered", _status("failed")),
)
EVENTS = (
    *(EventTemplate(*one) for one in _MESSAGES),
    EventTemplate(
        "message_template_status_update", "a message template was approved", _template_approved
    ),
    EventTemplate("account_update", "the account was restricted for a day", _account_restricted),
)
