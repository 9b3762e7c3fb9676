import re
from datetime import UTC, datetime

import pytest

from tests.providers.payloads.samples import NAMES, sample
from tests.providers.payloads.sending import told

EVENTS = [name for name in NAMES if name.startswith("brevo.")]
MAIL = [name for name in EVENTS if name not in ("brevo.unsubscribe", "brevo.list_addition")]


@pytest.mark.parametrize("name", EVENTS)
def test_receiver_finds_the_type(name: str) -> None:
    assert told(name) == name.removeprefix("brevo.")


@pytest.mark.parametrize("name", MAIL)
def test_all_times_are_the_same_moment_and_after_sending(name: str) -> None:
    payload = sample(name)
    moment = datetime.fromtimestamp(payload["ts_event"], UTC)
    sent = re.fullmatch(r"<(\d{12})\.\d{11}@smtp-relay\.mailin\.fr>", payload["message-id"])

    assert payload["ts_epoch"] // 1000 == payload["ts"] == payload["ts_event"]
    assert payload["date"] == f"{moment:%Y-%m-%d %H:%M:%S}"
    assert sent is not None
    assert sent[1] < f"{moment:%Y%m%d%H%M}"


def test_campaign_is_left_after_it_was_sent() -> None:
    payload = sample("brevo.unsubscribe")

    assert payload["date_sent"] < payload["date_event"]
    assert payload["ts_sent"] < payload["ts_event"]


def test_failures_say_why() -> None:
    reasons = [sample(f"brevo.{kind}")["reason"] for kind in ("hard_bounce", "soft_bounce")]

    assert [reason[0] for reason in reasons] == ["5", "4"]


def test_link_is_that_of_the_order() -> None:
    payload = sample("brevo.click")

    assert payload["X-Mailin-custom"] == f"order:{payload['link'].rpartition('/')[2]}"
