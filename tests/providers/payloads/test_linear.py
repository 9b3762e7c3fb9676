import json

import pytest

from tests.providers.payloads.samples import NAMES, facts, sample
from tests.providers.payloads.sending import event, header, provider, told
from webhookctl.core.compose import Signing, compose
from webhookctl.core.scheme import SignedMessage
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url

EVENTS = [name for name in NAMES if name.startswith("linear.")]
every = pytest.mark.parametrize("name", EVENTS)


@every
def test_header_names_the_model_and_body_the_action(name: str) -> None:
    model, _, action = name.removeprefix("linear.").partition(".")
    payload, sent = sample(name), event(name)

    assert header(sent, "linear-event") == payload["type"] == told(name) == model
    assert payload["action"] == (action or "create")
    assert header(sent, "linear-delivery") == sent.id
    assert header(sent, "content-type") == "application/json; charset=utf-8"


@every
def test_times_say_now_in_milliseconds(name: str) -> None:
    payload = sample(name)

    assert payload["webhookTimestamp"] == int(facts().now * 1_000)
    assert header(event(name), "linear-timestamp") == str(payload["webhookTimestamp"])
    assert payload["data"]["createdAt"] <= payload["data"]["updatedAt"] <= payload["createdAt"]
    assert (payload["data"]["createdAt"] == payload["createdAt"]) is (payload["action"] == "create")


@every
def test_ids_are_those_of_what_they_name(name: str) -> None:
    data = sample(name)["data"]

    for key in ("state", "team", "assignee", "creator", "user", "issue", "project", "comment"):
        if isinstance(data.get(key), dict):
            assert data[f"{key}Id"] == data[key]["id"], key
    assert data.get("labelIds", []) == [one["id"] for one in data.get("labels", [])]


@pytest.mark.parametrize("name", [n for n in EVENTS if n.startswith("linear.Issue.")])
def test_issue_has_its_number_everywhere(name: str) -> None:
    payload = sample(name)
    data = payload["data"]

    assert data["identifier"] == f"{data['team']['key']}-{data['number']}"
    assert f"/issue/{data['identifier']}/" in data["url"] == payload["url"]


def test_update_tells_what_the_changed_fields_were() -> None:
    payload = sample("linear.Issue.update")
    data, before = payload["data"], payload["updatedFrom"]

    assert before.keys() <= data.keys()
    assert all(before[name] != data[name] for name in before)
    assert (data["state"]["type"], data["completedAt"]) == ("completed", payload["createdAt"])
    assert [n for n in EVENTS if "updatedFrom" in sample(n)] == ["linear.Issue.update"]


@pytest.mark.parametrize("age", [0, 59])
def test_receiver_judges_the_time_in_the_body(age: int) -> None:
    secret, scheme = Secret("env:TEST", b"lin_wh_secret"), provider("linear").schemes[0]
    url = "https://app.example.com/"
    request = compose(event("linear.Issue"), parse_url(url), Signing(scheme, secret), facts().now)
    message = SignedMessage("POST", url, request.headers, request.body.read())

    assert json.loads(message.body)["type"] == "Issue"
    assert scheme.recipe.judge(scheme, message, [secret], facts().now + age).valid
    assert not scheme.recipe.judge(scheme, message, [secret], facts().now + 61).valid
