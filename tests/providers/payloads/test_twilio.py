"""The oracle of the signatures is Twilio's own library, where it is installed."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.providers.payloads.samples import NAMES, facts, sample
from tests.providers.payloads.sending import event, header, provider, told
from webhookctl.core.compose import Changes, Signing, compose
from webhookctl.core.headers import text
from webhookctl.core.model import OutgoingRequest
from webhookctl.core.secret import Secret
from webhookctl.core.url import parse_url

EVENTS = [name for name in NAMES if name.startswith("twilio.")]
FORMS = [name for name in EVENTS if ".verification." not in name]
STATUSES = [name for name in EVENTS if re.search(r"\.message\.(?!incoming)", name)]
CALLS = [name for name in EVENTS if ".call." in name or ".gather." in name]
URL = "https://app.example.com/hook?shop=1"
TOKEN = "12345678901234567890123456789012"  # noqa: S105 - an example
KINDS = {
    "AccountSid": "AC",
    "CallSid": "CA",
    "RecordingSid": "RE",
    "MessagingServiceSid": "MG",
    "ConversationSid": "CH",
    "ParticipantSid": "MB",
    "ChatServiceSid": "IS",
}


def form(name: str) -> dict[str, str]:
    pairs = parse_qsl(event(name).body.decode(), keep_blank_values=True, strict_parsing=True)
    assert len({key for key, _ in pairs}) == len(pairs)
    return dict(pairs)


def signed(name: str, scheme: int) -> OutgoingRequest:
    signing = Signing(provider("twilio").schemes[scheme], Secret("env:TEST", TOKEN.encode()))
    return compose(event(name), parse_url(URL), signing, facts().now)


@pytest.mark.parametrize("name", FORMS)
def test_event_is_a_form_of_texts(name: str) -> None:
    sent = event(name)

    assert header(sent, "content-type") == "application/x-www-form-urlencoded; charset=UTF-8"
    assert header(sent, "user-agent") == "TwilioProxy/1.1"
    assert header(sent, "i-twilio-idempotency-token") == sent.id
    assert form(name) == sample(name)


@pytest.mark.parametrize("name", FORMS)
def test_library_accepts_the_signed_form(name: str) -> None:
    validator = pytest.importorskip("twilio.request_validator").RequestValidator(TOKEN)
    request = signed(name, 0)

    assert validator.validate(URL, form(name), text(request.headers, "x-twilio-signature"))


def test_library_accepts_the_signed_verification() -> None:
    validator = pytest.importorskip("twilio.request_validator").RequestValidator(TOKEN)
    request = signed("twilio.verification.approved", 1)
    body = request.body.read().decode()

    assert text(request.headers, "content-type") == "application/json"
    assert re.fullmatch(rb"/hook\?shop=1&bodySHA256=[0-9a-f]{64}", request.target)
    assert validator.validate(request.url, body, text(request.headers, "x-twilio-signature"))
    assert json.loads(body)["status"] == "approved"


@pytest.mark.parametrize("name", FORMS)
def test_ids_have_the_prefix_of_their_kind(name: str) -> None:
    for field, value in form(name).items():
        if field.endswith("Sid"):
            prefix = KINDS.get(field, "SM|MM|IM")
            assert re.fullmatch(rf"({prefix})[0-9a-f]{{32}}", value), field


@pytest.mark.parametrize("name", STATUSES)
def test_status_is_said_twice_and_errors_only_of_failures(name: str) -> None:
    fields, status = form(name), name.rpartition(".")[2]

    assert fields["MessageStatus"] == fields["SmsStatus"] == told(name) == status
    assert fields["MessageSid"] == fields["SmsSid"]
    assert ("ErrorCode" in fields) is (status in ("failed", "undelivered"))


@pytest.mark.parametrize("name", ["twilio.message.incoming", "twilio.message.incoming.media"])
def test_message_that_comes_in_has_one_id_and_its_media(name: str) -> None:
    fields = form(name)
    media = [field for field in fields if re.fullmatch(r"MediaUrl\d+", field)]

    assert fields["MessageSid"] == fields["SmsSid"] == fields["SmsMessageSid"]
    assert int(fields["NumMedia"]) == len(media)
    assert all(f"/Messages/{fields['MessageSid']}/" in fields[one] for one in media)


@pytest.mark.parametrize("name", CALLS)
def test_both_names_of_a_number_agree(name: str) -> None:
    fields = form(name)

    assert (fields["From"], fields["To"]) == (fields["Caller"], fields["Called"])
    for what in ("Country", "State", "City", "Zip"):
        assert fields[f"From{what}"] == fields[f"Caller{what}"]


def test_recording_is_no_longer_than_the_call() -> None:
    for seed in range(20):
        fields: Any = sample("twilio.call.completed", facts(seed))
        moment = parsedate_to_datetime(fields["Timestamp"])

        assert int(fields["RecordingDuration"]) <= int(fields["CallDuration"])
        assert int(fields["Duration"]) == -(-int(fields["CallDuration"]) // 60)
        assert fields["RecordingUrl"].endswith(fields["RecordingSid"])
        assert moment == datetime.fromtimestamp(facts().unix(), UTC)


def test_given_id_is_that_of_the_request() -> None:
    sent = event("twilio.message.incoming", changes=Changes(id="token-1"))

    assert header(sent, "i-twilio-idempotency-token") == "token-1"
