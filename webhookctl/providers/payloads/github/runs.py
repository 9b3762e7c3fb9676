"""Workflow runs and their jobs."""

from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads.github.pulls import Pull, fresh_pull, pull_reference
from webhookctl.providers.payloads.github.repository import enclose, short_repository
from webhookctl.providers.payloads.github.scene import (
    AUTHOR,
    DAY,
    DEFAULT_BRANCH,
    HOUR,
    REPOSITORY_API,
    REPOSITORY_WEB,
    owned_node_id,
    signature_of,
    user,
)

_WORKFLOW_ID = 81_000_001
_WORKFLOW_PATH = ".github/workflows/test.yml"
TOOK = 95
"""Seconds from the queue to the end of a run."""


@dataclass(frozen=True, slots=True)
class Run:
    """A workflow run of a pull request with one job, which is also its check run."""

    id: int
    job_id: int
    suite_id: int
    pull: Pull

    @property
    def api(self) -> str:
        """The run's address in the API."""
        return f"{REPOSITORY_API}/actions/runs/{self.id}"

    @property
    def web(self) -> str:
        """The run's page."""
        return f"{REPOSITORY_WEB}/actions/runs/{self.id}"

    @property
    def job_web(self) -> str:
        """The job's page."""
        return f"{self.web}/job/{self.job_id}"


def fresh_run(facts: Facts) -> Run:
    """Return a run nobody has seen before."""
    return Run(
        id=facts.between(16_000_000_000, 29_000_000_000),
        job_id=facts.between(45_000_000_000, 79_000_000_000),
        suite_id=facts.between(30_000_000_000, 69_000_000_000),
        pull=fresh_pull(facts, opened_ago=HOUR),
    )


def _workflow(facts: Facts) -> JsonObject:
    return {
        "id": _WORKFLOW_ID,
        "node_id": owned_node_id("W", _WORKFLOW_ID),
        "name": "test",
        "path": _WORKFLOW_PATH,
        "state": "active",
        "created_at": facts.iso(-300 * DAY),
        "updated_at": facts.iso(-20 * DAY),
        "url": f"{REPOSITORY_API}/actions/workflows/{_WORKFLOW_ID}",
        "html_url": f"{REPOSITORY_WEB}/blob/{DEFAULT_BRANCH}/{_WORKFLOW_PATH}",
        "badge_url": f"{REPOSITORY_WEB}/workflows/test/badge.svg",
    }


def _run_addresses(run: Run) -> JsonObject:
    names = ("jobs", "logs", "artifacts", "cancel", "rerun")
    addresses: JsonObject = {f"{name}_url": f"{run.api}/{name}" for name in names}
    return {
        **addresses,
        "check_suite_url": f"{REPOSITORY_API}/check-suites/{run.suite_id}",
        "previous_attempt_url": None,
        "workflow_url": f"{REPOSITORY_API}/actions/workflows/{_WORKFLOW_ID}",
    }


def _head_commit(facts: Facts, run: Run) -> JsonObject:
    person = signature_of(AUTHOR)
    del person["username"]
    return {
        "id": run.pull.head_sha,
        "tree_id": facts.hex(40),
        "message": "Take paid orders off the stock level",
        "timestamp": facts.iso(-TOOK - 60),
        "author": {**person},
        "committer": {**person},
    }


def _workflow_run(facts: Facts, run: Run) -> JsonObject:
    return {
        "id": run.id,
        "name": "test",
        "node_id": owned_node_id("WFR", run.id),
        "head_branch": run.pull.branch,
        "head_sha": run.pull.head_sha,
        "path": _WORKFLOW_PATH,
        "display_title": "Take orders off the stock level",
        "run_number": facts.between(200, 9_000),
        "event": "pull_request",
        "status": "completed",
        "conclusion": "success",
        "workflow_id": _WORKFLOW_ID,
        "check_suite_id": run.suite_id,
        "check_suite_node_id": owned_node_id("CS", run.suite_id),
        "url": run.api,
        "html_url": run.web,
        "pull_requests": [pull_reference(run.pull)],
        "created_at": facts.iso(-TOOK),
        "updated_at": facts.iso(),
        "actor": user(AUTHOR),
        "run_attempt": 1,
        "referenced_workflows": [],
        "run_started_at": facts.iso(-TOOK),
        "triggering_actor": user(AUTHOR),
        **_run_addresses(run),
        "head_commit": _head_commit(facts, run),
        "repository": short_repository(),
        "head_repository": short_repository(),
    }


def _run_completed(facts: Facts) -> Json:
    subject: JsonObject = {
        "action": "completed",
        "workflow_run": _workflow_run(facts, fresh_run(facts)),
        "workflow": _workflow(facts),
    }
    return enclose(facts, AUTHOR, subject)


def _steps(facts: Facts) -> list[Json]:
    ends = (("Set up job", 85, 82), ("Run actions/checkout@v5", 82, 80), ("Run tests", 80, 2))
    return [
        {
            "name": name,
            "status": "completed",
            "conclusion": "success",
            "number": number,
            "started_at": facts.iso(-start),
            "completed_at": facts.iso(-end),
        }
        for number, (name, start, end) in enumerate((*ends, ("Complete job", 2, 0)), start=1)
    ]


def _job(run: Run, state: JsonObject) -> JsonObject:
    return {
        "id": run.job_id,
        "run_id": run.id,
        "workflow_name": "test",
        "head_branch": run.pull.branch,
        "run_url": run.api,
        "run_attempt": 1,
        "node_id": owned_node_id("CR", run.job_id),
        "head_sha": run.pull.head_sha,
        "url": f"{REPOSITORY_API}/actions/jobs/{run.job_id}",
        "html_url": run.job_web,
        **state,
        "name": "test (3.13)",
        "check_run_url": f"{REPOSITORY_API}/check-runs/{run.job_id}",
        "labels": ["ubuntu-latest"],
    }


def _job_completed(facts: Facts) -> Json:
    state: JsonObject = {
        "status": "completed",
        "conclusion": "success",
        "created_at": facts.iso(-TOOK),
        "started_at": facts.iso(-85),
        "completed_at": facts.iso(),
        "steps": _steps(facts),
        "runner_id": 1_000_000_042,
        "runner_name": "GitHub Actions 1000000042",
        "runner_group_id": 0,
        "runner_group_name": "GitHub Actions",
    }
    job = _job(fresh_run(facts), state)
    return enclose(facts, AUTHOR, {"action": "completed", "workflow_job": job})


def _job_queued(facts: Facts) -> Json:
    state: JsonObject = {
        "status": "queued",
        "conclusion": None,
        "created_at": facts.iso(),
        "started_at": facts.iso(),
        "completed_at": None,
        "steps": [],
        "runner_id": None,
        "runner_name": None,
        "runner_group_id": None,
        "runner_group_name": None,
    }
    job = _job(fresh_run(facts), state)
    return enclose(facts, AUTHOR, {"action": "queued", "workflow_job": job})


EVENTS = (
    EventTemplate("workflow_run", "a workflow run succeeded", _run_completed),
    EventTemplate("workflow_job", "a job of a workflow run succeeded", _job_completed),
    EventTemplate("workflow_job.queued", "a job waits for a runner", _job_queued),
)
