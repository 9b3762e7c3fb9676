"""Pull requests and their reviews."""

from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.github.repository import (
    enclose,
    pull_repository,
    repository_reference,
)
from webhookctl.providers.payloads.github.scene import (
    AUTHOR,
    DEFAULT_BRANCH,
    HOUR,
    OWNER,
    REPOSITORY_API,
    REPOSITORY_WEB,
    REVIEWER,
    fresh_id,
    fresh_number,
    label,
    owned_node_id,
    user,
)


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request: `opened_ago` in seconds before now, `merge_sha` once it is merged."""

    id: int
    number: int
    branch: str
    head_sha: str
    base_sha: str
    opened_ago: int = 0
    merge_sha: str | None = None

    @property
    def api(self) -> str:
        """The pull request's address in the API."""
        return f"{REPOSITORY_API}/pulls/{self.number}"

    @property
    def web(self) -> str:
        """The pull request's page."""
        return f"{REPOSITORY_WEB}/pull/{self.number}"


def fresh_pull(facts: Facts, *, opened_ago: int = 0, merged: bool = False) -> Pull:
    """Return a pull request nobody has seen before."""
    number = fresh_number(facts)
    return Pull(
        id=fresh_id(facts),
        number=number,
        branch=f"stock-level-{number}",
        head_sha=facts.hex(40),
        base_sha=facts.hex(40),
        opened_ago=opened_ago,
        merge_sha=facts.hex(40) if merged else None,
    )


def pull_reference(pull: Pull) -> JsonObject:
    """Return a pull request as checks and workflow runs mention it."""
    return {
        "url": pull.api,
        "id": pull.id,
        "number": pull.number,
        "head": {"ref": pull.branch, "sha": pull.head_sha, "repo": repository_reference()},
        "base": {"ref": DEFAULT_BRANCH, "sha": pull.base_sha, "repo": repository_reference()},
    }


def _addresses(pull: Pull) -> JsonObject:
    issue = f"{REPOSITORY_API}/issues/{pull.number}"
    return {
        "commits_url": f"{pull.api}/commits",
        "review_comments_url": f"{pull.api}/comments",
        "review_comment_url": f"{REPOSITORY_API}/pulls/comments{{/number}}",
        "comments_url": f"{issue}/comments",
        "statuses_url": f"{REPOSITORY_API}/statuses/{pull.head_sha}",
    }


def _links(pull: Pull) -> JsonObject:
    addresses = _addresses(pull)
    links: JsonObject = {
        "self": {"href": pull.api},
        "html": {"href": pull.web},
        "issue": {"href": f"{REPOSITORY_API}/issues/{pull.number}"},
    }
    for name in ("comments", "review_comments", "review_comment", "commits", "statuses"):
        links[name] = {"href": addresses[f"{name}_url"]}
    return links


def _side(facts: Facts, branch: str, sha: str) -> JsonObject:
    return {
        "label": f"{OWNER.login}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user(OWNER),
        "repo": pull_repository(facts),
    }


def _state(facts: Facts, pull: Pull) -> JsonObject:
    ended = facts.iso() if pull.merge_sha else None
    return {
        "created_at": facts.iso(-pull.opened_ago),
        "updated_at": facts.iso(),
        "closed_at": ended,
        "merged_at": ended,
        "merge_commit_sha": pull.merge_sha,
    }


def reviewed_pull(facts: Facts, pull: Pull) -> JsonObject:
    """Return a pull request without its counts, as a review carries it."""
    return {
        "url": pull.api,
        "id": pull.id,
        "node_id": owned_node_id("PR", pull.id),
        "html_url": pull.web,
        "diff_url": f"{pull.web}.diff",
        "patch_url": f"{pull.web}.patch",
        "issue_url": f"{REPOSITORY_API}/issues/{pull.number}",
        "number": pull.number,
        "state": "closed" if pull.merge_sha else "open",
        "locked": False,
        "title": "Take orders off the stock level",
        "user": user(AUTHOR),
        "body": "Each paid order now lowers the stock of its products.",
        **_state(facts, pull),
        "assignee": user(AUTHOR),
        "assignees": [user(AUTHOR)],
        "requested_reviewers": [user(REVIEWER)],
        "requested_teams": [],
        "labels": [label("enhancement", "a2eeef", "New feature or request", 4)],
        "milestone": None,
        "draft": False,
        **_addresses(pull),
        "head": _side(facts, pull.branch, pull.head_sha),
        "base": _side(facts, DEFAULT_BRANCH, pull.base_sha),
        "_links": _links(pull),
        "author_association": "MEMBER",
        "auto_merge": None,
        "active_lock_reason": None,
    }


def pull_request(facts: Facts, pull: Pull) -> JsonObject:
    """Return a pull request with its counts."""
    merged = pull.merge_sha is not None
    return {
        **reviewed_pull(facts, pull),
        "merged": merged,
        "mergeable": None,
        "rebaseable": None,
        "mergeable_state": "unknown",
        "merged_by": user(REVIEWER) if merged else None,
        "comments": 0,
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": 2,
        "additions": 48,
        "deletions": 7,
        "changed_files": 3,
    }


def _opened(facts: Facts) -> Json:
    pull = fresh_pull(facts)
    subject: JsonObject = {
        "action": "opened",
        "number": pull.number,
        "pull_request": pull_request(facts, pull),
    }
    return enclose(facts, AUTHOR, subject)


def _merged(facts: Facts) -> Json:
    pull = fresh_pull(facts, opened_ago=5 * HOUR, merged=True)
    subject: JsonObject = {
        "action": "closed",
        "number": pull.number,
        "pull_request": {**pull_request(facts, pull), "requested_reviewers": []},
    }
    return enclose(facts, REVIEWER, subject)


def _synchronized(facts: Facts) -> Json:
    pull = fresh_pull(facts, opened_ago=HOUR)
    subject: JsonObject = {
        "action": "synchronize",
        "number": pull.number,
        "before": facts.hex(40),
        "after": pull.head_sha,
        "pull_request": pull_request(facts, pull),
    }
    return enclose(facts, AUTHOR, subject)


def _review(facts: Facts, pull: Pull) -> JsonObject:
    identity = fresh_id(facts)
    page = f"{pull.web}#pullrequestreview-{identity}"
    return {
        "id": identity,
        "node_id": owned_node_id("PRR", identity),
        "user": user(REVIEWER),
        "body": "Looks good to me.",
        "commit_id": pull.head_sha,
        "submitted_at": facts.iso(),
        "state": "approved",
        "html_url": page,
        "pull_request_url": pull.api,
        "author_association": "MEMBER",
        "_links": {"html": {"href": page}, "pull_request": {"href": pull.api}},
    }


def _reviewed(facts: Facts) -> Json:
    pull = fresh_pull(facts, opened_ago=HOUR)
    subject: JsonObject = {
        "action": "submitted",
        "review": _review(facts, pull),
        "pull_request": {**reviewed_pull(facts, pull), "requested_reviewers": []},
    }
    return enclose(facts, REVIEWER, subject)


EVENTS = (
    EventTemplate("pull_request", "a pull request was opened", _opened),
    EventTemplate("pull_request.closed", "a pull request was merged", _merged),
    EventTemplate(
        "pull_request.synchronize", "commits were added to a pull request", _synchronized
    ),
    EventTemplate("pull_request_review", "a pull request was approved", _reviewed),
)
