from base64 import urlsafe_b64decode
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, nodes, sample
from tests.providers.payloads.shapes import problems_of, table
from webhookctl.providers.payloads.github.scene import node_id

EVENTS = [name for name in NAMES if name.startswith("github.")]
every = pytest.mark.parametrize("name", EVENTS)
OF_THE_REPOSITORY = [name for name in EVENTS if name != "github.installation"]


def definition_of(name: str, payload: Any) -> str:
    event = name.split(".")[1]
    return f"{event}${payload.get('action', 'event')}"


@every
def test_payload_has_the_shape_of_githubs_schemas(name: str) -> None:
    payload = sample(name)

    assert problems_of("github", definition_of(name, payload), payload) == []


def test_the_table_knows_no_event_that_we_do_not_make() -> None:
    assert table("github")["events"].keys() == {
        definition_of(name, sample(name)) for name in EVENTS
    }


def test_an_action_after_the_dot_is_the_action_of_the_payload() -> None:
    with_action = [name for name in EVENTS if name.count(".") == 2]

    assert with_action
    for name in with_action:
        assert sample(name)["action"] == name.rpartition(".")[2]


@pytest.mark.parametrize("name", OF_THE_REPOSITORY)
def test_repository_organization_and_addresses_agree(name: str) -> None:
    payload = sample(name)
    repository, organization = payload["repository"], payload["organization"]

    assert repository["full_name"] == f"{organization['login']}/{repository['name']}"
    assert repository["owner"]["id"] == organization["id"]
    assert repository["forks"] == repository["forks_count"]
    assert repository["open_issues"] == repository["open_issues_count"]
    assert repository["watchers"] == repository["watchers_count"] == repository["stargazers_count"]
    for path, node in nodes(payload):
        if isinstance(node, str) and node.startswith("https://api.github.com/repos/"):
            rest = node.removeprefix("https://api.github.com/repos/")
            assert (rest + "/").startswith(repository["full_name"] + "/"), path


@every
def test_node_ids_hold_the_numeric_ids(name: str) -> None:
    for path, node in nodes(sample(name)):
        if not (isinstance(node, dict) and "node_id" in node) or path.endswith("license"):
            continue
        packed = node["node_id"].partition("_")[2]
        number = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        width = 8 if node["id"] >= 2**32 else 4
        assert number.endswith(node["id"].to_bytes(width, "big")), path


@pytest.mark.parametrize(
    ("numbers", "packed"),
    [
        ((1,), bytes.fromhex("9200ce00000001")),
        ((1, 2), bytes.fromhex("9300ce00000001ce00000002")),
        ((2**32 - 1,), bytes.fromhex("9200ceffffffff")),
        ((2**32,), bytes.fromhex("9200cf0000000100000000")),
    ],
)
def test_node_id_is_messagepack_in_base64(numbers: tuple[int, ...], packed: bytes) -> None:
    prefix, _, text = node_id("PR", *numbers).partition("_")

    assert prefix == "PR"
    assert "=" not in text
    assert urlsafe_b64decode(text + "==") == packed


def test_push_ends_with_its_head_commit() -> None:
    push = sample("github.push")
    head = push["commits"][-1]

    assert push["head_commit"] == head
    assert push["after"] == head["id"]
    assert push["before"] not in {commit["id"] for commit in push["commits"]}
    assert push["compare"].endswith(f"{push['before'][:12]}...{push['after'][:12]}")
    assert push["ref"] == f"refs/heads/{push['repository']['default_branch']}"
    assert push["pusher"]["name"] == push["sender"]["login"] == head["author"]["username"]
    times = [commit["timestamp"] for commit in push["commits"]]
    assert times == sorted(times)
    for commit in push["commits"]:
        assert commit["url"].endswith(f"/commit/{commit['id']}")
        assert len(commit["id"]) == len(commit["tree_id"]) == 40


@pytest.mark.parametrize("name", [name for name in EVENTS if "pull_request" in name])
def test_pull_request_agrees_with_itself(name: str) -> None:
    payload = sample(name)
    pull = payload["pull_request"]
    number, head = pull["number"], pull["head"]

    assert payload.get("number", number) == number
    assert pull["url"].endswith(f"/pulls/{number}")
    assert pull["html_url"].endswith(f"/pull/{number}")
    assert pull["issue_url"].endswith(f"/issues/{number}")
    assert pull["statuses_url"].endswith(head["sha"])
    assert head["label"] == f"{head['user']['login']}:{head['ref']}"
    assert pull["base"]["ref"] == payload["repository"]["default_branch"]
    assert head["repo"]["id"] == pull["base"]["repo"]["id"] == payload["repository"]["id"]
    for link, key in (("self", "url"), ("html", "html_url"), ("statuses", "statuses_url")):
        assert pull["_links"][link]["href"] == pull[key]
    for link in ("comments", "commits", "review_comment", "review_comments"):
        assert pull["_links"][link]["href"] == pull[f"{link}_url"]


def test_opened_pull_request_is_new_and_open() -> None:
    pull = sample("github.pull_request")["pull_request"]

    assert (pull["state"], pull["merged"], pull["merged_at"]) == ("open", False, None)
    assert pull["created_at"] == pull["updated_at"]


def test_closed_pull_request_is_merged() -> None:
    payload = sample("github.pull_request.closed")
    pull = payload["pull_request"]

    assert (pull["state"], pull["merged"]) == ("closed", True)
    assert pull["created_at"] < pull["merged_at"] == pull["closed_at"] == pull["updated_at"]
    assert pull["merged_by"] == payload["sender"]
    assert len(pull["merge_commit_sha"]) == 40


