"""Mailchimp's audience events, as they are before they are written as a form.

Fields: https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/ and forms
that receivers recorded. All values are texts, as a form has them.
"""

from collections.abc import Callable

from webhookctl.core.event import EventTemplate, Facts, JsonObject
from webhookctl.providers.payloads._cast import EMAIL, FIRST_NAME, LAST_NAME, ip_address, wall_clock

LIST = "a6b5da1054"
INTERESTS = "Green tea, Black tea"


def _template(kind: str, summary: str, data: Callable[[Facts], JsonObject]) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        return {"type": kind, "fired_at": wall_clock(facts), "data": data(facts)}

    return EventTemplate(kind, summary, payload)


def _merges() -> JsonObject:
    return {
        "EMAIL": EMAIL,
        "FNAME": FIRST_NAME,
        "LNAME": LAST_NAME,
        "ADDRESS": "",
        "PHONE": "",
        "BIRTHDAY": "",
        "INTERESTS": INTERESTS,
        "GROUPINGS": [
            {
                "id": "6197",
                "unique_id": "458a556058",
                "name": "Favourite teas",
                "groups": INTERESTS,
            }
        ],
    }


def _member(facts: Facts) -> JsonObject:
    return {
        "id": facts.hex(10),
        "email": EMAIL,
        "email_type": "html",
        "ip_opt": ip_address(facts),
        "web_id": facts.digits(9),
        "merges": _merges(),
    }


def _subscribed(facts: Facts) -> JsonObject:
    member = _member(facts)
    return {**member, "ip_signup": member["ip_opt"], "list_id": LIST}


def _unsubscribed(facts: Facts) -> JsonObject:
    return {
        "action": "unsub",
        "reason": "manual",
        **_member(facts),
        "list_id": LIST,
        "campaign_id": facts.hex(10),
    }


def _profile_changed(facts: Facts) -> JsonObject:
    return {**_member(facts), "list_id": LIST}


def _address_changed(facts: Facts) -> JsonObject:
    return {
        "list_id": LIST,
        "new_id": facts.hex(10),
        "new_email": f"{FIRST_NAME.lower()}.{facts.digits(4)}@example.com",
        "old_email": EMAIL,
    }


def _cleaned(facts: Facts) -> JsonObject:
    return {"list_id": LIST, "campaign_id": facts.hex(10), "reason": "hard", "email": EMAIL}


def _campaign(facts: Facts) -> JsonObject:
    return {
        "id": facts.hex(10),
        "subject": "New teas this month",
        "status": "sent",
        "reason": "",
        "list_id": LIST,
    }


EVENTS = (
    _template("subscribe", "somebody joined the audience", _subscribed),
    _template("unsubscribe", "somebody left the audience", _unsubscribed),
    _template("profile", "somebody's profile changed", _profile_changed),
    _template("upemail", "somebody's address changed", _address_changed),
    _template("cleaned", "an address bounced and was removed", _cleaned),
    _template("campaign", "a campaign was sent", _campaign),
)
