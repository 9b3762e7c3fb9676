"""Pushes, branches, releases and stars: what happens to the repository itself."""

from copy import deepcopy

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.github.repository import enclose, pushed_repository
from webhookctl.providers.payloads.github.scene import (
    AUTHOR,
    DEFAULT_BRANCH,
    REPOSITORY_API,
    REPOSITORY_WEB,
    Account,
    organization,
    owned_node_id,
    signature_of,
    user,
)

_UPLOADS = REPOSITORY_API.replace("api.github.com", "uploads.github.com")


def _commit(facts: Facts, message: str, seconds_ago: int, files: JsonObject) -> JsonObject:
    sha = facts.hex(40)
    return {
        "id": sha,
        "tree_id": facts.hex(40),
        "distinct": True,
        "message": message,
        "timestamp": facts.iso(-seconds_ago),
        "url": f"{REPOSITORY_WEB}/commit/{sha}",
        "author": signature_of(AUTHOR),
        "committer": signature_of(AUTHOR),
        **files,
    }


def _pushed(facts: Facts) -> Json:
    before = facts.hex(40)
    commits = [
        _commit(
            facts,
            "Read the stock level from the warehouse",
            900,
            {"added": ["shop/stock.py"], "removed": [], "modified": ["shop/orders.py"]},
        ),
        _commit(
            facts,
            "Take paid orders off the stock level\n\nA refund puts them back.",
            120,
            {"added": ["tests/test_stock.py"], "removed": [], "modified": ["shop/stock.py"]},
        ),
    ]
    after = str(commits[-1]["id"])
    return {
        "ref": f"refs/heads/{DEFAULT_BRANCH}",
        "before": before,
        "after": after,
        "repository": pushed_repository(facts),
        "pusher": {"name": AUTHOR.login, "email": AUTHOR.email},
        "organization": organization(),
        "sender": user(AUTHOR),
        "created": False,
        "deleted": False,
        "forced": False,
        "base_ref": None,
        "compare": f"{REPOSITORY_WEB}/compare/{before[:12]}...{after[:12]}",
        "commits": [*commits],
        "head_commit": deepcopy(commits[-1]),
    }


def _branch(facts: Facts) -> str:
    return f"stock-level-{facts.between(120, 4_800)}"


def _created(facts: Facts) -> Json:
    subject: JsonObject = {
        "ref": _branch(facts),
        "ref_type": "branch",
        "master_branch": DEFAULT_BRANCH,
        "description": "An example shop that listens to webhooks",
        "pusher_type": "user",
    }
    return enclose(facts, AUTHOR, subject)


def _deleted(facts: Facts) -> Json:
    subject: JsonObject = {"ref": _branch(facts), "ref_type": "branch", "pusher_type": "user"}
    return enclose(facts, AUTHOR, subject)


def _starred(facts: Facts) -> Json:
    number = facts.between(20_000_000, 160_000_000)
    stranger = Account(f"visitor-{number}", number)
    return enclose(facts, stranger, {"action": "created", "starred_at": facts.iso()})


def _asset(facts: Facts, tag: str) -> JsonObject:
    identity = facts.between(200_000_000, 400_000_000)
    name = f"webshop-{tag.removeprefix('v')}.tar.gz"
    return {
        "url": f"{REPOSITORY_API}/releases/assets/{identity}",
        "id": identity,
        "node_id": owned_node_id("RA", identity),
        "name": name,
        "label": "",
        "uploader": user(AUTHOR),
        "content_type": "application/gzip",
        "state": "uploaded",
        "size": facts.between(20_000, 900_000),
        "digest": f"sha256:{facts.hex(64)}",
        "download_count": 0,
        "created_at": facts.iso(-30),
        "updated_at": facts.iso(-29),
        "browser_download_url": f"{REPOSITORY_WEB}/releases/download/{tag}/{name}",
    }


def _released(facts: Facts) -> Json:
    identity = facts.between(180_000_000, 380_000_000)
    tag = f"v1.{facts.between(2, 90)}.0"
    api = f"{REPOSITORY_API}/releases/{identity}"
    release: JsonObject = {
        "url": api,
        "assets_url": f"{api}/assets",
        "upload_url": f"{_UPLOADS}/releases/{identity}/assets{{?name,label}}",
        "html_url": f"{REPOSITORY_WEB}/releases/tag/{tag}",
        "id": identity,
        "author": user(AUTHOR),
        "node_id": owned_node_id("RE", identity),
        "tag_name": tag,
        "target_commitish": DEFAULT_BRANCH,
        "name": f"Webshop {tag}",
        "draft": False,
        "immutable": False,
        "prerelease": False,
        "created_at": facts.iso(-120),
        "updated_at": facts.iso(),
        "published_at": facts.iso(),
        "assets": [_asset(facts, tag)],
        "tarball_url": f"{REPOSITORY_API}/tarball/{tag}",
        "zipball_url": f"{REPOSITORY_API}/zipball/{tag}",
        "body": "## Added\n\n- Paid orders are taken off the stock level.",
    }
    return enclose(facts, AUTHOR, {"action": "published", "release": release})


_ZEN = (
    "Keep it logically awesome.",
    "Practicality beats purity.",
    "Design for failure.",
    "Approachable is better than simple.",
    "Mind your words, they are important.",
)


def _ping(facts: Facts) -> Json:
    hook = facts.between(400_000_000, 600_000_000)
    api = f"{REPOSITORY_API}/hooks/{hook}"
    subject: JsonObject = {
        "zen": facts.choice(_ZEN),
        "hook_id": hook,
        "hook": {
            "type": "Repository",
            "id": hook,
            "name": "web",
            "active": True,
            "events": ["pull_request", "push"],
            "config": {
                "content_type": "json",
                "insecure_ssl": "0",
                "secret": "********",
                "url": "https://hooks.example.com/github",
            },
            "updated_at": facts.iso(),
            "created_at": facts.iso(),
            "url": api,
            "test_url": f"{api}/test",
            "ping_url": f"{api}/pings",
            "deliveries_url": f"{api}/deliveries",
            "last_response": {"code": None, "status": "unused", "message": None},
        },
    }
    return enclose(facts, AUTHOR, subject)


EVENTS = (
    EventTemplate("push", "two commits were pushed to the default branch", _pushed),
    EventTemplate("create", "a branch was created", _created),
    EventTemplate("delete", "a branch was deleted", _deleted),
    EventTemplate("release", "a release was published", _released),
    EventTemplate("star", "somebody starred the repository", _starred),
    EventTemplate("ping", "a webhook was set up", _ping),
)
