"""Issues and the comments on them."""

from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.github.repository import enclose
from webhookctl.providers.payloads.github.scene import (
    AUTHOR,
    DAY,
    HOUR,
    REPOSITORY_API,
    REPOSITORY_WEB,
    REVIEWER,
    fresh_id,
    fresh_number,
    label,
    owned_node_id,
    reactions,
    user,
)


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue: `opened_ago` in seconds before now."""

    id: int
    number: int
    opened_ago: int = 0
    closed: bool = False
    comments: int = 0

    @property
    def api(self) -> str:
        """The issue's address in the API."""
        return f"{REPOSITORY_API}/issues/{self.number}"

    @property
    def web(self) -> str:
        """The issue's page."""
        return f"{REPOSITORY_WEB}/issues/{self.number}"


def _milestone(facts: Facts) -> JsonObject:
    identity = 12_400_001
    api = f"{REPOSITORY_API}/milestones/3"
    return {
        "url": api,
        "html_url": f"{REPOSITORY_WEB}/milestone/3",
        "labels_url": f"{api}/labels",
        "id": identity,
        "node_id": owned_node_id("MI", identity),
        "number": 3,
        "title": "Spring sale",
        "description": "Everything the spring sale needs",
        "creator": user(REVIEWER),
        "open_issues": 4,
        "closed_issues": 9,
        "state": "open",
        "created_at": facts.iso(-30 * DAY),
        "updated_at": facts.iso(-HOUR),
        "due_on": facts.iso(30 * DAY),
        "closed_at": None,
    }


def issue_object(facts: Facts, issue: Issue) -> JsonObject:
    """Return an issue with everything GitHub tells about it."""
    return {
        "url": issue.api,
        "repository_url": REPOSITORY_API,
        "labels_url": f"{issue.api}/labels{{/name}}",
        "comments_url": f"{issue.api}/comments",
        "events_url": f"{issue.api}/events",
        "html_url": issue.web,
        "id": issue.id,
        "node_id": owned_node_id("I", issue.id),
        "number": issue.number,
        "title": "The stock level is wrong after a refund",
        "user": user(AUTHOR),
        "labels": [label("bug", "d73a4a", "Something isn't working", 1)],
        "state": "closed" if issue.closed else "open",
        "locked": False,
        "assignee": user(REVIEWER),
        "assignees": [user(REVIEWER)],
        "milestone": _milestone(facts),
        "comments": issue.comments,
        "created_at": facts.iso(-issue.opened_ago),
        "updated_at": facts.iso(),
        "closed_at": facts.iso() if issue.closed else None,
        "author_association": "MEMBER",
        "active_lock_reason": None,
        "body": "A refunded order does not come back into stock.",
        "reactions": reactions(issue.api),
        "timeline_url": f"{issue.api}/timeline",
        "performed_via_github_app": None,
        "state_reason": "completed" if issue.closed else None,
    }


def _comment(facts: Facts, issue: Issue) -> JsonObject:
    identity = fresh_id(facts)
    api = f"{REPOSITORY_API}/issues/comments/{identity}"
    return {
        "url": api,
        "html_url": f"{issue.web}#issuecomment-{identity}",
        "issue_url": issue.api,
        "id": identity,
        "node_id": owned_node_id("IC", identity),
        "user": user(REVIEWER),
        "created_at": facts.iso(),
        "updated_at": facts.iso(),
        "author_association": "MEMBER",
        "body": "Thank you for the report, I can see it too.",
        "reactions": reactions(api),
        "performed_via_github_app": None,
    }


def _opened(facts: Facts) -> Json:
    issue = Issue(fresh_id(facts), fresh_number(facts))
    subject: JsonObject = {"action": "opened", "issue": issue_object(facts, issue)}
    return enclose(facts, AUTHOR, subject)


def _closed(facts: Facts) -> Json:
    issue = Issue(fresh_id(facts), fresh_number(facts), opened_ago=2 * DAY, closed=True, comments=1)
    subject: JsonObject = {"action": "closed", "issue": issue_object(facts, issue)}
    return enclose(facts, REVIEWER, subject)


def _commented(facts: Facts) -> Json:
    issue = Issue(fresh_id(facts), fresh_number(facts), opened_ago=HOUR, comments=1)
    subject: JsonObject = {
        "action": "created",
        "issue": issue_object(facts, issue),
        "comment": _comment(facts, issue),
    }
    return enclose(facts, REVIEWER, subject)


EVENTS = (
    EventTemplate("issues", "an issue was opened", _opened),
    EventTemplate("issues.closed", "an issue was closed as completed", _closed),
    EventTemplate("issue_comment", "somebody commented on an issue", _commented),
)
