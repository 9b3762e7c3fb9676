"""Klaviyo's events as its system webhooks post them: a list of events, each like its Events API.

Shape: https://developers.klaviyo.com/en/docs/working_with_system_webhooks. A type is the topic
without `event:klaviyo.`; `batch` is no topic: it is a delivery of several events.
"""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, EMAIL, FIRST_NAME, LAST_NAME, PHONE, ulid

ACCOUNT = "WBhXHN"
API_VERSION = "2026-01-15"

_API = "https://a.klaviyo.com/api"
_PHONE_NUMBER = "+15555550199"

Properties = Callable[[Facts], JsonObject]


def _event(facts: Facts, kind: str, profile: str, ago: int = 0) -> JsonObject:
    id_ = facts.letters(11)
    profile_link = f"{_API}/profiles/{profile}/"
    return {
        "topic": f"event:klaviyo.{kind}",
        "external_id": id_,
        "payload": {
            "data": {
                "type": "event",
                "id": id_,
                "attributes": {
                    "timestamp": facts.unix(-ago),
                    "event_properties": {
                        **_PROPERTIES[kind](facts),
                        "$event_id": f"{facts.unix(-ago)}",
                    },
                    "datetime": facts.iso(-ago).replace("T", " ").replace("Z", "+00:00"),
                    "uuid": facts.uuid(),
                },
                "relationships": {
                    "profile": {
                        "data": {"type": "profile", "id": profile},
                        "links": {"related": profile_link},
                    },
                    "metric": {"data": {"type": "metric", "id": facts.letters(6)}},
                },
                "links": {"self": f"{_API}/events/{id_}/"},
            },
            "included": [
                {
                    "type": "profile",
                    "id": profile,
                    "attributes": {
                        "email": EMAIL,
                        "phone_number": PHONE,
                        "first_name": FIRST_NAME,
                        "last_name": LAST_NAME,
                        "created": f"{facts.iso(-90 * DAY)[:-1]}+00:00",
                        "updated": f"{facts.iso(-ago)[:-1]}+00:00",
                    },
                    "links": {"self": profile_link},
                }
            ],
        },
    }


def _delivery(facts: Facts, events: list[JsonObject]) -> JsonObject:
    return {
        "data": [*events],
        "meta": {
            "timestamp": facts.iso(milliseconds=True).replace("Z", "+00:00"),
            "klaviyo_account_id": ACCOUNT,
            "klaviyo_webhook_id": ulid(facts, -30 * DAY),
            "version": API_VERSION,
        },
    }


def _email(facts: Facts) -> JsonObject:
    message = ulid(facts, -DAY)
    return {
        "Subject": "New teas this month",
        "Campaign Name": "New teas",
        "$message": message,
        "Email Domain": EMAIL.partition("@")[2],
        "$message_interaction": message,
    }


def _opened(facts: Facts) -> JsonObject:
    return {
        **_email(facts),
        "Client OS Family": "OS X",
        "Client Name": "Chrome",
        "Client Type": "browser",
        "machine_open": False,
    }


def _clicked(facts: Facts) -> JsonObject:
    return {**_opened(facts), "URL": "https://shop.example.com/teas/new"}


def _bounced(facts: Facts) -> JsonObject:
    return {**_email(facts), "Bounce Type": "Hard", "Bounce Reason": "550 5.1.1 User unknown"}


def _dropped(facts: Facts) -> JsonObject:
    return {**_email(facts), "Drop Reason": "Bounced Address"}


def _consent(_facts: Facts) -> JsonObject:
    return {"email_address": EMAIL, "channel": "email", "method": "form"}


def _sms(facts: Facts) -> JsonObject:
    return {
        "From Number": _PHONE_NUMBER,
        "To Number": PHONE,
        "Message Body": "Your tea is on its way",
        "$message": ulid(facts, -DAY),
    }


def _sms_clicked(facts: Facts) -> JsonObject:
    return {**_sms(facts), "URL": "https://shop.example.com/orders"}


def _sms_received(_facts: Facts) -> JsonObject:
    return {"From Number": PHONE, "To Number": _PHONE_NUMBER, "Message Body": "Thank you"}


def _sms_consent(_facts: Facts) -> JsonObject:
    return {"phone_number": PHONE, "channel": "sms", "method": "form"}


def _sms_failed(facts: Facts) -> JsonObject:
    return {**_sms(facts), "Failure Type": "Unreachable carrier"}


def _push(facts: Facts) -> JsonObject:
    message = ulid(facts, -DAY)
    return {"$message": message, "Title": "New teas", "Body": "Have a look", "Platform": "ios"}


def _rating(facts: Facts) -> JsonObject:
    return {"review_id": facts.digits(9), "product_name": "Green tea", "rating": 5}


def _review(facts: Facts) -> JsonObject:
    return {
        **_rating(facts),
        "title": "Very good",
        "content": "I drink it every day.",
        "verified": True,
    }


_KINDS: tuple[tuple[str, str, Properties], ...] = (
    ("received_email", "an email reached somebody's server", _email),
    ("opened_email", "somebody opened an email", _opened),
    ("clicked_email", "somebody followed a link in an email", _clicked),
    ("bounced_email", "an email bounced", _bounced),
    ("dropped_email", "an email was not sent", _dropped),
    ("marked_email_as_spam", "somebody called an email spam", _email),
    ("subscribed_to_email_marketing", "somebody wants marketing emails", _consent),
    ("unsubscribed_from_email_marketing", "somebody wants no more marketing emails", _consent),
    ("manually_suppressed_from_email_marketing", "staff stopped emails to somebody", _consent),
    ("sent_sms", "a text message was sent", _sms),
    ("failed_to_deliver_sms", "a text message could not be delivered", _sms_failed),
    ("received_sms", "somebody answered a text message", _sms_received),
    ("clicked_sms", "somebody followed a link in a text message", _sms_clicked),
    ("subscribed_to_sms_marketing", "somebody wants text messages", _sms_consent),
    ("unsubscribed_from_sms_marketing", "somebody wants no more text messages", _sms_consent),
    ("received_push", "a push notification was delivered", _push),
    ("opened_push", "somebody opened a push notification", _push),
    ("bounced_push", "a push notification bounced", _push),
    ("submitted_rating", "somebody rated a product", _rating),
    ("submitted_review", "somebody reviewed a product", _review),
)
_PROPERTIES = {kind: properties for kind, _, properties in _KINDS}


def _template(kind: str, summary: str) -> EventTemplate:
    def payload(facts: Facts) -> Json:
        return _delivery(facts, [_event(facts, kind, ulid(facts, -90 * DAY))])

    return EventTemplate(kind, summary, payload)


def _batch(facts: Facts) -> Json:
    one, other = ulid(facts, -90 * DAY), ulid(facts, -80 * DAY)
    return _delivery(
        facts,
        [
            _event(facts, "received_email", one, 120),
            _event(facts, "received_email", other, 118),
            _event(facts, "opened_email", one, 20),
            _event(facts, "unsubscribed_from_email_marketing", other, 0),
        ],
    )


EVENTS = (
    *(_template(kind, summary) for kind, summary, _ in _KINDS),
    EventTemplate("batch", "four events of two people in one delivery", _batch),
)
