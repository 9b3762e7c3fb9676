"""SendGrid's events, each in a batch as its event webhook posts them.

Fields: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event. `batch` is no
event's name: it is a delivery of several events, which is what receivers must be ready for.
"""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import BROWSER, EMAIL, ip_address

CATEGORY = ("orders", "confirmation")
POOL = 210
UNSUBSCRIBE_GROUP = 18_423

_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_DELIVERY = ("processed", "deferred", "delivered", "bounce", "dropped")
_WITH_SMTP_ID = (*_DELIVERY, "spamreport", "group_unsubscribe", "group_resubscribe")


@dataclass(frozen=True, slots=True)
class _Message:
    """A message whose events are told: its two ids and the order that it is about."""

    smtp_id: str
    id: str
    order: str
    email: str = EMAIL


def _message(facts: Facts, email: str = EMAIL) -> _Message:
    name = facts.letters(22, _ID_LETTERS)
    machine = facts.between(1, 40)
    received = (
        f"recvd-{facts.hex(10)}-{facts.letters(5).lower()}-1-{facts.hex(8).upper()}-{machine}"
    )
    smtp_id = f"<{name}@geopod-ismtpd-{machine}>"
    return _Message(smtp_id, f"{name}.{received}.0", facts.digits(6), email)


def _event(facts: Facts, message: _Message, kind: str, ago: int = 0) -> JsonObject:
    smtp_id: JsonObject = {"smtp-id": message.smtp_id} if kind in _WITH_SMTP_ID else {}
    return {
        "email": message.email,
        "timestamp": facts.unix(-ago),
        **smtp_id,
        "event": kind,
        "category": [*CATEGORY],
        "sg_event_id": facts.letters(22, _ID_LETTERS),
        "sg_message_id": message.id,
        "order_id": message.order,
        **_MORE[kind](facts, message),
    }


def _nothing(_facts: Facts, _message: _Message) -> JsonObject:
    return {}


def _processed(_facts: Facts, _message: _Message) -> JsonObject:
    return {"pool": {"name": "transactional", "id": POOL}}


def _deferred(_facts: Facts, _message: _Message) -> JsonObject:
    return {
        "response": "452 4.2.2 The email account that you tried to reach is over quota",
        "attempt": "1",
        "tls": 1,
        "ip": "198.51.100.25",
    }


def _delivered(_facts: Facts, _message: _Message) -> JsonObject:
    return {"response": "250 2.0.0 OK", "tls": 1, "ip": "198.51.100.25"}


def _bounced(_facts: Facts, _message: _Message) -> JsonObject:
    return {
        "reason": "550 5.1.1 The email account that you tried to reach does not exist",
        "status": "5.1.1",
        "type": "bounce",
        "bounce_classification": "Invalid Address",
        "tls": 1,
        "ip": "198.51.100.25",
    }


def _dropped(_facts: Facts, _message: _Message) -> JsonObject:
    return {"reason": "Bounced Address", "status": "5.0.0"}


def _opened(facts: Facts, _message: _Message) -> JsonObject:
    return {
        "useragent": BROWSER,
        "ip": ip_address(facts),
        "sg_machine_open": False,
        "sg_content_type": "html",
    }


def _clicked(facts: Facts, message: _Message) -> JsonObject:
    return {
        "useragent": BROWSER,
        "ip": ip_address(facts),
        "url": f"https://shop.example.com/orders/{message.order}",
        "url_offset": {"index": 0, "type": "html"},
    }


def _of_group(facts: Facts, _message: _Message) -> JsonObject:
    return {
        "useragent": BROWSER,
        "ip": ip_address(facts),
        "url": "https://shop.example.com/preferences",
        "asm_group_id": UNSUBSCRIBE_GROUP,
    }


_MORE: dict[str, Callable[[Facts, _Message], JsonObject]] = {
    "processed": _processed,
    "deferred": _deferred,
    "delivered": _delivered,
    "bounce": _bounced,
    "dropped": _dropped,
    "open": _opened,
    "click": _clicked,
    "spamreport": _nothing,
    "unsubscribe": _nothing,
    "group_unsubscribe": _of_group,
    "group_resubscribe": _of_group,
}


def _template(kind: str, summary: str) -> EventTemplate:
    return EventTemplate(kind, summary, lambda facts: [_event(facts, _message(facts), kind)])


def _account_changed(facts: Facts) -> Json:
    change: JsonObject = {
        "event": "account_status_change",
        "sg_event_id": facts.letters(42),
        "timestamp": facts.unix(),
        "type": "compliance_suspend",
    }
    return [change]


def _batch(facts: Facts) -> Json:
    read, lost = _message(facts), _message(facts, "nobody@example.com")
    return [
        _event(facts, read, "processed", 95),
        _event(facts, lost, "processed", 94),
        _event(facts, read, "delivered", 93),
        _event(facts, lost, "bounce", 92),
        _event(facts, read, "open", 5),
        _event(facts, read, "click", 0),
    ]


EVENTS = (
    _template("processed", "a message was accepted for sending"),
    _template("deferred", "a delivery was put off by the recipient's server"),
    _template("delivered", "a message reached its recipient's server"),
    _template("bounce", "a message was refused for good"),
    _template("dropped", "a message was not sent"),
    _template("open", "a message was opened"),
    _template("click", "a link in a message was clicked"),
    _template("spamreport", "somebody called a message spam"),
    _template("unsubscribe", "somebody wants no more messages"),
    _template("group_unsubscribe", "somebody left an unsubscribe group's messages"),
    _template("group_resubscribe", "somebody came back to an unsubscribe group"),
    EventTemplate("account_status_change", "the account was suspended", _account_changed),
    EventTemplate("batch", "six events of two messages in one delivery", _batch),
)
