"""Merge requests, issues and comments on both."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import HOUR
from webhookctl.providers.payloads.gitlab.stage import (
    AUTHOR,
    BRANCH,
    PROJECT_ID,
    PROJECT_WEB,
    REVIEWER,
    Person,
    change,
    commit,
    label,
    member,
    project,
    repository,
    spaced,
    user,
)

_STATE_IDS = {"opened": 1, "closed": 2, "merged": 3}


@dataclass(frozen=True, slots=True)
class Moment:
    """What has become of an issue or merge request, and how long ago it was made (seconds)."""

    state: str = "opened"
    age: float = 0


def _common(facts: Facts, moment: Moment) -> JsonObject:
    """Return the fields that issues and merge requests share."""
    return {
        "id": facts.between(100_000_000, 399_999_999),
        "iid": facts.between(20, 4_800),
        "author_id": AUTHOR.id,
        "assignee_ids": [REVIEWER.id],
        "assignee_id": REVIEWER.id,
        "created_at": spaced(facts, -moment.age),
        "updated_at": spaced(facts),
        "updated_by_id": None if moment.age == 0 else REVIEWER.id,
        "last_edited_at": None,
        "last_edited_by_id": None,
        "milestone_id": None,
        "state": moment.state,
        "state_id": _STATE_IDS[moment.state],
        "time_estimate": 0,
        "time_change": 0,
        "total_time_spent": 0,
        "human_time_estimate": None,
        "human_time_change": None,
        "human_total_time_spent": None,
        "labels": [label(facts)],
    }


def _merge_request(facts: Facts, moment: Moment) -> JsonObject:
    fields, sha = _common(facts, moment), facts.hex(40)
    merged = moment.state == "merged"
    pipeline = facts.between(1_000_000_000, 1_999_999_999)
    more: JsonObject = {
        "title": "Take paid orders off the stock level",
        "description": "A refund puts them back.",
        "source_branch": f"stock-level-{fields['iid']}",
        "target_branch": BRANCH,
        "source_project_id": PROJECT_ID,
        "target_project_id": PROJECT_ID,
        "source": project(),
        "target": project(),
        "reviewer_ids": [REVIEWER.id],
        "head_pipeline_id": pipeline,
        "last_commit": commit(
            facts, sha, "Take paid orders off the stock level\n", moment.age + 60
        ),
        "merge_commit_sha": facts.hex(40) if merged else None,
        "merge_error": None,
        "merge_params": {"force_remove_source_branch": "1"},
        "merge_status": "can_be_merged",
        "detailed_merge_status": "not_open" if merged else "mergeable",
        "merge_user_id": REVIEWER.id if merged else None,
        "merge_when_pipeline_succeeds": False,
        "blocking_discussions_resolved": True,
        "draft": False,
        "work_in_progress": False,
        "first_contribution": False,
        "prepared_at": spaced(facts, -moment.age),
        "url": f"{PROJECT_WEB}/-/merge_requests/{fields['iid']}",
    }
    return {**fields, **more}


def _issue(facts: Facts, moment: Moment) -> JsonObject:
    fields = _common(facts, moment)
    more: JsonObject = {
        "title": "The stock level is wrong after a refund",
        "description": "A refund should put the items back.",
        "project_id": PROJECT_ID,
        "closed_at": spaced(facts) if moment.state == "closed" else None,
        "confidential": False,
        "discussion_locked": None,
        "due_date": None,
        "moved_to_id": None,
        "duplicated_to_id": None,
        "relative_position": facts.between(1, 9_999),
        "weight": None,
        "health_status": None,
        "type": "Issue",
        "severity": "unknown",
        "customer_relations_contacts": [],
        "url": f"{PROJECT_WEB}/-/issues/{fields['iid']}",
    }
    return {**fields, **more}


def _made(thing: JsonObject) -> JsonObject:
    """Return the changes of something new: each field was nothing before."""
    named = ("id", "iid", "author_id", "title", "description", "created_at", "updated_at")
    return {name: change(None, thing[name]) for name in named}


def _ended(facts: Facts, thing: JsonObject) -> JsonObject:
    """Return the changes of something that was closed or merged an instant ago."""
    return {
        "state_id": change(1, thing["state_id"]),
        "updated_at": change(spaced(facts, -HOUR), thing["updated_at"]),
    }


def _event(
    kind: str, thing: JsonObject, action: str, changes: JsonObject, who: Person
) -> JsonObject:
    assignees: JsonObject = {"assignees": [member(REVIEWER)]}
    if kind == "merge_request":
        assignees["reviewers"] = [member(REVIEWER)]
    return {
        "object_kind": kind,
        "event_type": kind,
        "user": user(who),
        "project": project(),
        "object_attributes": {**thing, "action": action},
        "labels": deepcopy(thing["labels"]),
        "changes": changes,
        "repository": repository(),
        **assignees,
    }


def _merge_request_opened(facts: Facts) -> Json:
    thing = _merge_request(facts, Moment())
    return _event("merge_request", thing, "open", _made(thing), AUTHOR)


def _merged(facts: Facts) -> Json:
    thing = _merge_request(facts, Moment("merged", 5 * HOUR))
    return _event("merge_request", thing, "merge", _ended(facts, thing), REVIEWER)


def _pushed_to(facts: Facts) -> Json:
    """Return the update that a push to the source branch makes, which has the old revision."""
    thing = {**_merge_request(facts, Moment(age=5 * HOUR)), "oldrev": facts.hex(40)}
    thing["last_commit"] = commit(facts, facts.hex(40), "A refund puts them back\n", 1)
    changes: JsonObject = {"updated_at": change(spaced(facts, -HOUR), thing["updated_at"])}
    return _event("merge_request", thing, "update", changes, AUTHOR)


def _issue_opened(facts: Facts) -> Json:
    thing = _issue(facts, Moment())
    return _event("issue", thing, "open", _made(thing), AUTHOR)


def _issue_closed(facts: Facts) -> Json:
    thing = _issue(facts, Moment("closed", 5 * HOUR))
    changes = {"closed_at": change(None, thing["closed_at"]), **_ended(facts, thing)}
    return _event("issue", thing, "close", changes, REVIEWER)


def _note(facts: Facts, noteable: str, about: JsonObject, attributes: JsonObject) -> JsonObject:
    """Return the comment of a reviewer; `about` is the object it is on, under its key."""
    identity = facts.between(1_000_000_000, 2_100_000_000)
    (thing,) = about.values()
    url = thing["url"] if isinstance(thing, dict) else ""
    return {
        "object_kind": "note",
        "event_type": "note",
        "user": user(REVIEWER),
        "project_id": PROJECT_ID,
        "project": project(),
        "object_attributes": {
            "attachment": None,
            "author_id": REVIEWER.id,
            "change_position": None,
            "commit_id": None,
            "created_at": spaced(facts),
            "discussion_id": facts.hex(40),
            "id": identity,
            "line_code": None,
            "note": "Does that count returned items as well?",
            "noteable_id": None,
            "noteable_type": noteable,
            "original_position": None,
            "position": None,
            "project_id": PROJECT_ID,
            "resolved_at": None,
            "resolved_by_id": None,
            "resolved_by_push": None,
            "st_diff": None,
            "system": False,
            "type": None,
            "updated_at": spaced(facts),
            "updated_by_id": None,
            "description": "Does that count returned items as well?",
            "url": f"{url}#note_{identity}",
            "action": "create",
            **attributes,
        },
        "repository": repository(),
        **about,
    }


def _note_on_merge_request(facts: Facts) -> Json:
    thing = _merge_request(facts, Moment(age=HOUR))
    thing["updated_at"] = spaced(facts, -HOUR)
    more: JsonObject = {"noteable_id": thing["id"]}
    return _note(facts, "MergeRequest", {"merge_request": thing}, more)


def _note_on_issue(facts: Facts) -> Json:
    thing = _issue(facts, Moment(age=HOUR))
    thing["updated_at"] = spaced(facts, -HOUR)
    return _note(facts, "Issue", {"issue": thing}, {"noteable_id": thing["id"]})


def _note_on_commit(facts: Facts) -> Json:
    thing = commit(facts, facts.hex(40), "Take paid orders off the stock level\n", HOUR)
    return _note(facts, "Commit", {"commit": thing}, {"commit_id": thing["id"]})


_EVENTS: tuple[tuple[str, str, Callable[[Facts], Json]], ...] = (
    ("merge_request", "a merge request was opened", _merge_request_opened),
    ("merge_request.update", "commits were pushed to a merge request", _pushed_to),
    ("merge_request.merge", "a merge request was merged", _merged),
    ("issue", "an issue was opened", _issue_opened),
    ("issue.close", "an issue was closed", _issue_closed),
    ("note", "somebody commented on a merge request", _note_on_merge_request),
    ("note.issue", "somebody commented on an issue", _note_on_issue),
    ("note.commit", "somebody commented on a commit", _note_on_commit),
)
EVENTS = tuple(EventTemplate(*one) for one in _EVENTS)
