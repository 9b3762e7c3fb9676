import json

import pytest

from tests.providers.payloads.samples import NAMES, sample
from tests.providers.payloads.sending import event, header, told

EVENTS = [name for name in NAMES if name.startswith("klaviyo.")]
SINGLE = [name for name in EVENTS if name != "klaviyo.batch"]


@pytest.mark.parametrize("name", SINGLE)
def test_receiver_finds_the_topic_and_the_id(name: str) -> None:
    sent = event(name)

    assert told(name) == f"event:{name}"
    assert sent.id == sample(name)["data"][0]["external_id"]


@pytest.mark.parametrize("name", EVENTS)
def test_webhook_is_the_same_in_header_and_body(name: str) -> None:
    sent = event(name)

    assert header(sent, "klaviyo-webhook-id") == json.loads(sent.body)["meta"]["klaviyo_webhook_id"]


@pytest.mark.parametrize("name", EVENTS)
def test_ids_of_event_and_profile_fit_together(name: str) -> None:
    for one in sample(name)["data"]:
        data = one["payload"]["data"]
        profile = data["relationships"]["profile"]["data"]["id"]
        (person,) = one["payload"]["included"]

        assert one["external_id"] == data["id"]
        assert data["links"]["self"].endswith(f"/{data['id']}/")
        assert person["id"] == profile
        assert person["links"]["self"].endswith(f"/{profile}/")
        assert person["attributes"]["created"] < person["attributes"]["updated"]


def test_batch_tells_two_people_in_the_order_it_happened() -> None:
    batch = sample("klaviyo.batch")["data"]
    moments = [one["payload"]["data"]["attributes"]["timestamp"] for one in batch]
    people = [one["payload"]["included"][0]["id"] for one in batch]

    assert moments == sorted(moments)
    assert people == [people[0], people[1], people[0], people[1]]
    assert people[0] != people[1]
