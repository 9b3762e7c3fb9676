import pytest

from tests.core.messages import a_scheme
from webhookctl.core.directory import Entry
from webhookctl.core.event import EventTemplate
from webhookctl.core.provider import Provider
from webhookctl.core.signature import Bare

SCHEME = a_scheme(Bare("X-Acme-Signature"))
ENTRY = Entry(
    Provider("acme_mail", "Acme Post", (SCHEME,), aliases=("roadrunner",)),
    (SCHEME,),
    (EventTemplate("letter.opened", "A letter was opened.", lambda _: None),),
)


@pytest.mark.parametrize(
    "text", ["acme_m", "POST", "runner", " Acme ", "x-acme-sig", "letter.op", "acme_mail.letter"]
)
def test_name_title_alias_header_and_event_are_searched(text: str) -> None:
    assert ENTRY.mentions(text)


@pytest.mark.parametrize("text", ["stripe", "opened.", "was opened"])
def test_nothing_else_is(text: str) -> None:
    assert not ENTRY.mentions(text)
