"""Pushes, tags, releases and wiki pages: what happens to the repository itself."""

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY
from webhookctl.providers.payloads.gitlab.stage import (
    AUTHOR,
    BRANCH,
    NOTHING,
    PATH,
    PROJECT_ID,
    PROJECT_WEB,
    commit,
    project,
    repository,
    spaced,
    user,
)


def _push(kind: str, ref: str, before: str, after: str, commits: list[JsonObject]) -> JsonObject:
    public: JsonObject = {"visibility_level": 0}
    addresses = {name: project()[name] for name in ("git_http_url", "git_ssh_url")}
    return {
        "object_kind": kind,
        "event_name": kind,
        "before": before,
        "after": after,
        "ref": ref,
        "ref_protected": True,
        "checkout_sha": after,
        "message": None,
        "user_id": AUTHOR.id,
        "user_name": AUTHOR.name,
        "user_username": AUTHOR.username,
        "user_email": AUTHOR.email,
        "user_avatar": AUTHOR.avatar,
        "project_id": PROJECT_ID,
        "project": project(),
        "commits": [*commits],
        "total_commits_count": len(commits),
        "push_options": {},
        "repository": {**repository(), **addresses, **public},
    }


def _pushed(facts: Facts) -> Json:
    first: JsonObject = {
        **commit(facts, facts.hex(40), "Read the stock level from the warehouse\n", 900),
        "added": ["shop/stock.py"],
        "modified": ["shop/orders.py"],
        "removed": [],
    }
    last: JsonObject = {
        **commit(facts, facts.hex(40), "Take paid orders off the stock level\n", 1),
        "added": ["tests/test_stock.py"],
        "modified": ["shop/stock.py"],
        "removed": [],
    }
    return _push("push", f"refs/heads/{BRANCH}", facts.hex(40), str(last["id"]), [first, last])


def _tagged(facts: Facts) -> Json:
    tag = f"refs/tags/v1.{facts.between(2, 90)}.0"
    return _push("tag_push", tag, NOTHING, facts.hex(40), [])


def _released(facts: Facts) -> Json:
    tag = f"v1.{facts.between(2, 90)}.0"
    archive = f"{PROJECT_WEB}/-/archive/{tag}/webshop-{tag}"
    formats = ("zip", "tar.gz", "tar.bz2", "tar")
    sources: list[Json] = [{"format": one, "url": f"{archive}.{one}"} for one in formats]
    return {
        "id": facts.between(6_000_000, 9_999_999),
        "created_at": spaced(facts),
        "description": "## Added\n\n- Paid orders are taken off the stock level.",
        "name": f"Webshop {tag}",
        "released_at": spaced(facts),
        "tag": tag,
        "object_kind": "release",
        "project": project(),
        "url": f"{PROJECT_WEB}/-/releases/{tag}",
        "action": "create",
        "assets": {"count": len(sources), "links": [], "sources": sources},
        "commit": commit(facts, facts.hex(40), "Name the new version\n", DAY),
    }


def _wiki_page(facts: Facts) -> Json:
    wiki = f"{PROJECT_WEB}/-/wikis"
    number = facts.between(100, 99_999)
    title, version = f"Stock take {number}", facts.hex(40)
    slug = title.replace(" ", "-")
    return {
        "object_kind": "wiki_page",
        "user": user(AUTHOR),
        "project": project(),
        "wiki": {
            "web_url": f"{wiki}/home",
            "git_ssh_url": f"git@gitlab.example.com:{PATH}.wiki.git",
            "git_http_url": f"{PROJECT_WEB}.wiki.git",
            "path_with_namespace": f"{PATH}.wiki",
            "default_branch": BRANCH,
        },
        "object_attributes": {
            "slug": slug,
            "title": title,
            "format": "markdown",
            "message": f"Create {title}",
            "version_id": version,
            "content": "How to count what is in the warehouse.",
            "url": f"{wiki}/{slug}",
            "action": "create",
            "diff_url": f"{wiki}/{slug}/diff?version_id={version}",
        },
    }


EVENTS = (
    EventTemplate("push", "two commits were pushed to the default branch", _pushed),
    EventTemplate("tag_push", "a tag was pushed", _tagged),
    EventTemplate("release", "a release was made", _released),
    EventTemplate("wiki_page", "a wiki page was made", _wiki_page),
)
