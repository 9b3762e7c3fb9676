"""The repository of a GitHub event in the three forms it appears in."""

from webhookctl.core.event import Facts, JsonObject
from webhookctl.providers.payloads.github.scene import (
    DAY,
    DEFAULT_BRANCH,
    FULL_NAME,
    HOUR,
    OWNER,
    REPOSITORY,
    REPOSITORY_API,
    REPOSITORY_ID,
    REPOSITORY_WEB,
    Account,
    node_id,
    organization,
    user,
)

_AGE = 900 * DAY

_PATHS = {
    "forks_url": "/forks",
    "keys_url": "/keys{/key_id}",
    "collaborators_url": "/collaborators{/collaborator}",
    "teams_url": "/teams",
    "hooks_url": "/hooks",
    "issue_events_url": "/issues/events{/number}",
    "events_url": "/events",
    "assignees_url": "/assignees{/user}",
    "branches_url": "/branches{/branch}",
    "tags_url": "/tags",
    "blobs_url": "/git/blobs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "trees_url": "/git/trees{/sha}",
    "statuses_url": "/statuses/{sha}",
    "languages_url": "/languages",
    "stargazers_url": "/stargazers",
    "contributors_url": "/contributors",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "commits_url": "/commits{/sha}",
    "git_commits_url": "/git/commits{/sha}",
    "comments_url": "/comments{/number}",
    "issue_comment_url": "/issues/comments{/number}",
    "contents_url": "/contents/{+path}",
    "compare_url": "/compare/{base}...{head}",
    "merges_url": "/merges",
    "archive_url": "/{archive_format}{/ref}",
    "downloads_url": "/downloads",
    "issues_url": "/issues{/number}",
    "pulls_url": "/pulls{/number}",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "labels_url": "/labels{/name}",
    "releases_url": "/releases{/id}",
    "deployments_url": "/deployments",
}

_URLS = {name: REPOSITORY_API + path for name, path in _PATHS.items()}

_MERGE_SETTINGS: JsonObject = {
    "allow_squash_merge": True,
    "allow_merge_commit": True,
    "allow_rebase_merge": True,
    "allow_auto_merge": False,
    "delete_branch_on_merge": True,
    "allow_update_branch": False,
    "use_squash_pr_title_as_default": False,
    "squash_merge_commit_message": "COMMIT_MESSAGES",
    "squash_merge_commit_title": "COMMIT_OR_PR_TITLE",
    "merge_commit_message": "PR_TITLE",
    "merge_commit_title": "MERGE_MESSAGE",
}


def short_repository() -> JsonObject:
    """Return the repository as a workflow run mentions it: who it is and its addresses."""
    return {
        "id": REPOSITORY_ID,
        "node_id": node_id("R", REPOSITORY_ID),
        "name": REPOSITORY,
        "full_name": FULL_NAME,
        "private": False,
        "owner": user(OWNER),
        "html_url": REPOSITORY_WEB,
        "description": "An example shop that listens to webhooks",
        "fork": False,
        "url": REPOSITORY_API,
        **_URLS,
    }


def repository(facts: Facts) -> JsonObject:
    """Return the repository as most events carry it."""
    return {
        **short_repository(),
        "created_at": facts.iso(-_AGE),
        "updated_at": facts.iso(-HOUR),
        "pushed_at": facts.iso(-60),
        "git_url": f"git://github.com/{FULL_NAME}.git",
        "ssh_url": f"git@github.com:{FULL_NAME}.git",
        "clone_url": f"{REPOSITORY_WEB}.git",
        "svn_url": REPOSITORY_WEB,
        "homepage": "https://shop.example.com",
        "size": 2_048,
        "stargazers_count": 42,
        "watchers_count": 42,
        "language": "Python",
        "has_issues": True,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": True,
        "has_pages": False,
        "has_discussions": False,
        "forks_count": 7,
        "mirror_url": None,
        "archived": False,
        "disabled": False,
        "open_issues_count": 12,
        "license": {
            "key": "mit",
            "name": "MIT License",
            "spdx_id": "MIT",
            "url": "https://api.github.com/licenses/mit",
            "node_id": "MDc6TGljZW5zZTEz",
        },
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": ["example", "webhooks"],
        "visibility": "public",
        "forks": 7,
        "open_issues": 12,
        "watchers": 42,
        "default_branch": DEFAULT_BRANCH,
        "custom_properties": {},
    }


def pull_repository(facts: Facts) -> JsonObject:
    """Return the repository as the head or base of a pull request: with its merge settings."""
    full = repository(facts)
    del full["custom_properties"]
    return {**full, **_MERGE_SETTINGS, "custom_properties": {}}


def pushed_repository(facts: Facts) -> JsonObject:
    """Return the repository as a push carries it: web address and Unix times instead of ISO."""
    return {
        **repository(facts),
        "owner": {**user(OWNER), "name": OWNER.login, "email": "hello@example.com"},
        "url": REPOSITORY_WEB,
        "created_at": facts.unix(-_AGE),
        "pushed_at": facts.unix(),
        "stargazers": 42,
        "master_branch": DEFAULT_BRANCH,
        "organization": OWNER.login,
    }


def repository_reference() -> JsonObject:
    """Return the repository as a pull request of a check mentions it."""
    return {"id": REPOSITORY_ID, "url": REPOSITORY_API, "name": REPOSITORY}


def enclose(facts: Facts, sender: Account, subject: JsonObject) -> JsonObject:
    """Return the subject of an event with what every event of a repository ends with."""
    return {
        **subject,
        "repository": repository(facts),
        "organization": organization(),
        "sender": user(sender),
    }
