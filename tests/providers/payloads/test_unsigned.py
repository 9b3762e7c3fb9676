"""Events of providers that sign nothing: a receiver knows them all the same."""

import pytest

from tests.providers.payloads.samples import NAMES
from tests.providers.payloads.sending import event
from webhookctl.core.locate import RequestView
from webhookctl.core.recognise import Recogniser
from webhookctl.providers import all_schemes

RECOGNISER = Recogniser(all_schemes())
UNSIGNED = ("activecampaign", "brevo", "cloudevents", "mailchimp")
EVENTS = [name for name in NAMES if name.startswith(UNSIGNED)]


@pytest.mark.parametrize("name", EVENTS)
def test_sender_is_recognised_by_what_it_sends(name: str) -> None:
    sent = event(name)

    (first, *_) = RECOGNISER.candidates(RequestView(sent.headers, sent.body))

    assert (first.provider, first.certain) == (name.partition(".")[0], True)
