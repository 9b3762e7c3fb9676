"""Linear's events as its webhooks send them.

Shapes: https://linear.app/developers/webhooks and the `…WebhookPayload` types of @linear/sdk 98. A
type is the model's name; after a dot stands the action where it is not `create`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, EMAIL, HOUR, NAME

ORGANIZATION = "0e7a0000-0000-4000-8000-000000000001"
TEAM: JsonObject = {
    "id": "0e7a0000-0000-4000-8000-000000000002",
    "key": "SHOP",
    "name": "Webshop",
}
LABEL: JsonObject = {
    "id": "0e7a0000-0000-4000-8000-000000000003",
    "color": "#eb5757",
    "name": "Bug",
    "parentId": None,
}
PERSON: JsonObject = {
    "id": "0e7a0000-0000-4000-8000-000000000004",
    "name": NAME,
    "email": EMAIL,
    "url": "https://linear.app/acme-example/profiles/robin",
}
WEBHOOK = "0e7a0000-0000-4000-8000-000000000005"

_WEB = "https://linear.app/acme-example"
_STATES: dict[str, JsonObject] = {
    "unstarted": {
        "id": "0e7a0000-0000-4000-8000-000000000006",
        "color": "#e2e2e2",
        "name": "Todo",
        "type": "unstarted",
    },
    "completed": {
        "id": "0e7a0000-0000-4000-8000-000000000007",
        "color": "#5e6ad2",
        "name": "Done",
        "type": "completed",
    },
}


_PLANNED: JsonObject = {
    "id": "0e7a0000-0000-4000-8000-000000000008",
    "color": "#bec2c8",
    "name": "Planned",
    "type": "planned",
}


@dataclass(frozen=True, slots=True)
class _Happening:
    """The entity of an event, its address, and what it was before an update."""

    data: JsonObject
    url: str
    before: JsonObject | None = None


def _template(
    kind: str, summary: str, happening: Callable[[Facts], _Happening], action: str = "create"
) -> EventTemplate:
    def payload(facts: Facts) -> JsonObject:
        found = happening(facts)
        updated: JsonObject = {} if found.before is None else {"updatedFrom": found.before}
        return {
            "action": action,
            "actor": {**PERSON, "type": "user"},
            "createdAt": _moment(facts),
            "data": found.data,
            **updated,
            "url": found.url,
            "type": kind,
            "organizationId": ORGANIZATION,
            "webhookTimestamp": int(facts.now * 1_000),
            "webhookId": WEBHOOK,
        }

    return EventTemplate(kind if action == "create" else f"{kind}.{action}", summary, payload)


def _moment(facts: Facts, offset: float = 0) -> str:
    return facts.iso(offset, milliseconds=True)


def _entity(facts: Facts, age: float = 0) -> JsonObject:
    """Return what all entities have: this one was made `age` seconds ago."""
    return {
        "id": facts.uuid(),
        "createdAt": _moment(facts, -age),
        "updatedAt": _moment(facts),
        "archivedAt": None,
    }


def _person() -> JsonObject:
    return {**PERSON, "avatarUrl": None}


@dataclass(frozen=True, slots=True)
class _Reference:
    """An issue as others mention it."""

    id: str
    number: int

    @property
    def identifier(self) -> str:
        return f"SHOP-{self.number}"

    @property
    def url(self) -> str:
        return f"{_WEB}/issue/{self.identifier}/stock-level-is-wrong-after-a-refund"

    @property
    def child(self) -> JsonObject:
        """The issue as part of something that is on it."""
        return {
            "id": self.id,
            "title": _TITLE,
            "teamId": TEAM["id"],
            "team": {**TEAM},
            "identifier": self.identifier,
            "url": self.url,
        }


_TITLE = "Stock level is wrong after a refund"


def _reference(facts: Facts) -> _Reference:
    return _Reference(facts.uuid(), facts.between(100, 99_999))


def _issue_of(facts: Facts, age: float, state: str) -> _Happening:
    known, shown = _reference(facts), _STATES[state]
    done = state == "completed"
    data: JsonObject = {
        **_entity(facts, age),
        "id": known.id,
        "number": known.number,
        "title": _TITLE,
        "priority": 2,
        "priorityLabel": "High",
        "estimate": None,
        "sortOrder": -facts.between(1, 99_999),
        "prioritySortOrder": -facts.between(1, 99_999),
        "startedAt": _moment(facts, -HOUR) if done else None,
        "completedAt": _moment(facts) if done else None,
        "canceledAt": None,
        "autoClosedAt": None,
        "autoArchivedAt": None,
        "dueDate": None,
        "slaType": "all",
        "addedToTeamAt": _moment(facts, -age),
        "labelIds": [LABEL["id"]],
        "teamId": TEAM["id"],
        "cycleId": None,
        "projectId": None,
        "creatorId": PERSON["id"],
        "assigneeId": PERSON["id"],
        "stateId": shown["id"],
        "reactionData": [],
        "identifier": known.identifier,
        "url": known.url,
        "subscriberIds": [PERSON["id"]],
        "previousIdentifiers": [],
        "assignee": _person(),
        "creator": _person(),
        "state": {**shown},
        "team": {**TEAM},
        "labels": [{**LABEL}],
        "description": "A refund should put the items back.",
        "botActor": None,
    }
    return _Happening(data, known.url)


def _issue(facts: Facts) -> _Happening:
    return _issue_of(facts, 0, "unstarted")


def _issue_done(facts: Facts) -> _Happening:
    made = _issue_of(facts, 2 * DAY, "completed")
    before: JsonObject = {
        "updatedAt": _moment(facts, -HOUR),
        "completedAt": None,
        "stateId": _STATES["unstarted"]["id"],
    }
    return _Happening(made.data, made.url, before)


def _issue_removed(facts: Facts) -> _Happening:
    made = _issue_of(facts, 2 * DAY, "unstarted")
    return _Happening({**made.data, "archivedAt": _moment(facts), "trashed": True}, made.url)


def _comment(facts: Facts) -> _Happening:
    known, entity = _reference(facts), _entity(facts)
    data: JsonObject = {
        **entity,
        "body": "Does that count returned items as well?",
        "issueId": known.id,
        "parentId": None,
        "userId": PERSON["id"],
        "reactionData": [],
        "issue": known.child,
        "user": _person(),
    }
    return _Happening(data, f"{known.url}#comment-{str(entity['id'])[:8]}")


def _project(facts: Facts) -> _Happening:
    slug = facts.hex(12)
    url = f"{_WEB}/project/stock-levels-{slug}"
    data: JsonObject = {
        **_entity(facts),
        "name": "Stock levels",
        "description": "Every order and refund moves the stock level.",
        "slugId": slug,
        "icon": None,
        "color": "#bec2c8",
        "statusId": _PLANNED["id"],
        "status": {**_PLANNED},
        "state": "planned",
        "creatorId": PERSON["id"],
        "leadId": PERSON["id"],
        "memberIds": [PERSON["id"]],
        "teamIds": [TEAM["id"]],
        "labelIds": [],
        "priority": 0,
        "sortOrder": -facts.between(1, 99_999),
        "prioritySortOrder": 0,
        "startDate": facts.iso()[:10],
        "targetDate": facts.iso(60 * DAY)[:10],
        "startedAt": None,
        "completedAt": None,
        "canceledAt": None,
        "autoArchivedAt": None,
        "issueCountHistory": [],
        "completedIssueCountHistory": [],
        "scopeHistory": [],
        "completedScopeHistory": [],
        "inProgressScopeHistory": [],
        "url": url,
    }
    return _Happening(data, url)


def _project_update(facts: Facts) -> _Happening:
    project, slug = facts.uuid(), facts.hex(12)
    url = f"{_WEB}/project/stock-levels-{slug}/updates"
    data: JsonObject = {
        **_entity(facts),
        "body": "Orders count; refunds are next.",
        "projectId": project,
        "health": "onTrack",
        "userId": PERSON["id"],
        "slugId": facts.hex(8),
        "bodyData": _rich("Orders count; refunds are next."),
        "editedAt": _moment(facts),
        "reactionData": [],
        "url": url,
        "project": {"id": project, "name": "Stock levels", "url": url.removesuffix("/updates")},
        "user": _person(),
    }
    return _Happening(data, url)


def _rich(text: str) -> str:
    """Return a paragraph as the editor keeps it, which is JSON in a text."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return json.dumps({"type": "doc", "content": [paragraph]}, separators=(",", ":"))


