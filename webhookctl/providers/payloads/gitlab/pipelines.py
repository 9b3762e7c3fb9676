"""Pipelines, their jobs and the deployments that jobs make."""

from dataclasses import dataclass

from webhookctl.core.event import EventTemplate, Facts, Json, JsonObject
from webhookctl.providers.payloads._cast import wall_clock
from webhookctl.providers.payloads.gitlab.stage import (
    AUTHOR,
    BRANCH,
    PROJECT_ID,
    PROJECT_WEB,
    WEB,
    commit,
    project,
    repository,
    short_project,
    spaced,
    user,
)

_MESSAGE = "Take paid orders off the stock level\n"
_LENGTH = 240
"""How long a pipeline runs (seconds)."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A job of a pipeline: it starts and ends so many seconds before now."""

    stage: str
    name: str
    started_ago: int
    ended_ago: int
    status: str = "success"

    @property
    def failure_reason(self) -> str | None:
        return "script_failure" if self.status == "failed" else None


_BUILD = _Job("build", "build-image", 230, 130)
_DEPLOY = _Job("deploy", "production", 50, 0)
_TEST = _Job("test", "unit-tests", 125, 55)
_FAILED_TEST = _Job("test", "unit-tests", 125, 0, "failed")


def _job_id(facts: Facts) -> int:
    return facts.between(6_000_000_000, 9_999_999_999)


def _pipeline_id(facts: Facts) -> int:
    return facts.between(1_000_000_000, 1_999_999_999)


def _runner() -> JsonObject:
    return {
        "id": 12_000_001,
        "description": "runner-1.example.com",
        "runner_type": "instance_type",
        "active": True,
        "is_shared": True,
        "tags": ["docker", "linux"],
    }


def _build(facts: Facts, job: _Job) -> JsonObject:
    """Return a job as it is listed in a pipeline."""
    deploys = job.stage == "deploy"
    production: JsonObject = {
        "name": "production",
        "action": "start",
        "deployment_tier": "production",
    }
    return {
        "id": _job_id(facts),
        "stage": job.stage,
        "name": job.name,
        "status": job.status,
        "created_at": spaced(facts, -_LENGTH),
        "started_at": spaced(facts, -job.started_ago),
        "finished_at": spaced(facts, -job.ended_ago),
        "duration": float(job.started_ago - job.ended_ago),
        "queued_duration": 1.5,
        "failure_reason": job.failure_reason,
        "when": "on_success",
        "manual": False,
        "allow_failure": False,
        "user": user(AUTHOR),
        "runner": _runner(),
        "artifacts_file": {"filename": None, "size": None},
        "environment": production if deploys else None,
    }


def _pipeline(facts: Facts, jobs: tuple[_Job, ...], status: str) -> JsonObject:
    sha, identity = facts.hex(40), _pipeline_id(facts)
    return {
        "object_kind": "pipeline",
        "object_attributes": {
            "id": identity,
            "iid": facts.between(100, 9_999),
            "name": None,
            "ref": BRANCH,
            "tag": False,
            "sha": sha,
            "before_sha": facts.hex(40),
            "source": "push",
            "status": status,
            "detailed_status": "passed" if status == "success" else status,
            "stages": ["build", "test", "deploy"],
            "created_at": spaced(facts, -_LENGTH),
            "finished_at": spaced(facts),
            "duration": sum(job.started_ago - job.ended_ago for job in jobs),
            "queued_duration": 2,
            "protected_ref": True,
            "variables": [],
            "url": f"{PROJECT_WEB}/-/pipelines/{identity}",
        },
        "merge_request": None,
        "user": user(AUTHOR),
        "project": short_project(),
        "commit": commit(facts, sha, _MESSAGE, _LENGTH + 5),
        "builds": [_build(facts, job) for job in reversed(jobs)],
    }


def _passed(facts: Facts) -> Json:
    return _pipeline(facts, (_BUILD, _TEST, _DEPLOY), "success")


def _failed(facts: Facts) -> Json:
    return _pipeline(facts, (_BUILD, _FAILED_TEST), "failed")


