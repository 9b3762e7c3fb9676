import json
from datetime import datetime

import pytest

from tests.providers.payloads.samples import NAMES, NOW, sample
from tests.providers.payloads.sending import event, header, provider, told
from webhookctl.core.scheme import SignedMessage, Stamp
from webhookctl.core.secret import Secret

EVENTS = [name for name in NAMES if name.startswith("mailgun.")]
FAILURES = {"mailgun.permanent_fail": "permanent", "mailgun.temporary_fail": "temporary"}


@pytest.mark.parametrize("name", EVENTS)
def test_receiver_finds_the_type_and_the_id(name: str) -> None:
    sent = event(name)
    data = sample(name)["event-data"]
    expected = "failed" if name in FAILURES else name.removeprefix("mailgun.")

    assert told(name) == data["event"] == expected
    assert sent.id == data["id"]
    assert (header(sent, "user-agent") or "").startswith("mailgun/treq-")


@pytest.mark.parametrize("name", FAILURES)
def test_failure_has_a_severity_and_a_code_of_it(name: str) -> None:
    data = sample(name)["event-data"]
    status = data["delivery-status"]

    assert data["severity"] == FAILURES[name]
    assert str(status["code"])[0] == status["enhanced-code"][0]
    assert status["message"].startswith(status["enhanced-code"])
    assert ("retry-seconds" in status) is (FAILURES[name] == "temporary")


@pytest.mark.parametrize("name", EVENTS)
def test_recipient_and_storage_are_of_the_message(name: str) -> None:
    data = sample(name)["event-data"]

    assert data["recipient"].endswith(f"@{data['recipient-domain']}")
    assert data["message"]["headers"]["message-id"].endswith(f"@{data['domain']['name']}")
    if data.get("storage"):
        assert data["storage"]["url"].endswith(f"/messages/{data['storage']['key']}")
        assert data["envelope"].get("targets", data["recipient"]) == data["recipient"]


def test_message_was_delivered_after_it_was_sent_and_before_it_was_opened() -> None:
    data = sample("mailgun.opened")["event-data"]
    sent = datetime.strptime(data["message"]["headers"]["message-id"][:14] + "Z", "%Y%m%d%H%M%S%z")

    assert sent.timestamp() < data["delivered-at"] < data["timestamp"]


def test_link_is_that_of_the_order() -> None:
    data = sample("mailgun.clicked")["event-data"]

    assert data["url"].endswith(f"/{data['user-variables']['order_id']}")


def test_signed_event_has_a_signature_beside_it() -> None:
    sent = event("mailgun.delivered")
    scheme = provider("mailgun").schemes[0]
    message = SignedMessage("POST", "http://app.test/", sent.headers, sent.body)

    signed = scheme.sign(message, Secret("s", b"key"), Stamp(NOW, sent.id))

    body = json.loads(signed.body)
    assert body.keys() == {"signature", "event-data"}
    assert body["signature"].keys() == {"timestamp", "token", "signature"}
    assert scheme.judge(signed, [Secret("s", b"key")], NOW).valid
