"""The checks of a commit and the deployment that follows."""

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.github.pulls import pull_reference
from webhookctl.providers.payloads.github.repository import enclose
from webhookctl.providers.payloads.github.runs import TOOK, Run, fresh_run
from webhookctl.providers.payloads.github.scene import (
    ACTIONS_OWNER,
    AUTHOR,
    DEFAULT_BRANCH,
    REPOSITORY_API,
    WEB,
    fresh_id,
    node_id,
    owned_node_id,
    user,
)

_ACTIONS_APP_ID = 15_368


def _actions_app() -> JsonObject:
    return {
        "id": _ACTIONS_APP_ID,
        "slug": "github-actions",
        "node_id": node_id("A", _ACTIONS_APP_ID),
        "owner": user(ACTIONS_OWNER),
        "name": "GitHub Actions",
        "description": "Automate your workflow from idea to production",
        "external_url": "https://help.github.com/en/actions",
        "html_url": f"{WEB}/apps/github-actions",
        "created_at": "2018-07-30T09:30:17Z",
        "updated_at": "2024-04-10T20:33:16Z",
        "permissions": {
            "actions": "write",
            "checks": "write",
            "contents": "write",
            "deployments": "write",
            "issues": "write",
            "metadata": "read",
            "pull_requests": "write",
            "statuses": "write",
        },
        "events": ["check_run", "pull_request", "push", "workflow_dispatch"],
    }


def _check_suite(facts: Facts, run: Run) -> JsonObject:
    return {
        "id": run.suite_id,
        "node_id": owned_node_id("CS", run.suite_id),
        "head_branch": run.pull.branch,
        "head_sha": run.pull.head_sha,
        "status": "completed",
        "conclusion": "success",
        "url": f"{REPOSITORY_API}/check-suites/{run.suite_id}",
        "before": facts.hex(40),
        "after": run.pull.head_sha,
        "pull_requests": [pull_reference(run.pull)],
        "app": _actions_app(),
        "created_at": facts.iso(-TOOK),
        "updated_at": facts.iso(),
    }


def _check_run(facts: Facts, run: Run) -> JsonObject:
    api = f"{REPOSITORY_API}/check-runs/{run.job_id}"
    return {
        "id": run.job_id,
        "name": "test (3.13)",
        "node_id": owned_node_id("CR", run.job_id),
        "head_sha": run.pull.head_sha,
        "external_id": facts.uuid(),
        "url": api,
        "html_url": run.job_web,
        "details_url": run.job_web,
        "status": "completed",
        "conclusion": "success",
        "started_at": facts.iso(-85),
        "completed_at": facts.iso(),
        "output": {
            "title": None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{api}/annotations",
        },
        "check_suite": _check_suite(facts, run),
        "app": _actions_app(),
        "pull_requests": [pull_reference(run.pull)],
    }


def _check_completed(facts: Facts) -> Json:
    check = _check_run(facts, fresh_run(facts))
    return enclose(facts, AUTHOR, {"action": "completed", "check_run": check})


def _deployment(facts: Facts, identity: int) -> JsonObject:
    api = f"{REPOSITORY_API}/deployments/{identity}"
    return {
        "url": api,
        "id": identity,
        "node_id": owned_node_id("DE", identity),
        "task": "deploy",
        "original_environment": "production",
        "environment": "production",
        "description": "Deploy the shop",
        "created_at": facts.iso(-TOOK),
        "updated_at": facts.iso(),
        "statuses_url": f"{api}/statuses",
        "repository_url": REPOSITORY_API,
        "creator": user(AUTHOR),
        "sha": facts.hex(40),
        "ref": DEFAULT_BRANCH,
        "payload": {},
        "transient_environment": False,
        "production_environment": True,
        "performed_via_github_app": None,
    }


def _deployment_status(facts: Facts, deployment: int) -> JsonObject:
    identity = fresh_id(facts)
    api = f"{REPOSITORY_API}/deployments/{deployment}"
    log = fresh_run(facts).job_web
    return {
        "url": f"{api}/statuses/{identity}",
        "id": identity,
        "node_id": owned_node_id("DES", identity),
        "state": "success",
        "creator": user(AUTHOR),
        "description": "The shop is live",
        "environment": "production",
        "target_url": log,
        "created_at": facts.iso(),
        "updated_at": facts.iso(),
        "deployment_url": api,
        "repository_url": REPOSITORY_API,
        "environment_url": "https://shop.example.com",
        "log_url": log,
        "performed_via_github_app": None,
    }


def _deployed(facts: Facts) -> Json:
    identity = fresh_id(facts)
    subject: JsonObject = {
        "action": "created",
        "deployment_status": _deployment_status(facts, identity),
        "deployment": _deployment(facts, identity),
    }
    return enclose(facts, AUTHOR, subject)


EVENTS = (
    EventTemplate("check_run", "a check of a pull request succeeded", _check_completed),
    EventTemplate("deployment_status", "a deployment succeeded", _deployed),
)
