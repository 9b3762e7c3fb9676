import re

import pytest

from tests.providers.payloads.samples import NAMES, sample
from tests.providers.payloads.sending import event, header, told
from webhookctl.core.compose import Changes

EVENTS = [name for name in NAMES if name.startswith("sendgrid.")]
SINGLE = [name for name in EVENTS if name != "sendgrid.batch"]


@pytest.mark.parametrize("name", SINGLE)
def test_receiver_finds_the_type_and_the_id(name: str) -> None:
    sent = event(name)
    (only,) = sample(name)

    assert told(name) == only["event"] == name.removeprefix("sendgrid.")
    assert sent.id == only["sg_event_id"]
    assert header(sent, "user-agent") == "SendGrid Event API"


@pytest.mark.parametrize("name", EVENTS)
def test_ids_of_a_message_belong_together(name: str) -> None:
    for one in sample(name):
        if "smtp-id" in one:
            found = re.fullmatch(r"<([\w-]{22})@geopod-ismtpd-(\d+)>", one["smtp-id"])
            assert found is not None
            assert one["sg_message_id"].startswith(f"{found[1]}.recvd-")
            assert one["sg_message_id"].endswith(f"-{found[2]}.0")


def test_batch_tells_two_messages_in_the_order_it_happened() -> None:
    batch = sample("sendgrid.batch")
    messages = {one["sg_message_id"] for one in batch}
    lost = [one["event"] for one in batch if one["email"] == "nobody@example.com"]
    read = [one["event"] for one in batch if one["email"] == "robin@example.com"]

    assert len(messages) == 2
    assert len({one["sg_event_id"] for one in batch}) == len(batch)
    assert (read, lost) == (["processed", "delivered", "open", "click"], ["processed", "bounce"])
    assert [one["timestamp"] for one in batch] == sorted(one["timestamp"] for one in batch)


def test_link_is_that_of_the_order() -> None:
    (click,) = sample("sendgrid.click")

    assert click["url"].endswith(f"/{click['order_id']}")


def test_own_id_goes_into_the_first_event() -> None:
    sent = event("sendgrid.delivered", changes=Changes(("0.email=a@b.test",), id="mine"))

    assert sent.id == "mine"
    assert b'"sg_event_id":"mine"' in sent.body
    assert b'"email":"a@b.test"' in sent.body
