"""HubSpot's events, each in a batch of one as its webhooks post them.

Fields: https://developers.hubspot.com/docs/api/webhooks and recorded deliveries. `batch` is no
subscription's name: it is a delivery of several events (there may be up to 100).
"""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import EMAIL

PORTAL = 48_975_575
APP = 39_522_895

_TYPES = {"contact": 1, "company": 2, "deal": 3, "ticket": 5, "line_item": 8, "product": 7}
"""The objects of the CRM with the numbers their type ids end in (`0-1`)."""

_PROPERTIES = {
    "contact": ("email", EMAIL),
    "company": ("city", "Portland"),
    "deal": ("dealstage", "qualifiedtobuy"),
    "ticket": ("hs_pipeline_stage", "2"),
    "line_item": ("quantity", "3"),
    "product": ("price", "24.50"),
    "conversation": ("status", "CLOSED"),
    "object": ("email", EMAIL),
}


@dataclass(frozen=True, slots=True)
class _Happening:
    """When (milliseconds ago), and to which object."""

    object: int
    ago: int = 0


def _object_id(facts: Facts) -> int:
    return facts.between(10_000_000_000, 99_999_999_999)


def _event(facts: Facts, kind: str, what: _Happening) -> JsonObject:
    name, _, action = kind.partition(".")
    user = facts.between(10_000_000, 99_999_999)
    return {
        "eventId": facts.between(100_000_000, 4_000_000_000),
        "subscriptionId": facts.between(1_000_000, 9_999_999),
        "portalId": PORTAL,
        "appId": APP,
        "occurredAt": int(facts.now * 1_000) - what.ago,
        "subscriptionType": kind,
        "attemptNumber": 0,
        **_ACTIONS[action](facts, name, what),
        **({"objectTypeId": f"0-{_TYPES['contact']}"} if name == "object" else {}),
        "changeSource": "USER" if action == "associationChange" else "CRM_UI",
        "sourceId": f"userId:{user}",
    }


def _created(_facts: Facts, _name: str, what: _Happening) -> JsonObject:
    return {"objectId": what.object, "changeFlag": "CREATED"}


def _deleted(_facts: Facts, _name: str, what: _Happening) -> JsonObject:
    return {"objectId": what.object, "changeFlag": "DELETED"}


def _only_the_object(_facts: Facts, _name: str, what: _Happening) -> JsonObject:
    return {"objectId": what.object}


def _changed(_facts: Facts, name: str, what: _Happening) -> JsonObject:
    property_, value = _PROPERTIES[name]
    return {
        "objectId": what.object,
        "propertyName": property_,
        "propertyValue": value,
        **({"isSensitive": False} if name == "object" else {}),
    }


def _merged(facts: Facts, _name: str, what: _Happening) -> JsonObject:
    return {
        "objectId": what.object,
        "primaryObjectId": what.object,
        "mergedObjectIds": [_object_id(facts)],
        "newObjectId": _object_id(facts),
        "numberOfPropertiesMoved": facts.between(1, 12),
    }


def _associated(facts: Facts, name: str, what: _Happening) -> JsonObject:
    name = "contact" if name == "object" else name
    other = "contact" if name == "company" else "company"  # what each is mostly put together with
    return {
        "associationType": f"{name.upper()}_TO_{other.upper()}",
        "fromObjectId": what.object,
        "toObjectId": _object_id(facts),
        "associationRemoved": False,
        "isPrimaryAssociation": True,
        "fromObjectTypeId": f"0-{_TYPES[name]}",
        "toObjectTypeId": f"0-{_TYPES[other]}",
    }


def _said(facts: Facts, _name: str, what: _Happening) -> JsonObject:
    return {"objectId": what.object, "messageId": facts.hex(32), "messageType": "MESSAGE"}


_ACTIONS: dict[str, Callable[[Facts, str, _Happening], JsonObject]] = {
    "creation": _created,
    "deletion": _deleted,
    "propertyChange": _changed,
    "merge": _merged,
    "restore": _only_the_object,
    "associationChange": _associated,
    "privacyDeletion": _only_the_object,
    "newMessage": _said,
}


def _template(name: str, action: str, words: str) -> EventTemplate:
    kind = f"{name}.{action}"
    article = "an" if name == "object" else "a"
    return EventTemplate(
        kind,
        f"{article} {name.replace('_', ' ')} {words}",
        lambda facts: [_event(facts, kind, _Happening(_object_id(facts)))],
    )


def _batch(facts: Facts) -> Json:
    contact, deal = _object_id(facts), _object_id(facts)
    return [
        _event(facts, "contact.creation", _Happening(contact, 900)),
        _event(facts, "contact.propertyChange", _Happening(contact, 850)),
        _event(facts, "deal.creation", _Happening(deal, 400)),
        _event(facts, "deal.propertyChange", _Happening(deal, 0)),
    ]


_WORDS = {
    "creation": "was created",
    "deletion": "was deleted",
    "propertyChange": "has another value in a property",
    "merge": "was merged with another",
    "restore": "was restored",
    "associationChange": "was put together with another object",
}
_OF_ALL = ("creation", "deletion", "propertyChange")
_OF_GOODS = ("product", "line_item")

EVENTS = (
    *(
        _template(name, action, words)
        for name in _TYPES
        for action, words in _WORDS.items()
        if action in _OF_ALL or name not in _OF_GOODS
    ),
    _template("contact", "privacyDeletion", "was deleted for privacy"),
    *(_template("object", action, f"of any type {words}") for action, words in _WORDS.items()),
    _template("conversation", "creation", "was begun"),
    _template("conversation", "newMessage", "has a new message"),
    _template("conversation", "propertyChange", "was closed"),
    _template("conversation", "deletion", "was deleted"),
    _template("conversation", "privacyDeletion", "was deleted for privacy"),
    EventTemplate("batch", "four events of a contact and a deal in one delivery", _batch),
)
