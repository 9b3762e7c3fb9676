"""The stage of a GitLab event: one project, two people, commits, labels."""

from dataclasses import dataclass

from webhookctl.core.event import Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import DAY, wall_clock

WEB = "https://gitlab.example.com"
PATH = "acme-example/webshop"
PROJECT_WEB = f"{WEB}/{PATH}"
PROJECT_ID = 4_200_001
BRANCH = "main"
NOTHING = "0" * 40
"""The commit that a ref has before it is made and after it is gone."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    id: int
    name: str
    username: str
    email: str

    @property
    def avatar(self) -> str:
        """The URL of the picture."""
        return f"{WEB}/uploads/-/system/user/avatar/{self.id}/avatar.png"


AUTHOR = Person(3_100_001, "Robin Example", "robin-example", "robin@example.com")
REVIEWER = Person(3_100_002, "Sam Example", "sam-example", "sam@example.com")

_DESCRIPTION = "An example shop that listens to webhooks"
_SSH = f"git@gitlab.example.com:{PATH}.git"
_HTTP = f"{PROJECT_WEB}.git"


def user(person: Person) -> JsonObject:
    """Return who did something."""
    return {**member(person), "email": person.email}


def member(person: Person) -> JsonObject:
    """Return an assignee or reviewer, whose address is not told."""
    return {
        "id": person.id,
        "name": person.name,
        "username": person.username,
        "avatar_url": person.avatar,
    }


def short_project() -> JsonObject:
    """Return the project as pipelines and jobs have it."""
    return {
        "id": PROJECT_ID,
        "name": "Webshop",
        "description": _DESCRIPTION,
        "web_url": PROJECT_WEB,
        "avatar_url": None,
        "git_ssh_url": _SSH,
        "git_http_url": _HTTP,
        "namespace": "Acme Example",
        "visibility_level": 0,
        "path_with_namespace": PATH,
        "default_branch": BRANCH,
        "ci_config_path": "",
    }


def project() -> JsonObject:
    """Return the project with the names its addresses had in old versions."""
    old: JsonObject = {
        "homepage": PROJECT_WEB,
        "url": _SSH,
        "ssh_url": _SSH,
        "http_url": _HTTP,
    }
    return {**short_project(), **old}


def repository() -> JsonObject:
    """Return the repository, which is deprecated in favour of the project."""
    return {
        "name": "Webshop",
        "url": _SSH,
        "description": _DESCRIPTION,
        "homepage": PROJECT_WEB,
    }


def spaced(facts: Facts, offset: float = 0) -> str:
    """Return the time `offset` seconds from now as `2026-01-01 00:00:00 UTC`."""
    return f"{wall_clock(facts, offset)} UTC"


def commit(facts: Facts, sha: str, message: str, seconds_ago: float) -> JsonObject:
    """Return a commit without the files it changes."""
    return {
        "id": sha,
        "message": message,
        "title": message.partition("\n")[0],
        "timestamp": facts.iso(-seconds_ago).replace("Z", "+00:00"),
        "url": f"{PROJECT_WEB}/-/commit/{sha}",
        "author": {"name": AUTHOR.name, "email": AUTHOR.email},
    }


def label(facts: Facts) -> JsonObject:
    """Return a label of the project."""
    made = spaced(facts, -90 * DAY)
    return {
        "id": 5_300_001,
        "title": "stock",
        "color": "#428BCA",
        "project_id": PROJECT_ID,
        "created_at": made,
        "updated_at": made,
        "template": False,
        "description": "What is in the warehouse",
        "type": "ProjectLabel",
        "group_id": None,
    }


def change(previous: Json, current: Json) -> JsonObject:
    """Return what a field was and is."""
    return {"previous": previous, "current": current}