def test_synchronized_pull_request_moved_to_its_new_head() -> None:
    payload = sample("github.pull_request.synchronize")

    assert payload["after"] == payload["pull_request"]["head"]["sha"] != payload["before"]


def test_review_is_of_the_head_and_by_the_sender() -> None:
    payload = sample("github.pull_request_review")
    review, pull = payload["review"], payload["pull_request"]

    assert review["commit_id"] == pull["head"]["sha"]
    assert review["pull_request_url"] == pull["url"] == review["_links"]["pull_request"]["href"]
    assert review["html_url"] == f"{pull['html_url']}#pullrequestreview-{review['id']}"
    assert review["user"] == payload["sender"] != pull["user"]


@pytest.mark.parametrize("name", [name for name in EVENTS if "issue" in name])
def test_issue_agrees_with_itself(name: str) -> None:
    issue = sample(name)["issue"]

    assert issue["url"].endswith(f"/issues/{issue['number']}")
    assert issue["html_url"].endswith(f"/issues/{issue['number']}")
    assert issue["assignee"] == issue["assignees"][0]
    assert (issue["state"] == "closed") == (issue["closed_at"] is not None)
    assert issue["reactions"]["url"] == f"{issue['url']}/reactions"


def test_comment_is_on_the_issue() -> None:
    payload = sample("github.issue_comment")
    comment, issue = payload["comment"], payload["issue"]

    assert comment["issue_url"] == issue["url"]
    assert comment["html_url"] == f"{issue['html_url']}#issuecomment-{comment['id']}"
    assert comment["url"].endswith(str(comment["id"]))
    assert issue["comments"] == 1


def test_workflow_run_is_of_its_workflow_and_head() -> None:
    payload = sample("github.workflow_run")
    run, workflow = payload["workflow_run"], payload["workflow"]

    assert run["workflow_id"] == workflow["id"]
    assert run["path"] == workflow["path"]
    assert run["name"] == workflow["name"]
    assert run["head_sha"] == run["head_commit"]["id"] == run["pull_requests"][0]["head"]["sha"]
    assert run["head_branch"] == run["pull_requests"][0]["head"]["ref"]
    assert run["repository"]["id"] == payload["repository"]["id"]
    assert run["check_suite_url"].endswith(str(run["check_suite_id"]))
    assert run["jobs_url"] == f"{run['url']}/jobs"


@pytest.mark.parametrize("name", ["github.workflow_job", "github.workflow_job.queued"])
def test_job_is_of_its_run(name: str) -> None:
    job = sample(name)["workflow_job"]

    assert job["run_url"].endswith(f"/runs/{job['run_id']}")
    assert job["html_url"].endswith(f"/runs/{job['run_id']}/job/{job['id']}")
    assert job["url"].endswith(f"/jobs/{job['id']}")


def test_queued_job_has_no_runner_and_finished_one_does() -> None:
    queued = sample("github.workflow_job.queued")["workflow_job"]
    finished = sample("github.workflow_job")["workflow_job"]

    assert (queued["runner_id"], queued["steps"], queued["completed_at"]) == (None, [], None)
    assert finished["runner_name"].endswith(str(finished["runner_id"]))
    assert finished["steps"][0]["started_at"] == finished["started_at"]
    assert finished["steps"][-1]["completed_at"] == finished["completed_at"]
    assert [step["number"] for step in finished["steps"]] == [1, 2, 3, 4]


def test_check_run_is_of_its_suite_and_head() -> None:
    check = sample("github.check_run")["check_run"]
    suite = check["check_suite"]

    assert check["head_sha"] == suite["head_sha"] == suite["after"]
    assert check["pull_requests"] == suite["pull_requests"]
    assert check["head_sha"] == check["pull_requests"][0]["head"]["sha"]
    assert check["app"] == suite["app"]
    assert check["output"]["annotations_url"] == f"{check['url']}/annotations"


def test_deployment_status_is_of_its_deployment() -> None:
    payload = sample("github.deployment_status")
    status, deployment = payload["deployment_status"], payload["deployment"]

    assert status["deployment_url"] == deployment["url"]
    assert status["url"] == f"{deployment['statuses_url']}/{status['id']}"
    assert status["environment"] == deployment["environment"]


def test_release_and_its_file_carry_the_tag() -> None:
    release = sample("github.release")["release"]
    asset = release["assets"][0]

    assert release["html_url"].endswith(release["tag_name"])
    assert release["assets_url"] == f"{release['url']}/assets"
    assert release["tag_name"].removeprefix("v") in asset["name"]
    assert asset["browser_download_url"].endswith(f"{release['tag_name']}/{asset['name']}")


def test_ping_is_about_its_hook() -> None:
    ping = sample("github.ping")

    assert ping["hook_id"] == ping["hook"]["id"]
    assert ping["hook"]["ping_url"] == f"{ping['hook']['url']}/pings"


def test_installation_is_on_its_account() -> None:
    installation = sample("github.installation")["installation"]

    assert installation["target_id"] == installation["account"]["id"]
    assert installation["target_type"] == installation["account"]["type"]
    assert str(installation["id"]) in installation["access_tokens_url"]


def test_strangers_star_the_repository() -> None:
    stars = [sample("github.star", facts(seed)) for seed in (1, 2)]

    assert stars[0]["sender"]["login"] != stars[1]["sender"]["login"]