def _cycle(facts: Facts) -> _Happening:
    number = facts.between(10, 99)
    data: JsonObject = {
        **_entity(facts),
        "number": number,
        "name": None,
        "description": None,
        "teamId": TEAM["id"],
        "startsAt": _moment(facts, 7 * DAY),
        "endsAt": _moment(facts, 21 * DAY),
        "completedAt": None,
        "autoArchivedAt": None,
        "inheritedFromId": None,
        "issueCountHistory": [],
        "completedIssueCountHistory": [],
        "scopeHistory": [],
        "completedScopeHistory": [],
        "inProgressScopeHistory": [],
        "uncompletedIssuesUponCloseIds": [],
    }
    return _Happening(data, f"{_WEB}/team/SHOP/cycle/{number}")


def _label(facts: Facts) -> _Happening:
    data: JsonObject = {
        **_entity(facts),
        "name": "Warehouse",
        "color": "#4ea7fc",
        "description": None,
        "isGroup": False,
        "parentId": None,
        "inheritedFromId": None,
        "creatorId": PERSON["id"],
        "teamId": TEAM["id"],
    }
    return _Happening(data, f"{_WEB}/settings/teams/SHOP/labels")


def _reaction(facts: Facts) -> _Happening:
    known, comment = _reference(facts), facts.uuid()
    on: JsonObject = {
        "id": comment,
        "body": "Does that count returned items as well?",
        "userId": PERSON["id"],
        "issueId": known.id,
    }
    data: JsonObject = {
        **_entity(facts),
        "emoji": "+1",
        "userId": PERSON["id"],
        "commentId": comment,
        "comment": on,
        "user": _person(),
    }
    return _Happening(data, f"{known.url}#comment-{comment[:8]}")


