import base64
import re
from typing import Any

import pytest

from tests.providers.payloads.samples import NAMES, facts, nodes, sample
from tests.providers.payloads.sending import event, header, told

EVENTS = [name for name in NAMES if name.startswith("meta.")]
MESSAGES = [name for name in EVENTS if name.startswith("meta.messages.")]
STATUSES = [name for name in EVENTS if name.startswith("meta.statuses.")]
ACCOUNTS = [name for name in EVENTS if name.split(".")[1] in ("page", "instagram")]
every = pytest.mark.parametrize("name", EVENTS)


def change(name: str, seed: int = 1) -> Any:
    (entry,) = sample(name, facts(seed))["entry"]
    (found,) = entry["changes"]
    return found


@every
def test_receiver_finds_object_and_field(name: str) -> None:
    product = name.split(".")[1]
    payload, sent = sample(name), event(name)

    whatsapp = product not in ("page", "instagram")
    assert payload["object"] == ("whatsapp_business_account" if whatsapp else product)
    if "changes" in payload["entry"][0]:
        assert told(name) == f"{payload['object']}.{change(name)['field']}"
    assert header(sent, "user-agent") == "facebookexternalua"
    assert header(sent, "content-type") == "application/json"


@pytest.mark.parametrize("name", MESSAGES)
def test_message_is_of_the_contact_and_of_its_type(name: str) -> None:
    value = change(name)["value"]
    (contact,), (message,) = value["contacts"], value["messages"]

    assert message["from"] == contact["wa_id"]
    assert message["type"] == name.rpartition(".")[2]
    assert message["type"] in message
    assert ("context" in message) is (message["type"] in ("interactive", "button"))


@pytest.mark.parametrize("name", [*MESSAGES, *STATUSES])
def test_ids_hold_the_number_they_were_exchanged_with(name: str) -> None:
    value = change(name)["value"]
    (known,) = value.get("messages") or value["statuses"]
    number = known.get("from") or known["recipient_id"]

    for path, node in nodes(known):
        if isinstance(node, str) and node.startswith("wamid."):
            held = base64.b64decode(node.removeprefix("wamid."), validate=True)
            assert path.endswith("message_id") or number.encode() in held, path
            assert held[2] == len(number)


@pytest.mark.parametrize("name", STATUSES)
def test_report_is_of_its_status(name: str) -> None:
    (report,) = change(name)["value"]["statuses"]
    failed = report["status"] == "failed"

    assert report["status"] == name.rpartition(".")[2]
    assert ("errors" in report) is failed is ("pricing" not in report)
    assert ("expiration_timestamp" in report.get("conversation", {})) is (
        report["status"] == "sent"
    )


@pytest.mark.parametrize("name", ACCOUNTS)
def test_happening_is_the_accounts_own(name: str) -> None:
    (entry,) = sample(name)["entry"]

    for one in entry.get("messaging", ()):
        assert one["recipient"]["id"] == entry["id"] != one["sender"]["id"]
        assert one["timestamp"] == entry["time"]
    for one in entry.get("changes", ()):
        assert one["field"] == name.rpartition(".")[2]
        assert one["value"].get("created_time", entry["time"]) == entry["time"]
        assert one["value"].get("page_id", entry["id"]) == entry["id"]


def test_comment_is_on_the_post() -> None:
    for seed in range(20):
        value = change("meta.page.feed", seed)["value"]

        assert value["post"]["id"] == value["post_id"] == value["parent_id"]
        assert re.fullmatch(rf"{value['post_id'].partition('_')[2]}_\d+", value["comment_id"])
