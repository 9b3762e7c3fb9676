"""Mailgun's events as its webhooks post them, without the signature.

Fields: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads. The
types are the names of the webhooks: a failure is `permanent_fail` or `temporary_fail` there, and
`failed` with a severity in the event itself.
"""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, JsonObject
from webhookctl.providers.payloads._cast import BROWSER, EMAIL, HOUR, NAME, ip_address

DOMAIN = "mg.example.com"
ACCOUNT = "5f2c9b1e8a7d4c3b2a190817"

_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LINK = "https://shop.example.com/orders"


def _template(
    name: str, summary: str, event: str, more: Callable[[Facts], JsonObject]
) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        return {"event-data": {**_event(facts, event), **more(facts)}}

    return EventTemplate(name, summary, payload)


def _event(facts: Facts, event: str) -> JsonObject:
    sent = facts.iso(-HOUR)[:19].replace("-", "").replace("T", "").replace(":", "")
    return {
        "account": {"id": ACCOUNT},
        "domain": {"name": DOMAIN},
        "event": event,
        "id": facts.letters(22, _ID_LETTERS),
        "timestamp": int(facts.now * 1_000) / 1_000,
        "log-level": "info",
        "recipient": EMAIL,
        "recipient-domain": EMAIL.partition("@")[2],
        "message": {"headers": {"message-id": f"{sent}.{facts.hex(16)}@{DOMAIN}"}},
        "campaigns": [],
        "tags": ["order-confirmation"],
        "user-variables": {"order_id": facts.digits(6)},
    }


def _headers(facts: Facts) -> JsonObject:
    sent = facts.iso()[:19].replace("-", "").replace("T", "").replace(":", "")
    return {
        "message-id": f"{sent}.{facts.hex(16)}@{DOMAIN}",
        "from": f"Example Teas <orders@{DOMAIN}>",
        "to": f"{NAME} <{EMAIL}>",
        "subject": "Your order",
    }


def _in_transit(facts: Facts) -> JsonObject:
    """Return what only the events before somebody reads the message have."""
    region, key = "us-west1", facts.letters(64, _ID_LETTERS)
    return {
        "message": {
            "headers": _headers(facts),
            "attachments": [],
            "size": facts.between(2_000, 40_000),
        },
        "flags": {
            "is-routed": False,
            "is-authenticated": True,
            "is-system-test": False,
            "is-test-mode": False,
        },
        "storage": {
            "env": "production",
            "key": key,
            "region": region,
            "url": f"https://storage-{region}.api.mailgun.net/v3/domains/{DOMAIN}/messages/{key}",
        },
    }


def _envelope(transport: str) -> JsonObject:
    return {"sender": f"orders@{DOMAIN}", "targets": EMAIL, "transport": transport}


def _sent(status: JsonObject) -> JsonObject:
    return {
        "envelope": {**_envelope("smtp"), "sending-ip": "198.51.100.25"},
        "delivery-status": {
            "attempt-no": 1,
            "certificate-verified": True,
            "mx-host": "mx.example.com",
            "session-seconds": 0.433,
            "tls": True,
            "utf8": True,
            **status,
        },
    }


def _accepted(facts: Facts) -> JsonObject:
    return {**_in_transit(facts), "envelope": _envelope("smtp"), "method": "HTTP"}


def _delivered(facts: Facts) -> JsonObject:
    return {**_in_transit(facts), **_sent({"code": 250, "message": "OK", "description": ""})}


def _permanent(facts: Facts) -> JsonObject:
    text = "5.1.1 The email account that you tried to reach does not exist"
    status: JsonObject = {
        "code": 550,
        "enhanced-code": "5.1.1",
        "message": text,
        "description": "",
        "bounce-type": "hard",
    }
    failure: JsonObject = {"severity": "permanent", "reason": "bounce", "log-level": "error"}
    return {**_in_transit(facts), **_sent(status), **failure}


def _temporary(facts: Facts) -> JsonObject:
    text = "4.2.2 The email account that you tried to reach is over quota"
    status: JsonObject = {
        "code": 452,
        "enhanced-code": "4.2.2",
        "message": text,
        "description": "",
        "retry-seconds": 600,
        "bounce-type": "soft",
    }
    failure: JsonObject = {"severity": "temporary", "reason": "generic", "log-level": "warn"}
    return {**_in_transit(facts), **_sent(status), **failure}


def _by_reader(facts: Facts) -> JsonObject:
    """Return what is known of somebody who did something with the message."""
    return {
        "ip": ip_address(facts),
        "geolocation": {
            "country": "US",
            "region": "OR",
            "city": "Portland",
            "timezone": "America/Los_Angeles",
        },
        "client-info": {
            "client-name": "Chrome",
            "client-os": "macOS",
            "client-type": "browser",
            "device-type": "desktop",
            "user-agent": BROWSER,
            "bot": "",
        },
    }


def _clicked(facts: Facts) -> JsonObject:
    order = facts.digits(6)
    return {**_by_reader(facts), "url": f"{_LINK}/{order}", "user-variables": {"order_id": order}}


def _complained(facts: Facts) -> JsonObject:
    return {
        "message": {"headers": _headers(facts), "attachments": [], "size": 2_418},
        "flags": {"is-test-mode": False},
        "log-level": "warn",
    }


EVENTS = (
    _template("accepted", "a message was accepted for sending", "accepted", _accepted),
    _template("delivered", "a message reached its recipient's server", "delivered", _delivered),
    _template("opened", "a message was opened", "opened", _by_reader),
    _template("clicked", "a link in a message was clicked", "clicked", _clicked),
    _template("unsubscribed", "somebody wants no more messages", "unsubscribed", _by_reader),
    _template("complained", "somebody called a message spam", "complained", _complained),
    _template("permanent_fail", "a message was refused for good", "failed", _permanent),
    _template("temporary_fail", "a message was refused for now", "failed", _temporary),
)