def _attachment(facts: Facts) -> _Happening:
    known, number = _reference(facts), facts.between(100, 9_999)
    creation: dict[str, Json] = {"type": "api"}
    data: JsonObject = {
        **_entity(facts),
        "title": f"Order {number}",
        "subtitle": "Refunded",
        "url": f"https://shop.example.com/orders/{number}",
        "metadata": {"order": number},
        "source": creation,
        "sourceType": "api",
        "groupBySource": False,
        "issueId": known.id,
        "originalIssueId": None,
        "creatorId": PERSON["id"],
        "externalUserCreatorId": None,
    }
    return _Happening(data, f"{known.url}#attachment-{str(data['id'])[:8]}")


EVENTS = (
    _template("Issue", "an issue was made", _issue),
    _template("Issue", "an issue was done", _issue_done, "update"),
    _template("Issue", "an issue was deleted", _issue_removed, "remove"),
    _template("Comment", "somebody commented on an issue", _comment),
    _template("Project", "a project was made", _project),
    _template("ProjectUpdate", "somebody told how a project goes", _project_update),
    _template("Cycle", "a cycle was planned", _cycle),
    _template("IssueLabel", "a label was made", _label),
    _template("Reaction", "somebody reacted to a comment", _reaction),
    _template("Attachment", "something was attached to an issue", _attachment),
)
