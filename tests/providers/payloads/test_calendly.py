from datetime import datetime, timedelta

import pytest

from tests.providers.payloads.samples import NAMES, sample
from tests.providers.payloads.sending import told

EVENTS = [name for name in NAMES if name.startswith("calendly.")]
MEETINGS = [name for name in EVENTS if ".invitee" in name]


@pytest.mark.parametrize("name", EVENTS)
def test_receiver_finds_the_type(name: str) -> None:
    assert told(name) == sample(name)["event"] == name.removeprefix("calendly.")


@pytest.mark.parametrize("name", MEETINGS)
def test_addresses_of_invitee_and_event_fit_together(name: str) -> None:
    payload = sample(name)["payload"]
    event, _, invitee = payload["uri"].partition("/invitees/")

    assert event == payload["event"] == payload["scheduled_event"]["uri"]
    assert payload["cancel_url"].endswith(f"/{invitee}")
    assert payload["reschedule_url"].endswith(f"/{invitee}")
    assert event.rpartition("/")[2] in payload["scheduled_event"]["location"]["join_url"]


@pytest.mark.parametrize("name", MEETINGS)
def test_meeting_lasts_half_an_hour_from_a_quarter_on(name: str) -> None:
    payload = sample(name)["payload"]
    event = payload["scheduled_event"]
    start, end, booked = (
        datetime.fromisoformat(event[key]) for key in ("start_time", "end_time", "created_at")
    )

    assert end - start == timedelta(minutes=30)
    assert (start.minute % 15, start.second, start.microsecond) == (0, 0, 0)
    assert booked < start
    assert event["created_at"] == payload["created_at"] <= payload["updated_at"]


def test_canceled_meeting_says_by_whom() -> None:
    payload = sample("calendly.invitee.canceled")["payload"]
    event = payload["scheduled_event"]

    assert payload["status"] == event["status"] == "canceled"
    assert payload["cancellation"] == event["cancellation"]
    assert payload["cancellation"]["canceled_by"] == payload["name"]
    assert event["invitees_counter"]["active"] == 0
    assert payload["created_at"] < payload["cancellation"]["created_at"]


def test_absence_is_marked_after_the_meeting() -> None:
    payload = sample("calendly.invitee_no_show.created")["payload"]

    assert payload["scheduled_event"]["end_time"] < payload["no_show"]["created_at"]
