"""The installation of a GitHub App on an organization."""

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.github.scene import (
    API,
    AUTHOR,
    FULL_NAME,
    OWNER,
    REPOSITORY,
    REPOSITORY_ID,
    WEB,
    node_id,
    user,
)


def _installation(facts: Facts) -> JsonObject:
    identity = facts.between(60_000_000, 99_000_000)
    return {
        "id": identity,
        "account": user(OWNER),
        "repository_selection": "selected",
        "access_tokens_url": f"{API}/app/installations/{identity}/access_tokens",
        "repositories_url": f"{API}/installation/repositories",
        "html_url": f"{WEB}/organizations/{OWNER.login}/settings/installations/{identity}",
        "app_id": facts.between(900_000, 1_900_000),
        "app_slug": "acme-stock-sync",
        "target_id": OWNER.id,
        "target_type": OWNER.kind,
        "permissions": {
            "checks": "write",
            "contents": "read",
            "metadata": "read",
            "pull_requests": "write",
        },
        "events": ["check_run", "pull_request", "push"],
        "created_at": facts.iso(),
        "updated_at": facts.iso(),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": None,
        "suspended_at": None,
    }


def _installed(facts: Facts) -> Json:
    return {
        "action": "created",
        "installation": _installation(facts),
        "repositories": [
            {
                "id": REPOSITORY_ID,
                "node_id": node_id("R", REPOSITORY_ID),
                "name": REPOSITORY,
                "full_name": FULL_NAME,
                "private": False,
            }
        ],
        "sender": user(AUTHOR),
    }


EVENTS = (EventTemplate("installation", "a GitHub App was installed", _installed),)
