import json
import re
from base64 import b64decode
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, nodes, sample
from tests.providers.payloads.shapes import problems_of, table

EVENTS = [name for name in NAMES if name.startswith("slack.")]
every = pytest.mark.parametrize("name", EVENTS)


def channel_of(event: Any) -> str | None:
    place = event.get("channel", event.get("channel_id", event.get("item", {}).get("channel")))
    return place if isinstance(place, str) else None


@every
def test_inner_event_has_the_shape_of_slacks_types(name: str) -> None:
    event = sample(name)["event"]

    assert event["type"] == name.split(".")[1]
    assert problems_of("slack", event["type"], event) == []


def test_the_table_knows_no_event_that_we_do_not_make() -> None:
    assert table("slack")["events"].keys() == {name.split(".")[1] for name in EVENTS}


@every
def test_envelope_is_an_event_callback_of_one_installation(name: str) -> None:
    payload = sample(name)
    (installation,) = payload["authorizations"]

    assert payload["type"] == "event_callback"
    assert installation["team_id"] == payload["team_id"] == payload["context_team_id"]
    assert installation["is_bot"] is True
    assert re.fullmatch(r"Ev0[A-Z0-9]{9}", payload["event_id"])


@every
def test_event_context_names_the_event_and_where_it_happened(name: str) -> None:
    payload = sample(name)
    version, _, packed = payload["event_context"].partition("-")
    expected = {
        "et": payload["event"]["type"],
        "tid": payload["team_id"],
        "aid": payload["api_app_id"],
    }
    channel = channel_of(payload["event"])

    assert version == "4"
    assert json.loads(b64decode(packed)) == expected | ({"cid": channel} if channel else {})


@every
def test_ids_have_slacks_form(name: str) -> None:
    for path, node in nodes(sample(name)):
        field = path.rpartition(".")[2]
        if isinstance(node, str) and field in {"user", "user_id", "creator", "item_user"}:
            assert re.fullmatch(r"U0[A-Z0-9]{9}", node), path
        if isinstance(node, str) and field in {"team", "team_id", "context_team_id"}:
            assert re.fullmatch(r"T0[A-Z0-9]{9}", node), path
        if isinstance(node, str) and field in {"ts", "event_ts", "thread_ts", "message_ts"}:
            assert re.fullmatch(r"\d{10}\.\d{6}", node), path


@every
def test_event_happened_in_the_second_of_the_envelope(name: str) -> None:
    payload = sample(name)
    event = payload["event"]

    if "event_ts" in event:
        assert int(float(event["event_ts"])) == payload["event_time"]
    if "ts" in event:
        assert event["ts"] == event["event_ts"]


def test_answer_comes_after_the_message_it_answers() -> None:
    event = sample("slack.message")["event"]

    assert event["thread_ts"] < event["ts"]
    assert event["parent_user_id"] != event["user"]


def test_direct_message_is_in_a_direct_channel() -> None:
    event = sample("slack.message.im")["event"]

    assert (event["channel"][0], event["channel_type"]) == ("D", "im")


@pytest.mark.parametrize("name", ["slack.message", "slack.message.im", "slack.app_mention"])
def test_blocks_say_what_the_text_says(name: str) -> None:
    event = sample(name)["event"]
    (block,) = event["blocks"]
    (section,) = block["elements"]
    said = [one.get("text", f"<@{one.get('user_id')}>") for one in section["elements"]]

    assert "".join(said) == event["text"]


def test_mention_is_of_the_apps_own_user() -> None:
    payload = sample("slack.app_mention")

    assert f"<@{payload['authorizations'][0]['user_id']}>" in payload["event"]["text"]


def test_shared_file_is_the_file() -> None:
    event = sample("slack.file_shared")["event"]

    assert event["file"]["id"] == event["file_id"]


def test_shared_link_is_of_its_domain_and_message() -> None:
    event = sample("slack.link_shared")["event"]
    (link,) = event["links"]

    assert link["url"].startswith(f"https://{link['domain']}/")
    assert event["unfurl_id"].startswith(f"{event['channel']}-{event['message_ts']}-")


def test_new_channel_was_created_now() -> None:
    payload = sample("slack.channel_created")

    assert payload["event"]["channel"]["created"] == payload["event_time"]


@pytest.mark.parametrize("name", ["slack.team_join", "slack.user_change"])
def test_person_is_of_the_team_and_has_one_picture(name: str) -> None:
    payload = sample(name)
    user = payload["event"]["user"]
    profile = user["profile"]
    pictures = {url.rpartition("_")[0] for key, url in profile.items() if key.startswith("image")}

    assert user["team_id"] == profile["team"] == payload["team_id"]
    assert user["real_name"] == profile["real_name"]
    assert user["updated"] == payload["event"]["cache_ts"] == payload["event_time"]
    assert len(pictures) == 1
    assert profile["avatar_hash"] in pictures.pop()


def test_revoked_bot_token_was_of_the_apps_own_user() -> None:
    payload = sample("slack.tokens_revoked")

    assert payload["event"]["tokens"]["bot"] == [payload["authorizations"][0]["user_id"]]
