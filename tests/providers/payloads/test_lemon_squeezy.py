from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, sample
from tests.providers.payloads.sending import event, header, told

EVENTS = [name for name in NAMES if name.startswith("lemon_squeezy.")]
PRICED = [name for name in EVENTS if "order_" in name or "_payment_" in name]
SUBSCRIPTIONS = [name for name in EVENTS if ".subscription_" in name and "_payment_" not in name]


def attributes(name: str, seed: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = sample(name, facts(seed))["data"]["attributes"]
    return found


@pytest.mark.parametrize("name", EVENTS)
def test_type_is_the_same_in_header_and_body(name: str) -> None:
    sent = event(name)
    meta = sample(name)["meta"]

    assert told(name) == header(sent, "x-event-name") == meta["event_name"]
    assert meta["event_name"] == name.removeprefix("lemon_squeezy.")
    assert sent.id == meta["webhook_id"]


@pytest.mark.parametrize("name", EVENTS)
def test_links_are_those_of_the_object(name: str) -> None:
    data = sample(name)["data"]
    self = data["links"]["self"]

    assert self.endswith(f"/v1/{data['type']}/{data['id']}")
    for relation, found in data["relationships"].items():
        assert found["links"] == {
            "related": f"{self}/{relation}",
            "self": f"{self}/relationships/{relation}",
        }


@pytest.mark.parametrize("name", PRICED)
def test_amounts_add_up_and_are_shown_as_they_are(name: str) -> None:
    for seed in range(20):
        found = attributes(name, seed)
        net = found["subtotal"] + found.get("setup_fee", 0) - found["discount_total"]

        assert found["total"] == net + found["tax"]
        assert found["tax"] * 5 == net
        assert found["refunded_amount"] == (found["total"] if found["refunded"] else 0)
        for key in ("subtotal", "discount_total", "tax", "total", "refunded_amount"):
            assert found[f"{key}_usd"] == found[key]
            assert found[f"{key}_formatted"] == f"${found[key] / 100:,.2f}"


@pytest.mark.parametrize("name", ["lemon_squeezy.order_created", "lemon_squeezy.order_refunded"])
def test_item_is_of_the_order(name: str) -> None:
    data = sample(name)["data"]
    found = data["attributes"]

    assert str(found["first_order_item"]["order_id"]) == data["id"]
    assert found["first_order_item"]["price"] == found["subtotal"]
    assert found["identifier"] in found["urls"]["receipt"]
    assert (found["refunded_at"] is not None) is (found["status"] == "refunded")


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_subscription_is_in_the_state_of_its_event(name: str) -> None:
    data = sample(name)["data"]
    found = data["attributes"]
    ended = found["status"] in {"cancelled", "expired"}

    assert str(found["first_subscription_item"]["subscription_id"]) == data["id"]
    assert (found["ends_at"] is not None) is ended
    assert found["cancelled"] is ended
    assert (found["pause"] is not None) is (found["status"] == "paused")
    assert found["billing_anchor"] == int(found["created_at"][8:10])
    assert found["created_at"] <= found["updated_at"] <= found["renews_at"]


def test_licence_is_active_once_it_was_used() -> None:
    new, used = (attributes(f"lemon_squeezy.license_key_{verb}") for verb in ("created", "updated"))

    assert (new["status"], new["instances_count"]) == ("inactive", 0)
    assert (used["status"], used["instances_count"]) == ("active", 1)
    assert new["key"].endswith(new["key_short"].removeprefix("XXXX-"))
    assert used["created_at"] < used["updated_at"] < used["expires_at"]
