"""The oracle is a set of models that others made from GitLab's documentation and source."""

import json
from datetime import datetime
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, nodes, sample
from tests.providers.payloads.sending import event, header, provider
from webhookctl.core.compose import Changes, Signing, compose, own_event
from webhookctl.core.event import Event
from webhookctl.core.headers import text
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url

EVENTS = [name for name in NAMES if name.startswith("gitlab.")]
every = pytest.mark.parametrize("name", EVENTS)

# https://docs.gitlab.com/user/project/integrations/webhook_events/
HOOKS = {
    "push": "Push Hook",
    "tag_push": "Tag Push Hook",
    "merge_request": "Merge Request Hook",
    "issue": "Issue Hook",
    "note": "Note Hook",
    "pipeline": "Pipeline Hook",
    "build": "Job Hook",
    "deployment": "Deployment Hook",
    "release": "Release Hook",
    "wiki_page": "Wiki Page Hook",
}
PROJECT_WEB = "https://gitlab.example.com/acme-example/webshop"


@every
def test_models_accept_header_and_payload(name: str) -> None:
    models = pytest.importorskip("pydantic_gitlab_webhooks")

    for seed in range(5):
        hook = header(event(name), "x-gitlab-event")
        assert models.validate_event_header_and_body_dict(hook, sample(name, facts(seed)))


@every
def test_header_names_the_kind(name: str) -> None:
    kind = name.split(".")[1]

    assert sample(name)["object_kind"] == kind
    assert header(event(name), "x-gitlab-event") == HOOKS[kind]


@every
def test_everything_is_about_one_project(name: str) -> None:
    payload = sample(name)
    project = payload["project"]

    assert project["web_url"] == PROJECT_WEB
    assert payload.get("project_id", project["id"]) == project["id"]
    for path, node in nodes(payload):
        if path.endswith((".source_project_id", ".target_project_id")):
            assert node == project["id"], path
        if path.endswith((".url", "_url")) and "/-/" in str(node) and "avatar" not in path:
            assert node.startswith(f"{PROJECT_WEB}/-/"), path


def test_head_of_a_push_is_its_last_commit() -> None:
    for seed in range(20):
        payload = sample("gitlab.push", facts(seed))
        times = [datetime.fromisoformat(one["timestamp"]) for one in payload["commits"]]

        assert payload["after"] == payload["checkout_sha"] == payload["commits"][-1]["id"]
        assert payload["total_commits_count"] == len(payload["commits"])
        assert times == sorted(times)
        assert all(one["title"] == one["message"].splitlines()[0] for one in payload["commits"])


@pytest.mark.parametrize(
    "name", [n for n in EVENTS if n.split(".")[1] in ("merge_request", "issue")]
)
def test_attributes_agree_with_the_people_and_labels(name: str) -> None:
    payload = sample(name)
    thing = payload["object_attributes"]

    assert thing["url"].endswith(f"/{thing['iid']}")
    assert thing["assignee_ids"] == [one["id"] for one in payload["assignees"]]
    assert thing.get("reviewer_ids", []) == [one["id"] for one in payload.get("reviewers", [])]
    assert thing["labels"] == payload["labels"]
    for field, change in payload["changes"].items():
        assert change["current"] == thing[field], field
        assert change["previous"] != change["current"], field


@pytest.mark.parametrize(
    ("name", "state", "action"),
    [
        ("merge_request", "opened", "open"),
        ("merge_request.update", "opened", "update"),
        ("merge_request.merge", "merged", "merge"),
        ("issue", "opened", "open"),
        ("issue.close", "closed", "close"),
    ],
)
def test_state_is_what_the_action_made_it(name: str, state: str, action: str) -> None:
    thing = sample(f"gitlab.{name}")["object_attributes"]

    assert (thing["state"], thing["action"]) == (state, action)
    assert ("oldrev" in thing) is (action == "update")
    assert (thing.get("merge_commit_sha") is not None) is (state == "merged")


@pytest.mark.parametrize(
    ("name", "key", "noteable"),
    [
        ("note", "merge_request", "MergeRequest"),
        ("note.issue", "issue", "Issue"),
        ("note.commit", "commit", "Commit"),
    ],
)
def test_comment_is_on_what_comes_with_it(name: str, key: str, noteable: str) -> None:
    payload = sample(f"gitlab.{name}")
    note, thing = payload["object_attributes"], payload[key]

    assert note["noteable_type"] == noteable
    assert thing["id"] == note["commit_id" if key == "commit" else "noteable_id"]
    assert note["url"] == f"{thing['url']}#note_{note['id']}"
    assert note["author_id"] == payload["user"]["id"]


@pytest.mark.parametrize("name", ["pipeline", "pipeline.failed"])
def test_jobs_run_one_after_another_within_the_pipeline(name: str) -> None:
    payload = sample(f"gitlab.{name}")
    pipeline, builds = payload["object_attributes"], payload["builds"][::-1]

    assert payload["commit"]["id"] == pipeline["sha"]
    assert sum(one["duration"] for one in builds) == pipeline["duration"]
    assert {one["stage"] for one in builds} <= set(pipeline["stages"])
    assert (pipeline["status"] == "failed") is any(one["status"] == "failed" for one in builds)
    moments = [
        pipeline["created_at"],
        *(one[field] for one in builds for field in ("started_at", "finished_at")),
        pipeline["finished_at"],
    ]
    assert moments == sorted(moments)
    for one in builds:
        started, finished = (_moment(one[field]) for field in ("started_at", "finished_at"))
        assert (finished - started).total_seconds() == one["duration"]


@pytest.mark.parametrize("name", ["build", "build.failed"])
def test_job_belongs_to_its_pipeline(name: str) -> None:
    job = sample(f"gitlab.{name}")
    started, finished = (_moment(job[f"build_{what}_at"]) for what in ("started", "finished"))

    assert job["commit"]["id"] == job["pipeline_id"]
    assert job["commit"]["sha"] == job["sha"]
    assert (finished - started).total_seconds() == job["build_duration"]


@pytest.mark.parametrize("name", ["deployment", "deployment.failed"])
def test_deployment_names_its_commit_and_job(name: str) -> None:
    payload = sample(f"gitlab.{name}")

    assert payload["commit_url"].rpartition("/")[2].startswith(payload["short_sha"])
    assert payload["deployable_url"].endswith(f"/{payload['deployable_id']}")


def test_id_is_the_same_in_both_headers_when_signed() -> None:
    sent = event("gitlab.push", changes=Changes(id="a-1"))
    signed = Secret("env:TEST", b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    request = _composed(sent, signed)

    assert text(request, "idempotency-key") == text(request, "webhook-id") == "a-1"


def test_own_payload_tells_the_hook() -> None:
    body = json.dumps({"object_kind": "feature_flag"}).encode()
    sent = own_event(provider("gitlab"), None, body, facts(), Changes())

    assert header(sent, "x-gitlab-event") == sent.type == "Feature Flag Hook"


def _moment(spaced: str) -> datetime:
    return datetime.strptime(spaced, "%Y-%m-%d %H:%M:%S UTC")  # noqa: DTZ007 - compared only


def _composed(sent: Event, secret: Secret) -> Any:
    signing = Signing(provider("gitlab").schemes[0], secret)
    return compose(sent, parse_url("https://app.example.com/"), signing, facts().now).headers