def _both_forms(facts: Facts, name: str, offset: float) -> JsonObject:
    return {name: spaced(facts, offset), f"{name}_iso": facts.iso(offset)}


def _job_event(facts: Facts, job: _Job) -> JsonObject:
    """Return a job's event; its pipeline was started by one of another project."""
    pipeline, sha = _pipeline_id(facts), facts.hex(40)
    addresses = {name: project()[name] for name in ("git_ssh_url", "git_http_url")}
    return {
        "object_kind": "build",
        "ref": BRANCH,
        "tag": False,
        "before_sha": facts.hex(40),
        "sha": sha,
        "retries_count": 0,
        "build_id": _job_id(facts),
        "build_name": job.name,
        "build_stage": job.stage,
        "build_status": job.status,
        **_both_forms(facts, "build_created_at", -_LENGTH),
        **_both_forms(facts, "build_started_at", -job.started_ago),
        **_both_forms(facts, "build_finished_at", -job.ended_ago),
        "build_duration": float(job.started_ago - job.ended_ago),
        "build_queued_duration": 1.5,
        "build_allow_failure": False,
        "build_failure_reason": job.failure_reason or "unknown_failure",
        "pipeline_id": pipeline,
        "runner": _runner(),
        "project_id": PROJECT_ID,
        "project_name": "Acme Example / Webshop",
        "user": user(AUTHOR),
        "commit": {
            "id": pipeline,
            "name": "Build and test",
            "sha": sha,
            "message": _MESSAGE,
            "author_name": AUTHOR.name,
            "author_email": AUTHOR.email,
            "author_url": f"{WEB}/{AUTHOR.username}",
            "status": "running",
            "duration": None,
            **_both_forms(facts, "started_at", -_LENGTH),
            "finished_at": None,
            "finished_at_iso": None,
        },
        "repository": {**repository(), **addresses, "visibility_level": 0},
        "project": short_project(),
        "environment": None,
        "source_pipeline": {
            "project": {
                "id": 4_200_002,
                "web_url": f"{WEB}/acme-example/warehouse",
                "path_with_namespace": "acme-example/warehouse",
            },
            "pipeline_id": _pipeline_id(facts),
            "job_id": _job_id(facts),
        },
    }


def _job_passed(facts: Facts) -> Json:
    return _job_event(facts, _Job("test", "unit-tests", 70, 0))


def _job_failed(facts: Facts) -> Json:
    return _job_event(facts, _Job("test", "unit-tests", 70, 0, "failed"))


def _deployment(facts: Facts, status: str) -> JsonObject:
    sha, job = facts.hex(40), _job_id(facts)
    return {
        "object_kind": "deployment",
        "status": status,
        "status_changed_at": f"{wall_clock(facts)} +0000",
        "deployment_id": facts.between(100_000_000, 999_999_999),
        "deployable_id": job,
        "deployable_url": f"{PROJECT_WEB}/-/jobs/{job}",
        "environment": "production",
        "environment_tier": "production",
        "environment_slug": "production",
        "environment_external_url": "https://shop.example.com",
        "project": project(),
        "ref": BRANCH,
        "short_sha": sha[:8],
        "user": user(AUTHOR),
        "user_url": f"{WEB}/{AUTHOR.username}",
        "commit_url": f"{PROJECT_WEB}/-/commit/{sha}",
        "commit_title": _MESSAGE.strip(),
    }


def _deployed(facts: Facts) -> Json:
    return _deployment(facts, "success")


def _deployment_failed(facts: Facts) -> Json:
    return _deployment(facts, "failed")


EVENTS = (
    EventTemplate("pipeline", "a pipeline passed", _passed),
    EventTemplate("pipeline.failed", "a pipeline failed", _failed),
    EventTemplate("build", "a job passed", _job_passed),
    EventTemplate("build.failed", "a job failed", _job_failed),
    EventTemplate("deployment", "the shop was deployed", _deployed),
    EventTemplate("deployment.failed", "a deployment failed", _deployment_failed),
)
