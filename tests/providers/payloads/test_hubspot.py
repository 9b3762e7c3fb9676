import pytest

from tests.providers.payloads.samples import NAMES, NOW, sample
from tests.providers.payloads.sending import event, header, told

EVENTS = [name for name in NAMES if name.startswith("hubspot.")]
SINGLE = [name for name in EVENTS if name != "hubspot.batch"]


@pytest.mark.parametrize("name", SINGLE)
def test_receiver_finds_the_type_and_the_id(name: str) -> None:
    sent = event(name)
    (only,) = sample(name)

    assert told(name) == only["subscriptionType"] == name.removeprefix("hubspot.")
    assert sent.id == str(only["eventId"])
    assert (header(sent, "user-agent") or "").startswith("HubSpot Connect 2.0 ")


def test_batch_tells_a_contact_and_a_deal_in_the_order_it_happened() -> None:
    batch = sample("hubspot.batch")
    moments = [one["occurredAt"] for one in batch]
    objects = [(one["subscriptionType"].partition(".")[0], one["objectId"]) for one in batch]

    assert len({one["eventId"] for one in batch}) == len(batch)
    assert moments == sorted(moments)
    assert moments[-1] == int(NOW * 1000)
    assert len(set(objects)) == 2
    assert {(one["portalId"], one["appId"]) for one in batch} == {
        (batch[0]["portalId"], batch[0]["appId"])
    }


@pytest.mark.parametrize("name", [name for name in EVENTS if name.endswith(".merge")])
def test_merged_objects_are_different_ones(name: str) -> None:
    (one,) = sample(name)

    assert one["objectId"] == one["primaryObjectId"]
    assert len({one["primaryObjectId"], one["newObjectId"], *one["mergedObjectIds"]}) == 3


@pytest.mark.parametrize("name", [name for name in EVENTS if name.endswith(".associationChange")])
def test_association_names_what_it_joins(name: str) -> None:
    (one,) = sample(name)
    start, _, end = one["associationType"].partition("_TO_")

    kind = one["subscriptionType"].partition(".")[0]
    assert start == ("CONTACT" if kind == "object" else kind.upper())
    assert end in {"COMPANY", "CONTACT"}
    assert one["fromObjectTypeId"] != one["toObjectTypeId"]
