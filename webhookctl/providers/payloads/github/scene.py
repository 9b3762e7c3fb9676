"""The stage of a GitHub event: one organization, its repository, two people, fresh numbers."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from webhookctl.core.event import Facts, JsonObject

API = "https://api.github.com"
WEB = "https://github.com"

DAY = 86_400
HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns or does something. `kind` is what GitHub calls type: User, Organization or Bot."""

    login: str
    id: int
    kind: str = "User"
    name: str = ""
    email: str = ""


OWNER = Account("acme-example", 170_000_001, "Organization")
AUTHOR = Account("robin-example", 170_000_002, name="Robin Example", email="robin@example.com")
REVIEWER = Account("sam-example", 170_000_003, name="Sam Example", email="sam@example.com")
ACTIONS_OWNER = Account("github", 9_919, "Organization")

REPOSITORY = "webshop"
REPOSITORY_ID = 900_000_001
FULL_NAME = f"{OWNER.login}/{REPOSITORY}"
REPOSITORY_API = f"{API}/repos/{FULL_NAME}"
REPOSITORY_WEB = f"{WEB}/{FULL_NAME}"
DEFAULT_BRANCH = "main"

_NODE_PREFIXES = {"User": "U", "Organization": "O", "Bot": "BOT"}

_USER_PATHS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}


def fresh_id(facts: Facts) -> int:
    """Return an id in the range that issues, pull requests, comments and releases have now."""
    return facts.between(2_400_000_000, 4_200_000_000)


def fresh_number(facts: Facts) -> int:
    """Return the number of an issue or pull request within its repository."""
    return facts.between(120, 4_800)


def node_id(prefix: str, *numbers: int) -> str:
    """Return a global node id: the kind, then MessagePack of 0 and the numbers, in base64."""
    packed = bytes((0x90 + len(numbers) + 1, 0))
    for number in numbers:
        wide = number >= 1 << 32
        packed += (b"\xcf" if wide else b"\xce") + number.to_bytes(8 if wide else 4, "big")
    return f"{prefix}_{urlsafe_b64encode(packed).decode().rstrip('=')}"


def owned_node_id(prefix: str, number: int) -> str:
    """Return the node id of something that lives in the repository."""
    return node_id(prefix, REPOSITORY_ID, number)


def user(account: Account) -> JsonObject:
    """Return an account as it appears wherever somebody is mentioned."""
    api = f"{API}/users/{account.login}"
    urls: JsonObject = {name: api + path for name, path in _USER_PATHS.items()}
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id(_NODE_PREFIXES[account.kind], account.id),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{account.id}?v=4",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{WEB}/{account.login}",
        **urls,
        "type": account.kind,
        "site_admin": False,
    }


def organization() -> JsonObject:
    """Return the organization that owns the repository."""
    api = f"{API}/orgs/{OWNER.login}"
    return {
        "login": OWNER.login,
        "id": OWNER.id,
        "node_id": node_id("O", OWNER.id),
        "url": api,
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events",
        "hooks_url": f"{api}/hooks",
        "issues_url": f"{api}/issues",
        "members_url": f"{api}/members{{/member}}",
        "public_members_url": f"{api}/public_members{{/member}}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{OWNER.id}?v=4",
        "description": "An example organization",
    }


def signature_of(account: Account) -> JsonObject:
    """Return the author or committer of a commit."""
    return {"name": account.name, "email": account.email, "username": account.login}


def label(name: str, color: str, description: str, number: int) -> JsonObject:
    """Return a label of the repository; `number` tells the repository's labels apart."""
    identity = 6_800_000_000 + number
    return {
        "id": identity,
        "node_id": owned_node_id("LA", identity),
        "url": f"{REPOSITORY_API}/labels/{name}",
        "name": name,
        "color": color,
        "default": True,
        "description": description,
    }


def reactions(subject_url: str) -> JsonObject:
    """Return the reactions to something nobody has reacted to yet."""
    counts: JsonObject = dict.fromkeys(
        ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"), 0
    )
    return {"url": f"{subject_url}/reactions", "total_count": 0, **counts}
