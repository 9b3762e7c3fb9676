"""Mailgun's events as its webhooks post them, without the signature.

Shapes: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads. The
types are the names of the webhooks: a failure is `permanent_fail` or `temporary_fail` there, and
`failed` with a severity in the event itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, JsonObject
from webhookctl.providers.payloads._cast import BROWSER, EMAIL, HOUR, NAME, ip_address

DOMAIN = "mg.example.com"
ACCOUNT = "5f2c9b1e8a7d4c3b2a190817"
API_KEY = "a4da91cf-337932c5"
STORAGE = f"https://storage-us-west1.api.mailgun.net/v3/domains/{DOMAIN}/messages"
SENDING_IP = "198.51.100.25"

_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True, slots=True)
class _Mail:
    """The message that an event is about, sent so many seconds ago for an order."""

    id: str
    order: str
    size: int
    sent_ago: int


def _mail(facts: Facts, sent_ago: int) -> _Mail:
    sent = facts.iso(-sent_ago)[:19].replace("-", "").replace("T", "").replace(":", "")
    id_ = f"{sent}.{facts.hex(16)}@{DOMAIN}"
    return _Mail(id_, facts.digits(6), facts.between(2_000, 40_000), sent_ago)


def _template(
    name: str,
    summary: str,
    event: str,
    more: Callable[[Facts, _Mail], JsonObject],
    sent_ago: int = 2,
) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        mail = _mail(facts, sent_ago)
        return {"event-data": {**_event(facts, event, mail), **more(facts, mail)}}

    return EventTemplate(name, summary, payload)


def _event(facts: Facts, event: str, mail: _Mail) -> JsonObject:
    return {
        "event": event,
        "id": facts.letters(22, _ID_LETTERS),
        "timestamp": int(facts.now * 1_000) / 1_000,
        "log-level": "info",
        "account": {"id": ACCOUNT},
        "domain": {"name": DOMAIN},
        "recipient": EMAIL,
        "recipient-domain": EMAIL.partition("@")[2],
        "tags": ["order-confirmation"],
        "user-variables": {"order_id": mail.order},
    }


def _headers(mail: _Mail) -> JsonObject:
    return {
        "message-id": mail.id,
        "from": f"Example Teas <orders@{DOMAIN}>",
        "to": f"{NAME} <{EMAIL}>",
        "subject": "Your order",
    }


def _storage(facts: Facts) -> JsonObject:
    key = facts.letters(34, _ID_LETTERS)
    return {"key": key, "url": f"{STORAGE}/{key}"}


def _envelope() -> JsonObject:
    return {"sender": f"orders@{DOMAIN}", "targets": EMAIL, "transport": "smtp"}


def _accepted(facts: Facts, mail: _Mail) -> JsonObject:
    return {
        "api-key-id": API_KEY,
        "envelope": _envelope(),
        "flags": {"is-authenticated": True, "is-test-mode": False},
        "message": {"headers": _headers(mail), "size": mail.size},
        "method": "HTTP",
        "storage": _storage(facts),
    }


def _tried(facts: Facts, mail: _Mail, status: JsonObject) -> JsonObject:
    """Return what is known once a delivery was tried: how it went is in `status`."""
    return {
        "flags": {
            "is-authenticated": True,
            "is-routed": False,
            "is-big": False,
            "is-system-test": False,
            "is-test-mode": False,
        },
        "message": {"attachments": [], "headers": _headers(mail), "size": mail.size},
        "storage": _storage(facts),
        "primary-dkim": f"smtp._domainkey.{DOMAIN}",
        "recipient-provider": "Other",
        "campaigns": [],
        "delivery-status": {
            "attempt-no": 1,
            "description": None,
            "session-seconds": 0.433,
            "mx-host": "mx.example.com",
            "first-delivery-attempt-seconds": 0.062,
            **status,
        },
        "envelope": {**_envelope(), "sending-ip": SENDING_IP},
    }


def _over_tls() -> JsonObject:
    return {"certificate-verified": True, "tls": True, "utf8": True}


def _delivered(facts: Facts, mail: _Mail) -> JsonObject:
    status: JsonObject = {"code": 250, "message": "OK", "enhanced-code": None}
    return _tried(facts, mail, {**status, **_over_tls()})


def _permanent(facts: Facts, mail: _Mail) -> JsonObject:
    status: JsonObject = {
        "code": 550,
        "message": "5.1.1 The email account that you tried to reach does not exist",
        "enhanced-code": "5.1.1",
        "bounce-type": "hard",
    }
    failure: JsonObject = {"severity": "permanent", "reason": "bounce", "log-level": "error"}
    return {**_tried(facts, mail, {**status, **_over_tls()}), **failure}


def _temporary(facts: Facts, mail: _Mail) -> JsonObject:
    status: JsonObject = {
        "code": 452,
        "message": "4.2.2 The email account that you tried to reach is over quota",
        "enhanced-code": "4.2.2",
        "retry-seconds": 600,
    }
    failure: JsonObject = {"severity": "temporary", "reason": "generic", "log-level": "warn"}
    return {**_tried(facts, mail, status), **failure}


def _by_reader(facts: Facts, mail: _Mail) -> JsonObject:
    """Return what is known of somebody who did something with the message."""
    return {
        "message": {"headers": {"message-id": mail.id}},
        "campaigns": [],
        "recipient-provider": "Other",
        "ip": ip_address(facts),
        "client-info": {
            "client-name": "Chrome",
            "client-os": "OS X",
            "client-type": "browser",
            "device-type": "desktop",
            "user-agent": BROWSER,
            "bot": None,
        },
        "geolocation": {
            "city": "Portland",
            "country": "US",
            "region": "OR",
            "timezone": "America/Los_Angeles",
        },
    }


def _opened(facts: Facts, mail: _Mail) -> JsonObject:
    delivered = facts.unix(1 - mail.sent_ago)
    return {**_by_reader(facts, mail), "delivered-at": delivered}


def _clicked(facts: Facts, mail: _Mail) -> JsonObject:
    return {**_opened(facts, mail), "url": f"https://shop.example.com/orders/{mail.order}"}


def _unsubscribed(facts: Facts, mail: _Mail) -> JsonObject:
    return {**_by_reader(facts, mail), "tags": ["*"], "storage": []}


def _complained(facts: Facts, mail: _Mail) -> JsonObject:
    return {
        "message": {"headers": _headers(mail), "size": mail.size},
        "campaigns": [],
        "recipient-provider": "Other",
        "envelope": {"sending-ip": SENDING_IP},
        "storage": _storage(facts),
        "log-level": "warn",
    }


EVENTS = (
    _template("accepted", "a message was accepted for sending", "accepted", _accepted),
    _template("delivered", "a message reached its recipient's server", "delivered", _delivered),
    _template("opened", "a message was opened", "opened", _opened, HOUR),
    _template("clicked", "a link in a message was clicked", "clicked", _clicked, HOUR),
    _template("unsubscribed", "somebody wants no more", "unsubscribed", _unsubscribed, HOUR),
    _template("complained", "somebody called a message spam", "complained", _complained, HOUR),
    _template("permanent_fail", "a message was refused for good", "failed", _permanent),
    _template("temporary_fail", "a message was refused for now", "failed", _temporary),
)
