import re

import pytest

from tests.providers.payloads.samples import NAMES, sample
from tests.providers.payloads.sending import form, told

EVENTS = [name for name in NAMES if name.startswith("activecampaign.")]
DEALS = [name for name in EVENTS if ".deal_" in name]


@pytest.mark.parametrize("name", EVENTS)
def test_event_is_a_form_that_tells_its_type_and_time(name: str) -> None:
    fields = form(name)

    assert fields["type"] == told(name) == name.removeprefix("activecampaign.")
    assert fields["date_time"] == "2026-09-21T14:13:20+00:00"


@pytest.mark.parametrize("name", DEALS)
def test_deal_is_with_the_contact(name: str) -> None:
    fields = form(name)

    assert fields["deal[contactid]"] == fields["contact[id]"]
    assert fields["deal[contact_email]"] == fields["contact[email]"]
    assert fields["deal[value]"].replace(",", "") == f"{fields['deal[value_raw]']}.00"
    assert fields["deal[create_date_iso]"] <= fields["date_time"]
    assert fields["deal[create_date]"] == fields["deal[create_date_iso]"][:19].replace("T", " ")


def test_tag_was_added_or_taken_away() -> None:
    added, removed = (sample(f"activecampaign.contact_tag_{kind}") for kind in ("added", "removed"))

    assert added["tag"] in added["contact"]["tags"].split(", ")
    assert removed["tag"] not in removed["contact"]["tags"].split(", ")


def test_task_ends_after_it_begins_and_is_done_now() -> None:
    task = form("activecampaign.deal_task_complete")

    assert task["task[duedate_iso]"] < task["task[edate_iso]"] < task["task[donedate_iso]"]
    assert task["task[donedate_iso]"] == task["date_time"]


def test_nested_names_are_those_that_receivers_recorded() -> None:
    fields = form("activecampaign.deal_update")

    assert fields["updated_fields[0]"] == "stage"
    assert re.fullmatch(r"\d+", fields["deal[stageid]"])
    assert fields["contact[fields][1]"] == "Green tea"
