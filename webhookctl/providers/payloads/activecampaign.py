"""ActiveCampaign's events, as they are before they are written as a form.

Fields: https://developers.activecampaign.com/page/webhooks and forms that receivers recorded. The
types are those of https://developers.activecampaign.com/reference/webhooks. All values are texts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, JsonObject
from webhookctl.providers.payloads._cast import (
    BROWSER,
    DAY,
    EMAIL,
    FIRST_NAME,
    HOUR,
    LAST_NAME,
    PHONE,
    ip_address,
    wall_clock,
)

COMPANY = "Example Teas"
LIST = "3"


@dataclass(frozen=True, slots=True)
class _Source:
    """Who caused an event, and in which list it happened (`0` is none)."""

    initiated: str
    list: str = "0"


BY_CONTACT = _Source("public", LIST)
BY_STAFF = _Source("admin")


def _template(
    kind: str, summary: str, source: _Source, more: Callable[[Facts], JsonObject]
) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        return {
            "type": kind,
            "date_time": _iso(facts),
            "initiated_from": source.initiated,
            "initiated_by": source.initiated,
            "list": source.list,
            **more(facts),
        }

    return EventTemplate(kind, summary, payload)


def _iso(facts: Facts, offset: float = 0) -> str:
    return facts.iso(offset).replace("Z", "+00:00")


def _contact(facts: Facts, tags: str = "tea-lover") -> JsonObject:
    return {
        "id": facts.digits(9),
        "email": EMAIL,
        "first_name": FIRST_NAME,
        "last_name": LAST_NAME,
        "phone": PHONE,
        "ip": ip_address(facts),
        "tags": tags,
        "orgname": COMPANY,
        "customer_acct_name": COMPANY,
        "customer_acct_id": "12",
        "fields": {"1": "Green tea", "2": "Monthly"},
    }


def _of_contact(facts: Facts) -> JsonObject:
    return {"contact": _contact(facts), "orgname": COMPANY}


def _tagged(facts: Facts) -> JsonObject:
    return {
        "contact": _contact(facts, "tea-lover, wholesale"),
        "orgname": COMPANY,
        "tag": "wholesale",
    }


def _untagged(facts: Facts) -> JsonObject:
    return {"contact": _contact(facts), "orgname": COMPANY, "tag": "wholesale"}


def _noted(facts: Facts) -> JsonObject:
    return {"contact": _contact(facts), "orgname": COMPANY, "note": "Prefers to be called"}


def _campaign(facts: Facts, status: str) -> JsonObject:
    return {
        "id": facts.digits(8),
        "name": "New teas this month",
        "type": "single",
        "status": status,
        "recipients": facts.digits(4),
        "message": {"id": facts.digits(4), "subject": "New teas this month"},
    }


def _sent(facts: Facts) -> JsonObject:
    return {"campaign": _campaign(facts, "sending")}


def _of_campaign(facts: Facts) -> JsonObject:
    return {
        "contact": _contact(facts),
        "orgname": COMPANY,
        "campaign": _campaign(facts, "completed"),
    }


def _opened(facts: Facts) -> JsonObject:
    return {**_of_campaign(facts), "client_useragent": BROWSER}


def _clicked(facts: Facts) -> JsonObject:
    link: JsonObject = {"id": facts.digits(4), "url": "https://shop.example.com/teas/new"}
    return {**_of_campaign(facts), "link": link}


def _bounced(facts: Facts) -> JsonObject:
    bounce: JsonObject = {
        "type": "hard",
        "code": "5.1.1",
        "descript": "Bad destination mailbox address",
    }
    return {**_of_campaign(facts), "bounce": bounce}


def _sale(facts: Facts, *, created_ago: float = 0) -> JsonObject:
    """Return a deal and the contact it is with."""
    contact = _contact(facts)
    whole = facts.between(100, 9_000)
    deal: JsonObject = {
        "id": facts.digits(5),
        "title": "Tea for the office",
        "value": f"{whole:,}.00",
        "value_raw": str(whole),
        "currency": "usd",
        "currency_symbol": "$",
        "status": "0",
        "pipelineid": "1",
        "pipeline_title": "Wholesale",
        "stageid": "2",
        "stage_title": "In contact",
        "owner": "1",
        "owner_firstname": "Sam",
        "owner_lastname": "Example",
        "contactid": contact["id"],
        "contact_email": EMAIL,
        "contact_firstname": FIRST_NAME,
        "contact_lastname": LAST_NAME,
        "orgid": "12",
        "orgname": COMPANY,
        "create_date": wall_clock(facts, -created_ago),
        "create_date_iso": _iso(facts, -created_ago),
    }
    return {"contact": contact, "orgname": COMPANY, "deal": deal}


def _deal_changed(facts: Facts) -> JsonObject:
    return {**_sale(facts, created_ago=3 * DAY), "updated_fields": ["stage", "value"]}


def _deal_noted(facts: Facts) -> JsonObject:
    note: JsonObject = {"id": facts.digits(5), "text": "Wants a sample first"}
    return {**_sale(facts, created_ago=3 * DAY), "note": note}


def _task(facts: Facts, due_in: float) -> JsonObject:
    end = due_in + HOUR / 4
    return {
        "id": facts.digits(5),
        "title": "Call about the sample",
        "type_id": "1",
        "type_title": "Call",
        "note": "Ask which blend they liked",
        "duedate": wall_clock(facts, due_in),
        "duedate_iso": _iso(facts, due_in),
        "edate": wall_clock(facts, end),
        "edate_iso": _iso(facts, end),
    }


def _task_added(facts: Facts) -> JsonObject:
    return {**_sale(facts, created_ago=3 * DAY), "task": _task(facts, DAY)}


def _task_done(facts: Facts) -> JsonObject:
    done: JsonObject = {"donedate": wall_clock(facts), "donedate_iso": _iso(facts)}
    return {**_sale(facts, created_ago=3 * DAY), "task": {**_task(facts, -HOUR), **done}}


EVENTS = (
    _template("subscribe", "a contact was added to a list", BY_CONTACT, _of_contact),
    _template("unsubscribe", "a contact left a list", BY_CONTACT, _of_contact),
    _template("update", "a contact changed", BY_STAFF, _of_contact),
    _template("contact_tag_added", "a contact was given a tag", BY_STAFF, _tagged),
    _template("contact_tag_removed", "a tag was taken from a contact", BY_STAFF, _untagged),
    _template("subscriber_note", "somebody wrote a note about a contact", BY_STAFF, _noted),
    _template("sent", "a campaign starts sending", BY_STAFF, _sent),
    _template("open", "a contact opened a campaign", BY_CONTACT, _opened),
    _template("click", "a contact followed a link of a campaign", BY_CONTACT, _clicked),
    _template("bounce", "a campaign bounced", BY_CONTACT, _bounced),
    _template("deal_add", "a deal was added", BY_STAFF, _sale),
    _template("deal_update", "a deal changed", BY_STAFF, _deal_changed),
    _template("deal_note_add", "somebody wrote a note about a deal", BY_STAFF, _deal_noted),
    _template("deal_task_add", "a task was added to a deal", BY_STAFF, _task_added),
    _template("deal_task_complete", "a task of a deal was done", BY_STAFF, _task_done),
)
