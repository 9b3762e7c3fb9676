"""Brevo's events of transactional and marketing mail.

Fields: https://developers.brevo.com/docs/transactional-webhooks and .../marketing-webhooks. The
type is the payload's `event`; the account's own time zone, in which `date` is, is UTC here.
"""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, JsonObject
from webhookctl.providers.payloads._cast import BROWSER, EMAIL, HOUR, ip_address, wall_clock

WEBHOOK = 812_345
TEMPLATE = 22

_NO_SUCH_MAILBOX = "550 5.1.1 <robin@example.com>: Recipient address rejected: User unknown"
_MAILBOX_FULL = "452 4.2.2 The email account that you tried to reach is over quota"


def _mail(facts: Facts, kind: str, sent_ago: float = 60) -> JsonObject:
    """Return what the events of one transactional message have in common."""
    minute = facts.iso(-sent_ago)[:16].replace("-", "").replace("T", "").replace(":", "")
    return {
        "id": WEBHOOK,
        "email": EMAIL,
        "message-id": f"<{minute}.{facts.digits(11)}@smtp-relay.mailin.fr>",
        "date": wall_clock(facts),
        "event": kind,
        "tag": '["order-confirmation"]',
        "tags": ["order-confirmation"],
        "subject": "Your order",
        "sending_ip": "198.51.100.25",
        "ts": facts.unix(),
        "ts_event": facts.unix(),
        "ts_epoch": int(facts.now * 1000),
        "template_id": TEMPLATE,
        "X-Mailin-custom": f"order:{facts.digits(6)}",
        "contact_id": facts.between(1_000, 99_999),
        "sender_email": "orders@example.com",
    }


def _plain(kind: str, summary: str) -> EventTemplate:
    return EventTemplate(kind, summary, lambda facts: _mail(facts, kind))


def _failed(kind: str, summary: str, reason: str) -> EventTemplate:
    return EventTemplate(kind, summary, lambda facts: {**_mail(facts, kind), "reason": reason})


def _opened(kind: str, summary: str) -> EventTemplate:
    return EventTemplate(kind, summary, lambda facts: _seen(facts, kind))


def _seen(facts: Facts, kind: str) -> JsonObject:
    return {
        **_mail(facts, kind, HOUR),
        "link": "",
        "device_used": "DESKTOP",
        "user_agent": BROWSER,
        "mirror_link": f"https://example.com/mirror/{facts.hex(32)}",
    }


def _clicked(facts: Facts) -> JsonObject:
    seen = _seen(facts, "click")
    order = str(seen["X-Mailin-custom"]).removeprefix("order:")
    link = f"https://shop.example.com/orders/{order}"
    return {**seen, "ip": ip_address(facts), "link": link}


def _unsubscribed(facts: Facts) -> JsonObject:
    return {
        **_mail(facts, "unsubscribed", HOUR),
        "ip": ip_address(facts),
        "user_agent": BROWSER,
    }


def _campaign(kind: str, summary: str, more: Callable[[Facts], JsonObject]) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        return {
            "id": WEBHOOK,
            "camp_id": facts.between(100_000, 99_999_999),
            "email": EMAIL,
            "campaign name": "New teas this month",
            "date_sent": wall_clock(facts, -HOUR),
            "date_event": wall_clock(facts),
            "event": kind,
            "ts_sent": facts.unix(-HOUR),
            "ts_event": facts.unix(),
            "ts": facts.unix(),
            **more(facts),
        }

    return EventTemplate(kind, summary, payload)


def _left_lists(_facts: Facts) -> JsonObject:
    return {"tag": "", "list_id": [3, 42]}


def _added_to_list(facts: Facts) -> JsonObject:
    return {
        "event": "list_addition",
        "email": EMAIL,
        "id": facts.between(100_000, 99_999_999),
        "list_id": [42],
        "api_key_name": "",
        "date": wall_clock(facts),
        "ts": facts.unix(),
    }


EVENTS = (
    _plain("request", "a message was accepted for sending"),
    _plain("delivered", "a message reached its recipient's server"),
    _opened("opened", "a message was opened"),
    _opened("unique_opened", "a message was opened for the first time"),
    _opened("proxy_open", "a mail proxy loaded a message"),
    _opened("unique_proxy_open", "a mail proxy loaded a message for the first time"),
    EventTemplate("click", "a link in a message was clicked", _clicked),
    _failed("deferred", "a delivery was put off by the recipient's server", _MAILBOX_FULL),
    _failed("soft_bounce", "a message was refused for now", _MAILBOX_FULL),
    _failed("hard_bounce", "a message was refused for good", _NO_SUCH_MAILBOX),
    _failed("invalid_email", "an address does not exist", "Invalid email address"),
    _failed(
        "blocked",
        "a message was not sent: the address is blocked",
        "blocked : due to blacklist user",
    ),
    _failed("error", "a message could not be sent", "Internal error while rendering the template"),
    _plain("spam", "somebody called a message spam"),
    EventTemplate("unsubscribed", "somebody wants no more messages", _unsubscribed),
    _campaign("unsubscribe", "somebody left the lists of a campaign", _left_lists),
    EventTemplate("list_addition", "a contact was added to a list", _added_to_list),
)
