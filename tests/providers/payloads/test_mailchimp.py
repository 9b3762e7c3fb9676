import pytest

from tests.providers.payloads.samples import NAMES
from tests.providers.payloads.sending import event, form, header, told

EVENTS = [name for name in NAMES if name.startswith("mailchimp.")]
MEMBERS = [f"mailchimp.{kind}" for kind in ("subscribe", "unsubscribe", "profile")]


@pytest.mark.parametrize("name", EVENTS)
def test_event_is_a_form_that_tells_its_type_and_time(name: str) -> None:
    fields = form(name)

    assert fields["type"] == told(name) == name.removeprefix("mailchimp.")
    assert fields["fired_at"] == "2026-09-21 14:13:20"
    assert header(event(name), "user-agent") == "MailChimp"


@pytest.mark.parametrize("name", MEMBERS)
def test_member_is_the_same_in_all_fields(name: str) -> None:
    fields = form(name)

    assert fields["data[email]"] == fields["data[merges][EMAIL]"]
    assert fields["data[merges][INTERESTS]"] == fields["data[merges][GROUPINGS][0][groups]"]


def test_fields_of_a_subscription_are_those_of_the_documentation() -> None:
    documented = {"type", "fired_at"} | {
        f"data[{name}]" for name in ("id", "list_id", "email", "email_type", "ip_opt", "ip_signup")
    }
    merges = {f"data[merges][{name}]" for name in ("EMAIL", "FNAME", "LNAME", "INTERESTS")}

    assert form("mailchimp.subscribe").keys() >= documented | merges


def test_changed_address_is_another_one() -> None:
    fields = form("mailchimp.upemail")

    assert fields["data[new_email]"] != fields["data[old_email]"]
